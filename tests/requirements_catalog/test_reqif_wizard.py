"""ReqIF in the browser and on the command line: straight to the preview, then as for a workbook."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from programmes.models import Job
from requirements_catalog.models import Catalogue, Requirement
from tests.factories import CatalogueFactory
from tests.requirements_catalog.approval import approve
from tests.requirements_catalog.reqif_samples import obj, place, reqif, spec
from tests.requirements_catalog.test_import_wizard import address, columns_of

pytestmark = pytest.mark.once

CONTENT = reqif(
    [obj("_1", title="Kapitel"), obj("_2", id="A", text="Systemet ska.", level="4")],
    [spec("_s", place("_p1", "_1", place("_p2", "_2")))],
)


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme, slug="vis", name="Kravkatalogen")


@pytest.fixture
def client(as_role):
    return as_role("requirements_manager")


def upload(client, catalogue, content, name="krav.reqif"):
    return client.post(address("import", catalogue), {"file": SimpleUploadedFile(name, content)})


def test_from_file_to_catalogue(client, catalogue):
    """Upload, preview, approve: two requests and one write."""
    response = upload(client, catalogue, CONTENT)
    job = Job.objects.get()
    assert response.url == address("import-preview", catalogue, job)
    page = client.get(response.url)
    labels = [step["label"] for step in page.context["steps"]]
    assert labels == ["Fil", "Attribut", "Förhandsgranskning", "Klart"]
    assert [step["state"] for step in page.context["steps"]] == ["done", "done", "current", "todo"]
    assert page.context["consequences"][0] == "2 nya objekt läggs till."
    assert "krav.reqif: 2 objekt, 1 specifikationer, 0 relationer." in page.content.decode()
    assert not Requirement.objects.exists()
    approve(client, response.url)
    rows = Requirement.objects.order_by("position").values_list("code", "title", "text")
    assert list(rows) == [("", "Kapitel", ""), ("A", "", "Systemet ska.")]
    done = client.get(address("import-done", catalogue, job))
    assert [tile["value"] for tile in done.context["tiles"]] == [2, 0, 0, 0]


def test_attributes_can_be_corrected(client, catalogue):
    """The columns step is there to go back to; the choice is remembered for the next file."""
    upload(client, catalogue, CONTENT)
    job = Job.objects.get()
    assert client.get(address("import-sheet", catalogue, job)).url == address(
        "import-columns", catalogue, job
    )
    step = client.get(address("import-columns", catalogue, job))
    choices = columns_of(step)
    names = {f.label: f.html_name for f in step.context["form"] if f.name != "default_kind"}
    assert choices[names["ReqIF.Text"]] == "text"
    choices |= {names["ReqIF.Text"]: "motive", names["ReqIF.ForeignID"]: "skip"}
    response = client.post(address("import-columns", catalogue, job), choices)
    approve(client, response.url)
    assert Requirement.objects.get(reqif_object__identifier="_2").motive == "Systemet ska."
    source = Catalogue.objects.get(pk=catalogue.pk).reqif_source
    assert source.mapping["columns"]["ReqIF.Text"] == "motive"
    upload(client, catalogue, CONTENT)
    again = client.get(address("import-preview", catalogue, Job.objects.latest("pk")))
    assert again.context["report"].counts["unchanged"] == 2


def test_a_file_that_is_refused_says_why_beside_the_field(client, catalogue):
    """And no import is begun."""
    response = upload(client, catalogue, b"<!DOCTYPE a><REQ-IF/>")
    assert response.status_code == 422
    assert "används för att överbelasta servrar" in response.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("file_format", ["reqif", "reqifz"])
def test_the_list_is_exported(client, catalogue, file_format):
    """From the menu of the list, with its filter."""
    upload(client, catalogue, CONTENT)
    approve(client, address("import-preview", catalogue, Job.objects.get()))
    arguments = [catalogue.programme.slug, catalogue.slug]
    listed = client.get(reverse("requirements_catalog:requirement-list", args=arguments))
    url = reverse("requirements_catalog:requirement-export", args=arguments)
    assert f'href="{url}?"' in listed.content.decode()
    response = client.post(url, {"format": file_format})
    assert response["Content-Disposition"].endswith(f'.{file_format}"')
    other = CatalogueFactory(programme=catalogue.programme, slug="annan")
    upload(client, other, b"".join(response.streaming_content), f"ut.{file_format}")
    page = client.get(address("import-preview", other, Job.objects.latest("pk")))
    assert page.context["report"].counts["created"] == 2


def test_the_commands(catalogue, tmp_path, capsys):
    """In, out and in again; the report says what is gone."""
    source, out, report = tmp_path / "in.reqif", tmp_path / "ut.reqif", tmp_path / "r.json"
    source.write_bytes(CONTENT)
    call_command("import_requirements", str(source), catalogue="vis", report=str(report))
    said = json.loads(report.read_text())
    assert (said["created"], said["removed"], said["applied"]) == (2, 0, True)
    call_command("export_requirements", catalogue="vis", format="reqif", output=str(out))
    call_command("import_requirements", str(out), catalogue="vis")
    assert "0 nya, 0 ändrade, 2 oförändrade, 0 avvisade." in capsys.readouterr().out
    source.write_bytes(b"<a/>")
    with pytest.raises(CommandError, match="men inte ReqIF"):
        call_command("import_requirements", str(source), catalogue="vis")
