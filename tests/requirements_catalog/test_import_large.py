"""Large files: read and compared by a job, while the wizard waits and then goes on by itself."""

import json
from types import SimpleNamespace

import pytest
from django.urls import reverse

from programmes.choices import JobState
from programmes.job_runner import run_job
from programmes.models import Job
from requirements_catalog import jobs
from requirements_catalog.access.imports import CHECK_KIND, IMPORT_KIND
from requirements_catalog.actions.import_steps import check_import
from requirements_catalog.exports.json import requirements_document
from requirements_catalog.forms import imports as forms_import
from requirements_catalog.models import Requirement
from requirements_catalog.views import imports as views_import
from tests.requirements_catalog.approval import approve
from tests.requirements_catalog.round_trip import File, two_chapters
from tests.requirements_catalog.test_import_wizard import (
    BAD,
    GOOD,
    address,
    columns_of,
    upload,
    workbook,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(programme):
    made = two_chapters()
    made.programme, made.name = programme, "Kravkatalogen"
    made.save()
    return made


@pytest.fixture
def client(as_role):
    return as_role("requirements_manager")


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch):
    """Three rows are many."""
    monkeypatch.setattr(views_import, "LARGE_ROWS", 3)


@pytest.fixture
def queued(monkeypatch):
    """Jobs wait in the queue until a test runs them."""
    monkeypatch.setattr("programmes.actions.run_job", SimpleNamespace(enqueue=lambda key: None))


def the_import():
    return Job.objects.get(kind=IMPORT_KIND)


def the_check():
    return Job.objects.filter(kind=CHECK_KIND).latest("pk")


def run(job):
    """Do the work of a job that waits, as a worker would."""
    run_job.func(job.pk)
    job.refresh_from_db()


def test_the_preview_of_many_rows_is_a_job(client, catalogue, queued):
    """File, sheet and columns as ever; then a page that waits, then the preview."""
    upload(client, catalogue, workbook(GOOD))
    job = the_import()
    step = client.get(address("import-sheet", catalogue, job))
    chosen = step.context["form"].initial
    client.post(address("import-sheet", catalogue, job), {**chosen, "shown": chosen["sheet"]})
    step = client.get(address("import-columns", catalogue, job))
    response = client.post(address("import-columns", catalogue, job), columns_of(step))
    wait = address("import-wait", catalogue, job)
    assert response.url == wait
    page = client.get(wait).content.decode()
    assert "Filen är stor" in page
    assert '<meta http-equiv="refresh" content="3">' in page
    assert reverse("programmes:job-progress", args=[the_check().uid]) in page
    assert client.get(address("import-preview", catalogue, job)).url == wait
    run(the_check())
    progress = client.get(reverse("programmes:job-progress", args=[the_check().uid]))
    assert progress["HX-Redirect"] == address("import-preview", catalogue, job)
    response = client.get(wait)
    assert response.url == address("import-preview", catalogue, job)
    page = client.get(response.url).content.decode()
    assert "2 nya krav läggs till." in page
    assert not Requirement.objects.filter(code="1.1").exists()


def test_an_export_of_ours_is_compared_at_once_by_a_job(client, catalogue):
    """Nobody is asked for columns: from the file to the page that waits, and on."""
    file = File(catalogue)
    file.write("A1", "Rubrik", "Ny")
    response = upload(client, catalogue, file.content())
    job = the_import()
    assert response.url == address("import-wait", catalogue, job)
    response = client.get(response.url)
    assert response.url == address("import-preview", catalogue, job)
    approve(client, response.url)
    assert Requirement.objects.get(code="A1").title == "Ny"


def test_a_file_of_many_bytes_is_not_read_by_the_upload(client, catalogue, monkeypatch):
    """The job reads it, and leads to the sheet when a person has to choose."""
    monkeypatch.setattr(forms_import, "LARGE_BYTES", 10)
    monkeypatch.setattr(
        forms_import, "read_file", lambda *a: pytest.fail("the upload reads the file")
    )
    response = upload(client, catalogue, workbook(GOOD))
    job = the_import()
    assert response.url == address("import-wait", catalogue, job)
    assert client.get(response.url).url == address("import-sheet", catalogue, job)


