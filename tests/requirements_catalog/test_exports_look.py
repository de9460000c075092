"""An export is exactly what is shown: rows, order and columns, at once or as a job."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from programmes.actions import cancel_job, queue_job
from programmes.choices import JobState
from programmes.job_runner import Progress, forget_old_files
from programmes.models import Job, Membership
from requirements_catalog.access.transfers import EXPORT_KIND
from requirements_catalog.actions.grid import save_layout
from requirements_catalog.exports.look import FORMATS
from requirements_catalog.import_core.mapping import Column
from requirements_catalog.import_core.own_files import own_export_targets
from requirements_catalog.import_core.words import SKIP
from requirements_catalog.models import ExtraField, Requirement, SavedView
from requirements_catalog.versions import CONTENT_LINKS
from tests.factories import (
    CatalogueFactory,
    HeadingFactory,
    JobFactory,
    ModuleFactory,
    RequirementFactory,
)


@pytest.fixture
def catalogue(programme):
    catalogue = CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")
    ExtraField.objects.create(
        catalogue=catalogue, key="prio", label="Prioritet", kind="number", position=0
    )
    module = ModuleFactory(programme=programme, code="VIS")
    top = HeadingFactory(catalogue=catalogue, code="1", title="Läkemedel", position=10)
    for number, (code, kind) in enumerate(
        [("B-2", "mandatory"), ("A-1", "desirable"), ("C-3", "mandatory")], 1
    ):
        row = RequirementFactory(
            catalogue=catalogue, code=code, title=f"Titel {code}", text=f"Text {code}", kind=kind,
            position=10 + number, parent=top, depth=1, extra={"prio": str(number)},
        )  # fmt: skip
        row.modules.add(module)
    RequirementFactory(catalogue=catalogue, code="D-4", status="withdrawn", position=20)
    return catalogue


@pytest.fixture
def client(as_role):
    return as_role("reader")


def address(catalogue, name="requirement-export", *more):
    arguments = [catalogue.programme.slug, catalogue.slug, *more]
    return reverse(f"requirements_catalog:{name}", args=arguments)


def export(client, catalogue, file_format, query="", **data):
    return client.post(address(catalogue) + query, {"format": file_format, **data})


def content_of(response):
    assert response.status_code == 200, response.content.decode()[:3000]
    return b"".join(response.streaming_content)


def sheet_of(response):
    book = openpyxl.load_workbook(io.BytesIO(content_of(response)))
    rows = [[cell.value for cell in row] for row in book["Krav"]]
    hidden = [letter for letter, column in book["Krav"].column_dimensions.items() if column.hidden]
    return [row[: len(row) - len(hidden)] for row in rows]


def table_of(response):
    text = content_of(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


# ---------------------------------------------------------------- exactly what is shown


def test_excel_and_csv_have_the_rows_order_and_columns_of_the_address(client, catalogue):
    query = "?kind=mandatory&sort=-code&columns=extra.prio,modules,text"
    heads = ["Krav-id", "Rubrik", "Kravtext", "Prioritet", "Moduler"]
    found = sheet_of(export(client, catalogue, "xlsx", query))
    assert found == [
        heads,
        ["C-3", "Titel C-3", "Text C-3", 3, "VIS"],
        ["B-2", "Titel B-2", "Text B-2", 1, "VIS"],
    ]
    assert table_of(export(client, catalogue, "csv", query)) == [
        heads,
        ["C-3", "Titel C-3", "Text C-3", "3", "VIS"],
        ["B-2", "Titel B-2", "Text B-2", "1", "VIS"],
    ]
    listed = client.get(address(catalogue, "requirement-list") + query)
    assert [row.code for row in listed.context["page"]] == ["C-3", "B-2"]


def test_the_whole_catalogue_has_its_headings_and_levels(client, catalogue):
    found = sheet_of(export(client, catalogue, "xlsx", "?columns=kind"))
    assert found == [
        ["Krav-id", "Nivå", "Rubrik", "Kravtext", "Typ"],
        ["1", 1, "Läkemedel", None, "rubrik"],
        ["B-2", 2, "Titel B-2", "Text B-2", "ska"],
        ["A-1", 2, "Titel A-1", "Text A-1", "bör"],
        ["C-3", 2, "Titel C-3", "Text C-3", "ska"],
    ]


def test_numbers_of_the_outline_stand_in_the_list_and_its_files_and_are_never_read_in(
    client, catalogue
):
    """B-2 is the first row under the first heading, 1.1; C-3 the third, 1.3."""
    query = "?kind=mandatory&columns=outline_number"
    head = "Nr i dispositionen (läses inte in)"
    expected = [
        ["Krav-id", "Rubrik", "Kravtext", head],
        ["B-2", "Titel B-2", "Text B-2", "1.1"],
        ["C-3", "Titel C-3", "Text C-3", "1.3"],
    ]
    assert sheet_of(export(client, catalogue, "xlsx", query)) == expected
    assert table_of(export(client, catalogue, "csv", query)) == expected
    listed = client.get(address(catalogue, "requirement-list") + query)
    shown = [row.cells for row in listed.context["page"]]
    assert ["1.1" in shown[0], "1.3" in shown[1]] == [True, True]
    columns = [Column(place, name) for place, name in enumerate(("Krav-id", "Nivå", head))]
    assert own_export_targets(columns)[head] == SKIP


def test_all_fields_are_a_choice_of_their_own(client, catalogue):
    heads = sheet_of(export(client, catalogue, "xlsx-all", "?columns=kind"))[0]
    assert heads[:5] == ["Krav-id", "Nivå", "Rubrik", "Kravtext", "Typ"]
    assert {"Motiv", "Verifiering", "Prioritet", "Bedömningsskala"} <= set(heads)


def test_a_persons_own_columns_and_a_saved_view_are_followed(client, catalogue):
    save_layout(catalogue=catalogue, by=client.user, place="list", columns=["owner", "status"])
    heads = sheet_of(export(client, catalogue, "xlsx", "?kind=desirable"))[0]
    assert heads == ["Krav-id", "Rubrik", "Kravtext", "Ansvarig", "Status"]
    view = SavedView.objects.create(
        catalogue=catalogue, owner=client.user, name="Bör", query="kind=desirable",
        columns=["code", "title", "text", "modules"],
    )  # fmt: skip
    found = sheet_of(export(client, catalogue, "xlsx", f"?view={view.uid}"))
    assert [row[0] for row in found] == ["Krav-id", "A-1"]
    assert found[0] == ["Krav-id", "Rubrik", "Kravtext", "Moduler"]


def test_the_grid_has_columns_of_its_own(client, catalogue):
    layout = [["code", 100, True], ["motive", 100, True], ["title", 100, False]]
    save_layout(catalogue=catalogue, by=client.user, place="grid", columns=layout)
    heads = sheet_of(export(client, catalogue, "xlsx", "?kind=desirable", place="grid"))[0]
    assert heads == ["Krav-id", "Motiv"]


@pytest.mark.parametrize("file_format", ["json", "reqif", "reqifz"])
def test_other_formats_have_the_rows_and_all_fields(client, catalogue, file_format):
    content = content_of(export(client, catalogue, file_format, "?kind=mandatory&columns=kind"))
    if file_format == "json":
        rows = json.loads(content)["requirements"]
        assert [row["code"] for row in rows] == ["B-2", "C-3"]
        assert set(CONTENT_LINKS) <= set(json.loads(content)["stated"])
        return
    if file_format == "reqifz":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read(next(n for n in archive.namelist() if n.endswith(".reqif")))
    text = content.decode()
    assert "Text B-2" in text
    assert "Text C-3" in text
    assert "Text A-1" not in text


def test_excel_says_what_it_is(client, catalogue):
    query = "?kind=desirable&sort=code"
    book = openpyxl.load_workbook(io.BytesIO(content_of(export(client, catalogue, "xlsx", query))))
    facts = {row[0].value: row[1].value for row in book["Om filen"]}
    assert facts["Program"] == "Provprogrammet"
    assert facts["Katalog"] == "Kärnan"
    assert facts["Urval"] == "Typ: bör-krav"
    assert facts["Ordning"] == "krav-id"
    assert facts["Antal krav"] == "1"
    assert facts["Uttaget"].startswith(f"{timezone.localdate()} ")
    assert facts["Uttaget"].endswith("av reader")


# ---------------------------------------------------------------- what cannot be exported


@pytest.mark.parametrize("wrong", ["", "exe", "layout:", "layout:../../etc", "xlsx\0", "x" * 5000])
def test_an_unknown_format_is_refused_in_words(client, catalogue, wrong):
    response = export(client, catalogue, wrong)
    assert response.status_code == 422
    assert "Välj i vilket format" in response.content.decode()
    assert not Job.objects.exists()


def test_what_cannot_be_understood_is_not_exported_wider_than_meant(client, catalogue):
    response = export(client, catalogue, "xlsx", "?module=999999")
    assert response.status_code == 422
    assert "Något i urvalet går inte att förstå" in response.content.decode()
    assert not Job.objects.exists()


def test_a_text_too_long_for_a_cell_is_told_and_csv_takes_it(client, catalogue):
    catalogue.requirements.filter(code="A-1").update(text="Lång text. " * 3000)
    response = export(client, catalogue, "xlsx")
    assert response.status_code == 422
    assert "längre än en Excelcell rymmer" in response.content.decode()
    assert table_of(export(client, catalogue, "csv"))[3][3] == "Lång text. " * 3000


def test_control_characters_and_formulas_come_out_as_text(client, catalogue):
    odd = '=HYPERLINK("http://x")\x0b\x1f<&>\r\nslut'
    catalogue.requirements.filter(code="A-1").update(title="+1+1", text=odd)
    found = sheet_of(export(client, catalogue, "xlsx", "?kind=desirable&columns=text"))
    assert found[1][1:] == ["+1+1", '=HYPERLINK("http://x")<&>\r\nslut']
    found = table_of(export(client, catalogue, "csv", "?kind=desirable&columns=text"))
    assert found[1][1:] == ["'+1+1", f"'{odd}"]


def test_no_rows_are_a_file_with_heads(client, catalogue):
    found = sheet_of(export(client, catalogue, "xlsx", "?q=finnsinte&columns=kind"))
    assert found == [["Krav-id", "Rubrik", "Kravtext", "Typ"]]


@pytest.mark.parametrize("role", [None, "evaluator"])
def test_who_may_export(as_role, catalogue, role):
    response = export(as_role(role), catalogue, "csv")
    assert response.status_code == (200 if role else 404)
    assert Job.objects.count() == (1 if role else 0)


# ---------------------------------------------------------------- as a job


def many(client, catalogue, file_format="xlsx", query=""):
    """An export of more rows than are written while the person waits."""
    one = FORMATS[file_format]
    with patch.dict(FORMATS, {file_format: replace(one, at_once=0)}):
        return export(client, catalogue, file_format, query)


def test_many_rows_are_a_job_with_the_same_file(client, catalogue):
    query = "?sort=-code&columns=kind"
    response = many(client, catalogue, "csv", query)
    job = Job.objects.get()
    assert response.url == reverse("programmes:job-detail", args=[job.uid])
    assert (job.state, job.kind, job.title) == (JobState.DONE, EXPORT_KIND, "Export av Kärnan: CSV")
    with job.result_file.open("rb") as file:
        kept = file.read()
    assert kept == content_of(export(client, catalogue, "csv", query))
    page = client.get(response.url).content.decode()
    assert f"karnan-{timezone.localdate()}.csv" in page
    assert "alla gällande krav" in page


def test_the_file_is_what_was_shown_when_it_was_asked_for(client, catalogue):
    view = SavedView.objects.create(
        catalogue=catalogue, owner=client.user, name="Bör", query="kind=desirable",
        columns=["code", "title", "text", "modules"],
    )  # fmt: skip
    with patch("requirements_catalog.actions.export.queue_job", lambda job: job):
        many(client, catalogue, "csv", f"?view={view.uid}")
    SavedView.objects.filter(pk=view.pk).update(query="kind=mandatory", columns=["code", "owner"])
    job = Job.objects.get()
    assert job.state == JobState.PREPARED
    job = queue_job(job=job)
    with job.result_file.open("rb") as file:
        rows = list(csv.reader(io.StringIO(file.read().decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["Krav-id", "Rubrik", "Kravtext", "Moduler"],
        ["A-1", "Titel A-1", "Text A-1", "VIS"],
    ]


def test_rights_are_checked_again_when_the_job_runs(client, catalogue):
    with patch("requirements_catalog.actions.export.queue_job", lambda job: job):
        many(client, catalogue, "csv")
    Membership.objects.filter(user=client.user).delete()
    job = queue_job(job=Job.objects.get())
    assert (job.state, job.error) == (
        JobState.FAILED,
        "Du har inte längre tillgång till katalogen.",
    )
    assert not job.result_file


def test_a_job_is_cancelled_while_it_writes_and_run_again(client, catalogue):
    with patch("requirements_catalog.actions.export.queue_job", lambda job: job):
        many(client, catalogue, "csv")
    job = Job.objects.get()
    told = []

    def stop(*arguments, **named):
        told.append(cancel_job(job=job, by=client.user))
        return b""

    with patch("requirements_catalog.exports.look.export_requirements_csv", stop):
        # What the person presses while the worker is busy.
        job = queue_job(job=job)
    assert (job.state, len(told), bool(job.result_file)) == (JobState.CANCELLED, 1, False)
    page = client.get(reverse("programmes:job-detail", args=[job.uid])).content.decode()
    assert "Kör igen" in page
    response = client.post(reverse("programmes:job-again", args=[job.uid]))
    again = Job.objects.latest("pk")
    assert response.url == reverse("programmes:job-detail", args=[again.uid])
    assert again.state == JobState.DONE
    assert again.parameters == job.parameters


def test_files_go_after_thirty_days_and_the_job_stays(client, catalogue):
    export(client, catalogue, "csv")
    export(client, catalogue, "json")
    old, new = Job.objects.order_by("pk")
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=31))
    other = JobFactory(kind="test", state=JobState.DONE, result_name="a.txt")
    assert forget_old_files() == 1
    old.refresh_from_db()
    new.refresh_from_db()
    other.refresh_from_db()
    assert (bool(old.result_file), old.result_name) == (False, "")
    assert (bool(new.result_file), other.result_name) == (True, "a.txt")
    page = client.get(address(catalogue, "transfer-list")).content.decode()
    assert page.count("Filen är borttagen") == 1


# ---------------------------------------------------------------- queries and sizes


def test_queries_are_as_many_for_few_and_many_rows(client, catalogue):
    """The person's rights, the look twice (for the page and in the job), the job, the rows."""
    catalogue.requirements.update(owner=client.user)
    export(client, catalogue, "xlsx")
    counts = []
    for size in (0, 120):
        for number in range(size):
            RequirementFactory(
                catalogue=catalogue, code=f"M-{number}", position=1000 + number, owner=client.user
            )
        with CaptureQueriesContext(connection) as queries:
            content_of(export(client, catalogue, "xlsx"))
        counts.append(len(queries))
    assert counts == [31, 31]


def test_twenty_thousand_rows_are_a_job_that_tells_how_far_it_has_come(client, catalogue):
    rows = [
        Requirement(
            catalogue=catalogue, code=f"M-{number}", title=f"Titel {number}", kind="mandatory",
            text="Systemet ska svara.", position=1000 + number,
        )
        for number in range(20_000)
    ]  # fmt: skip
    Requirement.objects.bulk_create(rows, batch_size=2000)
    told = []
    with patch.object(Progress, "__call__", lambda self, done, total, text="": told.append(done)):
        response = export(client, catalogue, "xlsx", "?sort=-code&kind=mandatory&columns=kind")
    job = Job.objects.get()
    assert response.url == reverse("programmes:job-detail", args=[job.uid])
    assert told == [0, *range(1000, 20_001, 1000)]
    with job.result_file.open("rb") as file:
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_name("Krav").to_python()
    codes = catalogue.requirements.filter(kind="mandatory").live().order_by("-code", "position")
    assert [row[0] for row in sheet[1:]] == list(codes.values_list("code", flat=True))
    assert len(sheet) == 20_003
