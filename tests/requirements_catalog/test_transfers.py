"""Imports and exports of a catalogue: who sees what, and who gets at which file."""

import io
import json

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes.choices import JobState
from programmes.models import Job, Membership
from requirements_catalog.access.transfers import EXPORT_KIND, IMPORT_KIND
from tests.factories import CatalogueFactory, JobFactory, RequirementFactory

REPORT = {
    "created": 1, "updated": 0, "unchanged": 0, "refused": 0, "applied": True, "skipped_rows": [],
    "headings": {"created": 0, "updated": 0, "unchanged": 0}, "notices": [], "file": "krav.csv",
    "sheet": "krav", "mapping": {},
    "rows": [{"row": 2, "code": "A1", "outcome": "created"}],
}  # fmt: skip


@pytest.fixture
def catalogue(programme):
    catalogue = CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")
    RequirementFactory(catalogue=catalogue, code="A-1")
    return catalogue


@pytest.fixture
def imported(catalogue, make_person):
    """What a requirements manager has brought in."""
    return JobFactory(
        programme=catalogue.programme,
        started_by=make_person("requirements_manager", catalogue.programme, "Maja"),
        kind=IMPORT_KIND,
        title="Import av krav.csv till Kärnan",
        state=JobState.DONE,
        parameters={
            "catalogue": catalogue.pk,
            "mapping": {"sheet": "krav", "columns": {"Id": "code", "Krav": "text"}},
        },
        input_file=ContentFile(b"Id;Krav\nA1;Systemet ska visa listan.\n", name="krav.csv"),
        input_name="krav.csv",
        result={"created": 1, "updated": 0, "unchanged": 0, "refused": 0},
        result_file=ContentFile(json.dumps(REPORT).encode(), name="importrapport.json"),
    )


def address(catalogue, name="transfer-list", *more):
    arguments = [catalogue.programme.slug, catalogue.slug, *more]
    return reverse(f"requirements_catalog:{name}", args=arguments)


def export(client, catalogue, query=""):
    client.post(address(catalogue, "requirement-export") + query, {"format": "csv"})
    return Job.objects.filter(kind=EXPORT_KIND).latest("pk")


def shown(client, catalogue, query=""):
    response = client.get(address(catalogue) + query)
    return response, [job.pk for job in response.context["page"]]


def test_others_see_that_something_was_exported_and_nothing_of_it(as_role, catalogue, imported):
    """What is searched for in a private view is its owner's own."""
    other = as_role("author")
    theirs = export(other, catalogue, "?kind=mandatory&q=A-1")
    failed = JobFactory(
        programme=catalogue.programme, started_by=other.user, kind=EXPORT_KIND,
        state=JobState.FAILED, error="Urvalet hemlig", parameters=theirs.parameters,
    )  # fmt: skip
    client = as_role("reader")
    own = export(client, catalogue)
    response, jobs = shown(client, catalogue)
    assert jobs == [own.pk, failed.pk, theirs.pk]
    page = response.content.decode()
    # The one that can be run again names it on its button, too.
    assert (page.count("Export: CSV"), page.count(f"<td>{other.user}</td>")) == (4, 2)
    assert page.count("Bara för den som exporterade") == 2
    assert "alla gällande krav" in page
    assert page.count(" · 1 rad") == page.count("Kör igen") == 1
    for word in ("ska-krav", "hemlig", "krav.csv", str(theirs.uid)):
        assert word not in page
    url = address(catalogue, "transfer-file", theirs.uid, "out")
    for role in ("reader", "requirements_manager", "programme_lead"):
        assert as_role(role).get(url).status_code == 403
    page = shown(other, catalogue)[0].content.decode()
    assert "Typ: ska-krav" in page
    assert b"A-1" in b"".join(other.get(url).streaming_content)


def test_one_who_may_import_sees_files_and_reports_of_imports(as_role, catalogue, imported):
    client = as_role("programme_lead")
    exported = export(client, catalogue)
    response, jobs = shown(client, catalogue)
    assert jobs == [exported.pk, imported.pk]
    assert "1 nya, 0 ändrade, 0 oförändrade" in response.content.decode()
    assert shown(client, catalogue, "?kind=imports")[1] == [imported.pk]
    assert shown(client, catalogue, "?kind=exports")[1] == [exported.pk]
    file = client.get(address(catalogue, "transfer-file", imported.uid, "in"))
    assert b"".join(file.streaming_content) == b"Id;Krav\nA1;Systemet ska visa listan.\n"
    assert file["Content-Disposition"] == 'attachment; filename="krav.csv"'
    report = client.get(address(catalogue, "transfer-file", imported.uid, "report"))
    book = openpyxl.load_workbook(io.BytesIO(report.content))
    assert [cell.value for cell in book["Rader"][2]][:3] == [2, "A1", "ny"]


