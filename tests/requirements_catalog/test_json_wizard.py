"""Our own JSON document in the steps of an import: preview, report, job, refusals."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programmes.models import Job
from requirements_catalog.exports.json import export_requirements_json, requirements_document
from requirements_catalog.models import Requirement
from tests.factories import RequirementFactory
from tests.requirements_catalog.approval import approve
from tests.requirements_catalog.round_trip import order, two_chapters

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def catalogue(programme):
    made = two_chapters()
    made.programme = programme
    made.save()
    return made


@pytest.fixture
def client(as_role):
    return as_role("requirements_manager")


def address(name, catalogue, job):
    return reverse(
        f"requirements_catalog:requirement-import-{name}",
        args=[catalogue.programme.slug, catalogue.slug, job.uid],
    )


def upload(client, catalogue, content, name="krav.json"):
    url = reverse(
        "requirements_catalog:requirement-import", args=[catalogue.programme.slug, catalogue.slug]
    )
    return client.post(url, {"file": SimpleUploadedFile(name, content)})


def edited(catalogue):
    """The document with a cell changed, a row moved, one new, one refused and a relation."""
    document = requirements_document(catalogue.requirements.all(), catalogue)
    rows = {row["code"]: row for row in document["requirements"]}
    rows["A1"]["title"] = "Ny rubrik"
    rows["A2"]["relations"] = [{"kind": "refines", "target": rows["A1"]["uid"], "note": ""}]
    rows["A4"]["parent"] = rows["2"]["uid"]
    rows["B1"]["kind"] = "kanske"
    rows["B1"]["max_points"] = "x"
    new = {"code": "N1", "kind": "desirable", "text": "Nytt krav.", "parent": rows["2"]["uid"]}
    document["requirements"] = [
        rows[code] for code in ("1", "A1", "A2", "A3", "2", "A4", "B1", "B3", "B2")
    ] + [new]
    document["extra_fields"].append(
        {"key": "prio", "label": "Prioritet", "kind": "text", "choices": [], "help_text": ""}
    )
    return json.dumps(document).encode()


def test_the_preview_comes_at_once_and_tells_every_row(client, catalogue):
    response = upload(client, catalogue, edited(catalogue))
    job = Job.objects.get()
    assert response.url == address("preview", catalogue, job)
    response = client.get(response.url)
    assert [(tile["label"], tile["value"]) for tile in response.context["tiles"]] == [
        ("nya", 1), ("ändrade", 4), ("oförändrade", 2), ("avvisade", 1),
        ("alla rader", 10),
    ]  # fmt: skip
    told = {row["code"]: row for row in response.context["report"].rows}
    assert told["A1"]["changes"] == [
        {"field": "title", "label": "Rubrik", "old": "Krav A1", "new": "Ny rubrik"}
    ]
    assert told["A2"]["changes"] == [
        {"field": "relations", "label": "Samband", "old": "", "new": "preciserar A1 Krav A1"}
    ]
    assert told["A4"]["changes"] == [
        {"field": "parent", "label": "Plats i trädet", "old": "1 Kapitel 1", "new": "2 Kapitel 2"}
    ]
    assert told["B3"]["changes"] == [
        {"field": "order", "label": "Ordning: efter", "old": "B2 Krav B2", "new": "A4 Krav A4"}
    ]
    assert told["B1"]["cell"] == "Rad 7, Typ"
    assert told["B1"]["problem"].startswith("Ska vara något av: mandatory")
    assert told["B1"]["notices"] == ["Högsta poäng: Ska vara ett tal."]
    assert (told["N1"]["kind"], told["N1"]["text"]) == ("desirable", "Nytt krav.")
    page = response.content.decode()
    assert "Katalogen får ett nytt fält: Prioritet." in page
    assert [step["label"] for step in response.context["steps"]] == [
        "Fil", "Förhandsgranskning", "Klart",
    ]  # fmt: skip
    assert "Tillbaka till fil" in page
    assert order(catalogue) == ["1", "A1", "A2", "A3", "A4", "2", "B1", "B2", "B3"]


def test_what_is_approved_is_written_and_can_be_taken_back(client, catalogue):
    upload(client, catalogue, edited(catalogue))
    job = Job.objects.get()
    assert approve(client, address("preview", catalogue, job)).status_code == 422
    assert not Requirement.objects.filter(code="N1").exists()
    approve(client, address("preview", catalogue, job), {"apply_rest": "yes"})
    # B1 is refused and stays where it was; what moves comes before the first row that does not.
    assert order(catalogue) == ["1", "A1", "A2", "A3", "2", "B1", "A4", "B3", "B2", "N1"]
    made = Requirement.objects.get(code="N1").history.get()
    assert made.history_change_reason == "Import av krav.json"
    page = client.get(address("done", catalogue, job)).content.decode()
    assert "Importen är sparad" in page
    client.post(address("undo", catalogue, job), {"act": "undo"})
    assert order(catalogue) == ["1", "A1", "A2", "A3", "A4", "2", "B1", "B2", "B3", "N1"]
    xlsx = reverse(
        "requirements_catalog:requirement-import-report",
        args=[catalogue.programme.slug, catalogue.slug, job.uid, "xlsx"],
    )
    assert client.get(xlsx).status_code == 200


def test_a_document_with_nothing_new_changes_nothing(client, catalogue):
    content = export_requirements_json(catalogue.requirements.all(), catalogue)
    upload(client, catalogue, b"\xef\xbb\xbf" + content, name="utan-ändelse.txt")
    response = client.get(address("preview", catalogue, Job.objects.get()))
    assert "Inget i katalogen ändras." in response.content.decode()
    assert response.context["report"].counts["unchanged"] == 7


def test_the_catalogue_changed_since_the_preview(client, catalogue):
    upload(client, catalogue, edited(catalogue))
    job = Job.objects.get()
    client.get(address("preview", catalogue, job))
    RequirementFactory(catalogue=catalogue, code="N1", position=1 << 40)
    approve(client, address("preview", catalogue, job), {"apply_rest": "yes"})
    page = client.get(address("done", catalogue, job)).content.decode()
    assert "Katalogen har ändrats sedan du granskade importen." in page
    assert Requirement.objects.get(code="A1").title == "Krav A1"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[]", "inte en kravkatalog i JSON"),
        (b"{", "inte giltig JSON"),
        (b"[" * 100_000, "för djupt nästlad"),
        (b'{"format": "fvm-requirements", "version": 9}', "Filens version är 9"),
        (b'{"format": "fvm-requirements", "version": 1, "requirements": ["\\u0000"]}', "tecken"),
        (b'{"a": ' + b"9" * 5000 + b"}", "inte giltig JSON"),
        (b'{"format": "fvm-requirements", "version": 1, "requirements": ['
         + b"1," * 50_000 + b"1]}", "Högst 50000 rader"),
        (b'{"format": "fvm-requirements", "version": 1, "requirements": [], '
         b'"extra_fields": [{"key": 1}]}', "eget fält"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_at_once(client, catalogue, content, told):
    response = upload(client, catalogue, content)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Job.objects.exists()


def test_steps_that_a_document_lacks_lead_on(client, catalogue):
    upload(client, catalogue, edited(catalogue))
    job = Job.objects.get()
    response = client.get(address("sheet", catalogue, job), follow=True)
    assert response.redirect_chain[-1][0] == address("preview", catalogue, job)
