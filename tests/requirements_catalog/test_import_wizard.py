"""The steps of an import in the browser: what each shows, keeps, refuses and writes."""

import io
import json
from types import SimpleNamespace

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from programmes.choices import JobState
from programmes.job_runner import run_job
from programmes.models import Job
from requirements_catalog.actions.import_steps import choose_columns, keep_outcome
from requirements_catalog.models import Catalogue, ExtraField, Requirement
from tests.factories import CatalogueFactory, JobFactory, RequirementFactory
from tests.requirements_catalog.approval import approve

pytestmark = pytest.mark.once

MANAGER = "requirements_manager"


def workbook(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


GOOD = {
    "Läs mig": [["Det här är en arbetsbok"]],
    "Krav": [
        ["Version 3"],
        ["Id", "Rubrik", "Krav", "Typ", "Prioritet"],
        ["1", "Läkemedel"],
        ["1.1", "Listan", "Systemet ska visa listan.", "ska", "hög"],
        ["1.2", "Sök", "Systemet bör kunna söka.", "bör", "låg"],
    ],
}
BAD = {"Krav": [*GOOD["Krav"], ["1.3", "Vad?", "Systemet kanske.", "kanske", ""]]}


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme, slug="vis", name="Kravkatalogen")


@pytest.fixture
def client(as_role):
    return as_role(MANAGER)


def address(name, catalogue, job=None):
    arguments = [catalogue.programme.slug, catalogue.slug, *([job.uid] if job else [])]
    return reverse(f"requirements_catalog:requirement-{name}", args=arguments)


def upload(client, catalogue, content, name="krav.xlsx"):
    return client.post(address("import", catalogue), {"file": SimpleUploadedFile(name, content)})


def columns_of(response):
    """The choices as the columns step shows them, ready to post."""
    form = response.context["form"]
    return {field.html_name: field.value() or "" for field in form}


def to_preview(client, catalogue, sheets):
    upload(client, catalogue, workbook(sheets))
    job = Job.objects.get()
    step = client.get(address("import-sheet", catalogue, job))
    choices = step.context["form"].initial
    client.post(address("import-sheet", catalogue, job), {**choices, "shown": choices["sheet"]})
    step = client.get(address("import-columns", catalogue, job))
    response = client.post(address("import-columns", catalogue, job), columns_of(step))
    assert response.status_code == 302, response.content.decode()
    return Job.objects.get()


def test_from_file_to_catalogue(client, catalogue):
    response = upload(client, catalogue, workbook(GOOD))
    job = Job.objects.get()
    assert response.url == address("import-sheet", catalogue, job)

    response = client.get(response.url)
    page = response.content.decode()
    assert response.context["form"].initial == {"sheet": "Krav", "header_row": 2, "header_rows": 1}
    assert "Systemet ska visa listan." in page
    response = client.post(
        address("import-sheet", catalogue, job),
        {"sheet": "Krav", "shown": "Krav", "header_row": 2, "header_rows": 1},
    )
    assert response.url == address("import-columns", catalogue, job)

    response = client.get(response.url)
    chosen = columns_of(response)
    assert chosen == {
        "default_kind": "mandatory", "column-0": "code", "column-1": "title", "column-2": "text",
        "column-3": "kind", "column-4": "extra", "codes_in_headings": "",
        "word-0": "desirable", "word-1": "mandatory",
    }  # fmt: skip
    response = client.post(address("import-columns", catalogue, job), chosen)
    assert response.url == address("import-preview", catalogue, job)

    response = client.get(response.url)
    assert [(tile["label"], tile["value"]) for tile in response.context["tiles"]] == [
        ("nya", 2), ("ändrade", 0), ("oförändrade", 0), ("avvisade", 0), ("alla rader", 3),
    ]  # fmt: skip
    page = response.content.decode()
    assert "2 nya krav läggs till." in page
    assert "1 rubrik läggs till." in page
    assert not Requirement.objects.exists()

    response = approve(client, address("import-preview", catalogue, job))
    assert response.url == address("import-done", catalogue, job)
    assert list(Requirement.objects.in_order().values_list("code", flat=True)) == [
        "1", "1.1", "1.2",
    ]  # fmt: skip
    response = client.get(response.url)
    assert "Importen är sparad" in response.content.decode()

    report = client.get(
        reverse(
            "requirements_catalog:requirement-import-report",
            args=[catalogue.programme.slug, catalogue.slug, job.uid, "json"],
        )
    )
    data = json.loads(report.content)
    assert (data["created"], data["applied"]) == (2, True)
    xlsx = client.get(report.wsgi_request.path.replace(".json", ".xlsx"))
    rows = list(openpyxl.load_workbook(io.BytesIO(xlsx.content)).active.values)
    assert rows[2][:3] == (4, "1.1", "ny")