def test_a_large_file_that_cannot_be_read_is_refused_by_the_job(client, catalogue, monkeypatch):
    monkeypatch.setattr(forms_import, "LARGE_BYTES", 10)
    response = upload(client, catalogue, b"bara text, ingen arbetsbok")
    page = client.get(response.url).content.decode()
    assert "är ingen arbetsbok" in page
    assert "Tillbaka och försök igen" in page
    assert the_check().state == JobState.FAILED
    start = reverse(
        "requirements_catalog:requirement-import", args=[catalogue.programme.slug, catalogue.slug]
    )
    assert f'href="{start}"' in page


def test_a_check_can_be_cancelled_and_begun_again(client, catalogue, queued):
    upload(client, catalogue, File(catalogue).content())
    job, check = the_import(), the_check()
    client.post(reverse("programmes:job-cancel", args=[check.uid]))
    page = client.get(address("import-wait", catalogue, job)).content.decode()
    assert "Jobbet avbröts" in page
    assert "Kör igen" in page
    response = client.post(reverse("programmes:job-again", args=[check.uid]))
    assert response.url == address("import-wait", catalogue, job)
    assert the_check() != check
    run(the_check())
    assert client.get(response.url).url == address("import-preview", catalogue, job)


def test_cancelled_while_it_reads_it_keeps_nothing(client, catalogue, queued, monkeypatch):
    upload(client, catalogue, File(catalogue).content())

    real = jobs.preview

    def cancelled_meanwhile(*arguments):
        client.post(reverse("programmes:job-cancel", args=[the_check().uid]))
        return real(*arguments)

    monkeypatch.setattr(jobs, "preview", cancelled_meanwhile)
    run(the_check())
    assert the_check().state == JobState.CANCELLED
    assert not the_import().result_file


def test_what_an_earlier_check_finds_is_not_kept(client, catalogue, queued, monkeypatch):
    """The columns are chosen anew while the first is being worked out."""
    upload(client, catalogue, File(catalogue).content())
    first = the_check()
    Job.objects.filter(pk=first.pk).update(state=JobState.WAITING)
    real = jobs.preview

    def chosen_meanwhile(*arguments):
        check_import(job=the_import(), by=client.user, back="/")
        Job.objects.filter(pk=first.pk).update(cancel_requested=False)
        return real(*arguments)

    monkeypatch.setattr(jobs, "preview", chosen_meanwhile)
    run(first)
    assert first.state == JobState.DONE
    assert not the_import().result_file


def test_a_reset_import_of_a_large_file_waits_as_well(client, catalogue):
    """Refused rows stop the import; the same file is looked at again, by a job."""
    upload(client, catalogue, json_of(catalogue), "krav.json")
    job = the_import()
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED)
    response = client.post(address("import-again", catalogue, job))
    again = Job.objects.filter(kind=IMPORT_KIND).latest("pk")
    assert response.url == address("import-wait", catalogue, again)
    assert client.get(response.url).url == address("import-preview", catalogue, again)


def json_of(catalogue):
    return json.dumps(requirements_document(catalogue.requirements.all(), catalogue)).encode()


def test_a_small_file_is_answered_at_once(client, catalogue, monkeypatch):
    monkeypatch.setattr(views_import, "LARGE_ROWS", 100)
    response = upload(client, catalogue, File(catalogue).content())
    assert response.url == address("import-preview", catalogue, the_import())
    assert not Job.objects.filter(kind=CHECK_KIND).exists()


def test_refused_rows_are_told_as_for_small_files(client, catalogue):
    upload(client, catalogue, workbook({"Krav": BAD["Krav"][1:]}))
    job = the_import()
    step = client.get(address("import-sheet", catalogue, job))
    chosen = step.context["form"].initial
    client.post(address("import-sheet", catalogue, job), {**chosen, "shown": chosen["sheet"]})
    step = client.get(address("import-columns", catalogue, job))
    client.post(address("import-columns", catalogue, job), columns_of(step))
    assert approve(client, address("import-preview", catalogue, job)).status_code == 422
