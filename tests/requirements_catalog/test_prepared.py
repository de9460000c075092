"""Changes and imports that wait for approval: what was shown is what is written, or nothing."""

from types import SimpleNamespace

import pytest
from django.db import transaction

from programmes.models import Job
from requirements_catalog.actions.bulk import begin_bulk, choose_change, plan_of, write_bulk_now
from requirements_catalog.actions.import_steps import begin_import, choose_columns, keep_outcome
from requirements_catalog.models import Requirement
from tests.factories import CatalogueFactory, RequirementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")


@pytest.fixture
def person(make_person, programme):
    return make_person("requirements_manager", programme)


@pytest.fixture
def row(catalogue):
    return RequirementFactory(catalogue=catalogue, code="A-1", title="Förut")


@pytest.fixture
def bulk(catalogue, person, row):
    """A change of the title that waits for approval."""
    job = begin_bulk(catalogue=catalogue, keys=[row.pk], by=person)
    return choose_change(job=job, catalogue=catalogue, change=title("Granskad"))


@pytest.fixture
def imported(catalogue, person):
    """An import that waits for approval."""
    job = begin_import(catalogue=catalogue, content=b"Krav-id", file_name="x.csv", by=person)
    keep_outcome(job=job, report={}, digest="granskad", mapping={"sheet": "Krav"})
    return job


@pytest.fixture
def queued(monkeypatch):
    """The keys of jobs that are put in the queue, where they stay."""
    keys = []
    monkeypatch.setattr("programmes.actions.run_job", SimpleNamespace(enqueue=keys.append))
    return keys


def title(text):
    return {"act": "set", "field": "title", "value": text}


def has_file(job):
    return job.result_file.storage.exists(job.result_file.name)


# ---------------------------------------------------------------- files


def test_a_step_that_is_undone_keeps_its_file(
    catalogue, bulk, imported, person, django_capture_on_commit_callbacks
):
    steps = [
        lambda: choose_change(job=bulk, catalogue=catalogue, change=title("Annat")),
        lambda: write_bulk_now(job=bulk, catalogue=catalogue, by=person, reason="Prov"),
        lambda: choose_columns(job=imported, mapping={"sheet": "Annat"}),
        lambda: keep_outcome(job=imported, report={}, digest="ny"),
    ]
    with django_capture_on_commit_callbacks(execute=True):
        for step in steps:
            with transaction.atomic():
                step()
                transaction.set_rollback(True)
    assert [has_file(job) for job in Job.objects.all()] == [True, True]
    assert Requirement.objects.get().title == "Förut"


def test_files_that_are_replaced_or_done_with_go(
    catalogue, bulk, imported, person, django_capture_on_commit_callbacks
):
    before = [bulk.result_file, imported.result_file]
    with django_capture_on_commit_callbacks(execute=True):
        choose_change(job=bulk, catalogue=catalogue, change=title("Annat"))
        choose_columns(job=imported, mapping={"sheet": "Annat"})
    assert not any(file.storage.exists(file.name) for file in before)
    assert plan_of(bulk).cells[0][3] == "Annat"
    assert (has_file(bulk), bool(imported.result_file)) == (True, False)
    before = bulk.result_file
    with django_capture_on_commit_callbacks(execute=True):
        write_bulk_now(job=bulk, catalogue=catalogue, by=person, reason="Prov")
    assert not before.storage.exists(before.name)
    assert not bulk.result_file