def test_the_worker_compares_in_the_language_of_the_person(client, catalogue, monkeypatch):
    """A preview in English is what the worker, whose own language is Swedish, writes."""
    RequirementFactory(catalogue=catalogue, code="1.1", title="Gammal", text="Ska finnas.")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    job = to_preview(client, catalogue, GOOD)
    monkeypatch.setattr("programmes.actions.run_job", SimpleNamespace(enqueue=lambda key: None))
    approve(client, address("import-preview", catalogue, job))
    with translation.override("sv"):
        run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    assert Requirement.objects.get(code="1.1").title == "Listan"


def test_a_second_approval_writes_nothing_more(client, catalogue):
    job = to_preview(client, catalogue, GOOD)
    approve(client, address("import-preview", catalogue, job))
    histories = Requirement.history.count()
    response = approve(client, address("import-preview", catalogue, job))
    assert response.url == address("import-done", catalogue, job)
    assert Requirement.history.count() == histories
    assert Job.objects.count() == 1


def test_columns_chosen_beside_an_approval_change_nothing(client, catalogue):
    """Two windows: in one the import is approved, in the other its columns are settled again."""
    job = JobFactory(
        programme=catalogue.programme,
        started_by=client.user,
        state=JobState.PREPARED,
        parameters={"catalogue": catalogue.pk, "mapping": {"sheet": "Krav"}, "digest": "a"},
    )
    Job.objects.filter(pk=job.pk).update(state=JobState.WAITING)
    choose_columns(job=job, mapping={"sheet": "Annat"})
    keep_outcome(job=job, report={"rows": []}, digest="b")
    stored = Job.objects.get()
    assert stored.parameters == {
        "catalogue": catalogue.pk, "mapping": {"sheet": "Krav"}, "digest": "a",
    }  # fmt: skip
    assert not stored.result_file


def test_refused_rows_must_be_accepted_first(client, catalogue):
    job = to_preview(client, catalogue, BAD)
    response = approve(client, address("import-preview", catalogue, job))
    assert response.status_code == 422
    page = response.content.decode()
    assert "<strong>D6</strong> Typen ”kanske” är okänd." in page
    assert "Skriv ska, bör eller upplysning" in page
    assert not Requirement.objects.exists()
    assert not ExtraField.objects.exists()
    approve(client, address("import-preview", catalogue, job), {"apply_rest": "yes"})
    assert set(Requirement.objects.values_list("code", flat=True)) == {"1", "1.1", "1.2"}


def test_changed_rows_show_old_and_new(client, catalogue):
    RequirementFactory(
        catalogue=catalogue, code="1.1", title="Listan", text="Gammal text.", position=5
    )
    job = to_preview(client, catalogue, GOOD)
    page = client.get(
        address("import-preview", catalogue, job), {"outcome": "updated"}
    ).content.decode()
    assert "Gammal text</del>" in page
    assert "Systemet ska visa listan</ins>" in page


def test_a_change_late_in_a_long_text_is_seen_word_by_word(client, catalogue):
    """What differs stands 600 characters into the text."""
    start = "Systemet ska visa uppgifter om patienten. " * 15
    RequirementFactory(catalogue=catalogue, code="L-1", title="", text=f"{start}Inom 30 dagar.")
    rows = [["Krav-ID", "Kravtext", "Typ"], ["L-1", f"{start}Inom 90 dagar.", "Ska"]]
    job = to_preview(client, catalogue, {"Krav": rows})
    page = client.get(address("import-preview", catalogue, job)).text
    assert "<del>30</del><ins>90</ins>" in page


