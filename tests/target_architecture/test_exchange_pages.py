"""The steps of taking an architecture in, as a person goes through them."""

from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse

from programmes.models import Job
from target_architecture import actions_exchange
from tests.factories import ModuleFactory, ProgrammeFactory
from tests.target_architecture.exchange_files import FOREIGN, HEAD, element, exchange_file

pytestmark = pytest.mark.django_db
FILE = reverse("target_architecture:exchange-file", args=["prov"])


def upload(client, content: bytes, name="modell.xml"):
    return client.post(FILE, {"file": SimpleUploadedFile(name, content)})


def step(name: str) -> str:
    return reverse(
        f"target_architecture:exchange-{name}", args=["prov", Job.objects.latest("pk").uid]
    )


def test_from_the_file_to_the_map_and_back(programme, as_role):
    client = as_role("requirements_manager")
    assert upload(client, FOREIGN).url == step("mapping")
    page = client.get(step("mapping")).content.decode()
    assert "BusinessActor" in page and "Record system, Patient portal" in page
    # A relationship without a name is told by its ends, one with a name by it.
    assert "Record system – Patient data" in page and "Requests" in page
    chosen = {
        "elements-ApplicationComponent": "module:existing",
        "elements-Plateau": "state",
        "relationships-Flow": "interface",
        "relationships-Serving": "",
    }
    assert client.post(step("mapping"), chosen).url == step("preview")
    page = client.get(step("preview"))
    html = page.content.decode()
    # Two modules, two states, one seam, two standards that it names.
    assert "Spara i målarkitekturen" in html and html.count(">ny</span>") == 7
    assert "Änden Ward är ingen modul." in html and "Ward" in html
    assert not programme.modules.exists()
    # Another outcome than the one that was seen is not written.
    assert client.post(step("preview"), {"seen": "annan"}).status_code == 409
    client.post(step("preview"), {"seen": page.context["seen"]})
    done = client.get(step("done")).content.decode()
    assert "Importen är sparad" in done
    # Who watched it end is led on by itself.
    progress = reverse("programmes:job-progress", args=[Job.objects.get().uid])
    assert client.get(progress).headers["HX-Redirect"] == step("done")
    assert {one.kind for one in programme.modules.all()} == {"existing"}
    reason = programme.modules.first().history.latest().history_change_reason
    assert reason == "Import ur modell.xml"
    assert "7 rader som var nya tas bort." in client.get(step("undo")).content.decode()
    page = client.post(step("undo"), follow=True).content.decode()
    assert "Importen är ångrad" in page and not programme.modules.exists()
    # A second time nothing is left to take back.
    assert client.get(step("undo")).url == step("done")


def test_undo_that_somebody_comes_in_the_way_of_is_told_and_changes_nothing(programme, as_role):
    client = as_role("requirements_manager")
    upload(client, FOREIGN)
    client.post(step("preview"), {"seen": client.get(step("preview")).context["seen"]})
    # Somebody links to a row between the look and the removal, and the database says no.
    with patch.object(actions_exchange, "_used", side_effect=IntegrityError):
        answer = client.post(step("undo"), follow=True)
    told = answer.content.decode()
    assert "Importen är inte ångrad: någon började använda en av raderna" in told
    assert answer.redirect_chain[-1][0] == step("undo")
    assert programme.modules.count() == 2 and programme.interfaces.count() == 2
    assert "Importen är ångrad" in client.post(step("undo"), follow=True).content.decode()
    assert not programme.modules.exists()


def test_an_architecture_that_changes_after_the_preview_is_not_overwritten(programme, as_role):
    client = as_role("requirements_manager")
    upload(client, FOREIGN)
    seen = client.get(step("preview")).context["seen"]
    ModuleFactory(programme=programme, name="Record system")
    assert client.post(step("preview"), {"seen": seen}).status_code == 409
    assert programme.modules.count() == 1


def test_ones_own_export_again_writes_nothing(programme, as_role):
    ModuleFactory(programme=programme, code="VIS")
    client = as_role("requirements_manager")
    own = client.get(reverse("target_architecture:exchange-export", args=["prov"]))
    assert own["Content-Disposition"] == 'attachment; filename="prov-archimate.xml"'
    upload(client, own.content)
    page = client.get(step("preview")).content.decode()
    assert "Alla rader är oförändrade." in page and "Avsluta" in page


def test_the_import_of_another_programme_is_not_found(programme, as_role, make_person, client):
    client = as_role("requirements_manager")
    upload(client, FOREIGN)
    job = Job.objects.latest("pk")
    ProgrammeFactory(slug="annat")
    address = reverse("target_architecture:exchange-preview", args=["annat", job.uid])
    assert client.get(address).status_code == 404


BOMB = (
    b'<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    b'<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/"><name>&b;</name></model>'
)
OUTSIDE = (
    b'<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    b'<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/"><name>&a;</name></model>'
)


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (BOMB, "överbelasta servrar"),
        (OUTSIDE, "överbelasta servrar"),
        (BOMB.decode().encode("utf-16"), "överbelasta servrar"),
        (b"<a>" * 300 + b"</a>" * 300, "fler nivåer"),
        (HEAD.encode() + b"<elements>", "felet finns på rad 4"),
        (b"PK\x03\x04", "inte"),
        (b"<html/>", "elementet &lt;html&gt;"),
        (
            b'<m:model xmlns:m="http://www.archimatetool.com/archimate"/>',
            "Archis eget format",
        ),
        (b'<model xmlns="http://www.opengroup.org/xsd/archimate"/>', "ArchiMate 2"),
        (
            exchange_file(element("a", "Node", "A") + element("a", "Node", "B")),
            "Identiteten a finns två gånger, på rad 4 och rad 5.",
        ),
        (exchange_file("\n<element xsi:type='Node'><name>A</name></element>"), "saknar identifier"),
        (exchange_file("<element identifier='a'><name>A</name></element>"), "saknar xsi:type"),
        (
            exchange_file(
                "".join(f"<element identifier='e{n}' xsi:type='Node'/>" for n in range(20_001))
            ),
            "20000 element",
        ),
        (exchange_file(element("a", "Node", "x" * 100_001)), "orimligt långt"),
    ],
    ids=["bomb", "outside", "bomb in utf-16", "deep", "broken", "zip", "html", "archi", "second",
         "twice", "no identity", "no type", "many", "long"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_where_and_what_to_do(
    programme, as_role, content, told
):
    page = upload(as_role("requirements_manager"), content)
    assert page.status_code == 422 and told in page.content.decode()
    assert not Job.objects.exists()