@pytest.mark.parametrize("role", ["reader", "author", "reviewer", "evaluator", "auditor"])
@pytest.mark.parametrize("part", ["in", "out", "report"])
def test_nobody_else_gets_at_the_files_of_an_import(as_role, catalogue, imported, role, part):
    client = as_role(role)
    url = address(catalogue, "transfer-file", imported.uid, part)
    assert client.get(url).status_code == 403
    assert client.post(address(catalogue, "transfer-again", imported.uid)).status_code == 403
    assert Job.objects.count() == 1


def test_a_stranger_and_another_catalogue_get_nothing(as_role, catalogue, imported, programme):
    exported = export(as_role("reader"), catalogue)
    other = CatalogueFactory(programme=programme, slug="annan")
    lead = as_role("programme_lead")
    for job, part in ((exported, "out"), (imported, "in"), (imported, "report")):
        assert (
            as_role(None).get(address(catalogue, "transfer-file", job.uid, part)).status_code == 404
        )
        assert lead.get(address(other, "transfer-file", job.uid, part)).status_code == 404
    assert as_role(None).get(address(catalogue)).status_code == 404
    assert shown(lead, other)[1] == []
    tender = JobFactory(programme=programme, kind="test", parameters={"catalogue": catalogue.pk})
    assert lead.get(address(catalogue, "transfer-file", tender.uid, "out")).status_code == 404
    for part in ("x", "out"):
        url = address(catalogue, "transfer-file", imported.uid, part)
        assert lead.get(url).status_code == 404


def test_one_who_has_left_the_role_sees_the_own_import_no_longer(client, catalogue, imported):
    client.force_login(imported.started_by)
    assert shown(client, catalogue)[1] == [imported.pk]
    Membership.objects.filter(user=imported.started_by).update(role="reader")
    assert shown(client, catalogue)[1] == []
    url = address(catalogue, "transfer-file", imported.uid, "in")
    assert client.get(url).status_code == 403


def test_an_export_is_run_again_by_its_person(as_role, catalogue):
    client = as_role("reader")
    first = export(client, catalogue, "?kind=mandatory")
    RequirementFactory(catalogue=catalogue, code="A-2")
    response = client.post(address(catalogue, "transfer-again", first.uid))
    again = Job.objects.latest("pk")
    assert response.url == reverse("programmes:job-detail", args=[again.uid])
    with again.result_file.open("rb") as file:
        assert b"A-2" in file.read()
    assert again.parameters == first.parameters
    # "Changed by me" would mean somebody else.
    other = as_role("author")
    assert other.post(address(catalogue, "transfer-again", first.uid)).status_code == 403
    assert Job.objects.count() == 2


def test_an_import_is_run_again_from_its_preview(as_role, catalogue, imported):
    client = as_role("programme_lead")
    response = client.post(address(catalogue, "transfer-again", imported.uid))
    again = Job.objects.latest("pk")
    assert again.started_by == client.user
    assert response.url == address(catalogue, "requirement-import-preview", again.uid)
    # One that is not yet written is its person's own affair.
    assert shown(client, catalogue)[1] == [imported.pk]
    url = address(catalogue, "transfer-file", again.uid, "in")
    assert client.get(url).status_code == 404


def test_an_empty_list_says_what_belongs_there(as_role, catalogue):
    response, jobs = shown(as_role("reader"), catalogue)
    assert jobs == []
    assert "Inget har lästs in eller tagits ut" in response.content.decode()


def test_pages_and_queries(as_role, catalogue):
    """As many queries for a full page as for one row."""
    client = as_role("reader")
    counts = []
    for size in (1, 30):
        for _number in range(size):
            JobFactory(
                programme=catalogue.programme, started_by=client.user, kind=EXPORT_KIND,
                parameters={"catalogue": catalogue.pk, "words": "alla", "rows": 3},
                state=JobState.DONE,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            _response, jobs = shown(client, catalogue)
        counts.append((len(jobs), len(queries)))
    assert counts == [(1, 10), (25, 10)]
    assert len(shown(client, catalogue, "?page=2")[1]) == 6
    part = client.get(address(catalogue), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