def test_a_new_row_shows_its_kind_and_text(client, catalogue):
    rows = [
        ["Krav-ID", "Rubrik", "Kravtext", "Typ"],
        ["N-1", "Logg", "Systemet bör logga läsningar.", "Bör"],
        ["N-2", "Tom", None, "Ska"],
    ]
    job = to_preview(client, catalogue, {"Krav": rows})
    page = client.get(address("import-preview", catalogue, job)).text
    assert "bör-krav" in page and "Systemet bör logga läsningar." in page
    assert page.count("utan kravtext") == 1


def test_a_catalogue_changed_since_the_preview_stops_the_import(client, catalogue):
    job = to_preview(client, catalogue, GOOD)
    RequirementFactory(catalogue=catalogue, code="1.1", title="Mellan", text="x", position=5)
    response = approve(client, address("import-preview", catalogue, job), follow=True)
    assert "Katalogen har ändrats sedan du granskade importen" in response.content.decode()
    assert list(Requirement.objects.values_list("title", flat=True)) == ["Mellan"]
    response = client.post(address("import-again", catalogue, job), follow=True)
    assert [tile["value"] for tile in response.context["tiles"]] == [1, 1, 0, 0, 3]
    # The page of the job leads to the same preview.
    response = client.post(reverse("programmes:job-again", args=[job.uid]), follow=True)
    assert [tile["value"] for tile in response.context["tiles"]] == [1, 1, 0, 0, 3]
    assert list(Requirement.objects.values_list("title", flat=True)) == ["Mellan"]


def test_another_sheet_is_shown_before_it_is_settled(client, catalogue):
    upload(client, catalogue, workbook(GOOD))
    job = Job.objects.get()
    url = address("import-sheet", catalogue, job)
    response = client.post(url, {"sheet": "Läs mig", "shown": "Krav", "header_row": 2})
    assert response.status_code == 200
    assert "Det här är en arbetsbok" in response.content.decode()
    response = client.get(url, {"sheet": "Läs mig"})
    assert response.context["mapping"].sheet == "Läs mig"
    assert "mapping" not in Job.objects.get().parameters


def test_a_header_row_outside_the_sheet_is_refused(client, catalogue):
    upload(client, catalogue, workbook(GOOD))
    job = Job.objects.get()
    response = client.post(
        address("import-sheet", catalogue, job),
        {"sheet": "Krav", "shown": "Krav", "header_row": 99, "header_rows": 1},
    )
    assert response.status_code == 422
    assert "Bladet har bara 5 rader." in response.content.decode()
    assert "mapping" not in Job.objects.get().parameters


def test_unusable_columns_keep_what_was_chosen(client, catalogue):
    upload(client, catalogue, workbook(GOOD))
    job = Job.objects.get()
    url = address("import-columns", catalogue, job)
    chosen = columns_of(client.get(url))
    chosen |= {"column-0": "text", "column-4": "motive"}
    response = client.post(url, chosen)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Välj vilken kolumn som är Krav-id." in page
    assert "Bara en kolumn kan vara Kravtext." in page
    assert columns_of(response)["column-4"] == "motive"
    assert "mapping" not in Job.objects.get().parameters


def test_one_can_go_back_and_choose_again(client, catalogue):
    job = to_preview(client, catalogue, GOOD)
    response = client.get(address("import-columns", catalogue, job))
    chosen = columns_of(response) | {"column-4": "skip"}
    client.post(address("import-columns", catalogue, job), chosen)
    approve(client, address("import-preview", catalogue, job))
    assert Requirement.objects.get(code="1.1").extra == {}
    assert Catalogue.objects.get().column_mapping["columns"]["Prioritet"] == "skip"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", b"", "Filen är tom"),
        ("a.xlsx", b"bara text", "är ingen arbetsbok"),
        ("a.exe", b"MZ\x90", "Filtypen tas inte emot"),
        ("a.csv", b"a;b\n1;\x00", "nolltecken"),
        ("a.xlsx", b"PK\x03\x04trasig", "skadad"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "lösenordsskyddad",
        ),
        ("a.csv", b"id;text;typ\n1;a;ska\n2;b;c;d;e\n3;c;ska\n", "rad 3"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(
    client, catalogue, name, content, message
):
    response = upload(client, catalogue, content, name)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Job.objects.exists()
    assert not Requirement.objects.exists()


def test_a_file_above_the_limit_is_refused(client, catalogue, settings):
    settings.UPLOAD_MAX_BYTES = 1024
    response = upload(client, catalogue, workbook(GOOD))
    assert response.status_code == 422
    assert "för stor" in response.content.decode()
    assert not Job.objects.exists()


def test_no_file_is_an_error_beside_the_field(client, catalogue):
    response = client.post(address("import", catalogue), {})
    assert response.status_code == 422
    assert "Välj en fil att läsa in." in response.content.decode()


def test_an_import_that_was_left_is_found_again_by_its_person_alone(client, catalogue, as_role):
    upload(client, catalogue, workbook(GOOD), "vår.xlsx")
    job = Job.objects.get()
    page = client.get(address("import", catalogue))
    ((begun, way),) = page.context["begun"]
    assert begun == job and way in page.content.decode()
    link = address("import-preview", catalogue, job)
    assert f'<a href="{link}">vår.xlsx</a>' in page.content.decode()
    # It leads to the step that has come to.
    assert client.get(link).url == address("import-sheet", catalogue, job)
    other = as_role("programme_lead").get(address("import", catalogue))
    assert list(other.context["begun"]) == []
    Job.objects.update(state="done")
    assert "vår.xlsx" not in client.get(address("import", catalogue)).content.decode()


STEPS = ["import-sheet", "import-columns", "import-preview", "import-done"]


@pytest.mark.parametrize("name", STEPS)
def test_only_the_person_who_began_gets_in(client, catalogue, as_role, name):
    job = to_preview(client, catalogue, GOOD)
    assert as_role(MANAGER).get(address(name, catalogue, job)).status_code == 404
    assert as_role("reader").get(address(name, catalogue, job)).status_code == 404
    assert as_role(None).get(address(name, catalogue, job)).status_code == 404


def test_one_who_no_longer_imports_is_told_so(client, catalogue):
    job = to_preview(client, catalogue, GOOD)
    client.user.memberships.update(role="reader")
    assert client.get(address("import-preview", catalogue, job)).status_code == 403
    assert approve(client, address("import-preview", catalogue, job)).status_code == 403
    assert not Requirement.objects.exists()


def test_authors_may_not_import(as_role, catalogue):
    author = as_role("author")
    assert author.get(address("import", catalogue)).status_code == 403
    assert upload(author, catalogue, workbook(GOOD)).status_code == 403
    assert not Job.objects.exists()


def test_a_job_of_another_kind_or_catalogue_is_not_found(client, catalogue):
    other = JobFactory(programme=catalogue.programme, started_by=client.user, kind="test")
    assert client.get(address("import-sheet", catalogue, other)).status_code == 404
    job = to_preview_of(client, catalogue)
    second = CatalogueFactory(programme=catalogue.programme)
    for name in STEPS:
        assert client.get(address(name, second, job)).status_code == 404
    assert approve(client, address("import-preview", second, job)).status_code == 404
    assert not Requirement.objects.exists()


def to_preview_of(client, catalogue):
    upload(client, catalogue, workbook(GOOD))
    return Job.objects.get(kind="import-requirements")


def test_text_of_the_file_is_never_markup(client, catalogue):
    sheets = {"Krav": [["Id", "Krav", "Typ"], ["<b>1</b>", "<script>alert(1)</script>", "ska"]]}
    job = to_preview(client, catalogue, sheets)
    page = client.get(address("import-preview", catalogue, job)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
