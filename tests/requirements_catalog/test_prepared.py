"""Changes and imports that wait for approval: what was shown is what is written, or nothing."""

from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import reverse

from programmes.actions import queue_job
from programmes.job_runner import run_job
from programmes.models import Job, Membership
from requirements_catalog.actions.bulk import (
    begin_bulk,
    choose_change,
    plan_of,
    queue_bulk,
    write_bulk_now,
)
from requirements_catalog.actions.import_steps import (
    begin_import,
    check_import,
    choose_columns,
    keep_outcome,
    run_import,
)
from requirements_catalog.actions.prepared import NotAsShown
from requirements_catalog.imports.files import choose_mapping, read_file
from requirements_catalog.models import Requirement
from tests.factories import RequirementFactory

pytestmark = pytest.mark.django_db


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


def write_now(job, catalogue, seen):
    return write_bulk_now(job=job, catalogue=catalogue, by=job.started_by, reason="Prov", seen=seen)


def has_file(job):
    return job.result_file.storage.exists(job.result_file.name)


# ---------------------------------------------------------------- files


def test_a_step_that_is_undone_keeps_its_file(
    catalogue, bulk, imported, django_capture_on_commit_callbacks
):
    steps = [
        lambda: choose_change(job=bulk, catalogue=catalogue, change=title("Annat")),
        lambda: write_now(bulk, catalogue, bulk.parameters["digest"]),
        lambda: choose_columns(job=imported, mapping={"sheet": "Annat"}),
        lambda: keep_outcome(job=imported, report={}, digest="ny"),
    ]
    for step in steps:
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            step()
            transaction.set_rollback(True)
        bulk, imported = Job.objects.get(pk=bulk.pk), Job.objects.get(pk=imported.pk)
        assert plan_of(bulk).cells[0][3] == "Granskad"
        assert has_file(imported)
    assert Requirement.objects.get().title == "Förut"


def test_files_that_are_replaced_or_done_with_go(
    catalogue, bulk, imported, django_capture_on_commit_callbacks
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
        write_now(bulk, catalogue, bulk.parameters["digest"])
    assert not before.storage.exists(before.name)
    assert not bulk.result_file


# ---------------------------------------------------------------- what was shown


@pytest.mark.parametrize("seen", ["", "annat", "0" * 64])
def test_only_what_was_shown_can_be_approved(catalogue, bulk, imported, queued, seen):
    approvals = [
        lambda: write_now(bulk, catalogue, seen),
        lambda: queue_bulk(job=bulk, reason="Prov", seen=seen),
        lambda: run_import(job=imported, apply_rest=True, seen=seen),
    ]
    for approve_it in approvals:
        with pytest.raises(NotAsShown):
            approve_it()
    assert set(Job.objects.values_list("state", flat=True)) == {"prepared"}
    assert Requirement.objects.get().title == "Förut"
    assert queued == []


def test_an_import_whose_outcome_is_not_kept_cannot_be_approved(catalogue, imported, queued):
    choose_columns(job=imported, mapping={"sheet": "Annat"})
    with pytest.raises(NotAsShown):
        run_import(job=imported, apply_rest=True, seen="granskad")
    with pytest.raises(NotAsShown):
        run_import(job=imported, apply_rest=True, seen="")
    assert queued == []


def test_an_import_without_a_digest_is_not_run(imported):
    parameters = {"catalogue": imported.parameters["catalogue"], "mapping": {"sheet": "Krav"}}
    Job.objects.update(parameters=parameters)
    job = queue_job(job=imported)
    assert job.state == "failed"
    assert job.error == "Importen är inte granskad. Granska den och spara sedan."


def test_nothing_is_chosen_between_approval_and_queue(catalogue, bulk, imported, monkeypatch):
    """The job waits in the transaction that approves it: what another tab chooses is too late."""
    depths = []

    def beside(*, job):
        depths.append(len(transaction.get_connection().savepoint_ids))
        return queue_job(job=job)

    outside = len(transaction.get_connection().savepoint_ids)
    for name in ("bulk", "import_steps"):
        monkeypatch.setattr(f"requirements_catalog.actions.{name}.queue_job", beside)
    monkeypatch.setattr("programmes.actions.run_job", SimpleNamespace(enqueue=depths.append))
    queue_bulk(job=bulk, reason="Prov", seen=bulk.parameters["digest"])
    run_import(job=imported, apply_rest=False, seen="granskad")
    assert depths == [outside + 1, bulk.pk, outside + 1, imported.pk]
    assert (bulk.state, imported.state) == ("waiting", "waiting")
    choose_change(job=bulk, catalogue=catalogue, change=title("Annat"))
    choose_columns(job=imported, mapping={"sheet": "Annat"})
    assert plan_of(bulk).cells[0][3] == "Granskad"
    assert imported.parameters["digest"] == "granskad"
    assert imported.parameters["mapping"] == {"sheet": "Krav"}


# ---------------------------------------------------------------- rights


@pytest.mark.parametrize(
    ("role", "told"),
    [
        ("reader", "Din roll i programmet räcker inte längre för det här."),
        (None, "Du har inte längre tillgång till katalogen."),
    ],
)
def test_rights_are_asked_again_when_the_work_begins(bulk, imported, queued, role, told):
    queue_bulk(job=bulk, reason="Prov", seen=bulk.parameters["digest"])
    check = check_import(job=imported, by=imported.started_by, back="/")
    run_import(job=imported, apply_rest=False, seen="granskad")
    Membership.objects.update(role=role) if role else Membership.objects.all().delete()
    for key in queued:
        run_job.func(key)
    ended = Job.objects.filter(pk__in=[bulk.pk, check.pk, imported.pk])
    assert list(ended.values_list("state", "error")) == [("failed", told)] * 3
    assert Requirement.objects.get().title == "Förut"
    assert Requirement.history.count() == 1


# ---------------------------------------------------------------- in two tabs


def test_another_tab_chooses_another_change(as_role, catalogue, row):
    client = as_role("author")
    job = begin_bulk(catalogue=catalogue, keys=[row.pk], by=client.user)
    choose_change(job=job, catalogue=catalogue, change=title("X som visades"))
    url = reverse("requirements_catalog:bulk-preview", args=["prov", "karnan", job.uid])
    seen = client.get(url).context["seen"]
    choose_change(job=job, catalogue=catalogue, change=title("Y från annan flik"))
    response = client.post(url, {"reason": "Prov", "seen": seen})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Det du granskade har bytts ut" in page
    assert "Y från annan flik" in page
    assert 'value="Prov"' in page
    assert Requirement.objects.get().title == "Förut"
    # What is shown now can be approved.
    client.post(url, {"reason": "Prov", "seen": response.context["seen"]})
    assert Requirement.objects.get().title == "Y från annan flik"


def test_an_import_whose_outcome_was_worked_out_anew_is_shown_first(as_role, catalogue, row):
    client = as_role("requirements_manager")
    content = b"Krav-id;Rubrik;Kravtext;Typ\nA-1;Filens;Systemet ska.;ska\n"
    job = begin_import(catalogue=catalogue, content=content, file_name="x.csv", by=client.user)
    with job.input_file.open("rb") as file:
        workbook = read_file(file.read(), "x.csv")
    choose_columns(job=job, mapping=choose_mapping(workbook, catalogue).as_json())
    arguments = ["prov", "karnan", job.uid]
    url = reverse("requirements_catalog:requirement-import-preview", args=arguments)
    seen = client.get(url).context["seen"]
    Requirement.objects.update(title="Ändrad här")
    # In another tab the columns are settled again, which drops the outcome.
    choose_columns(job=job, mapping=job.parameters["mapping"])
    response = client.post(url, {"seen": seen})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Det du granskade har bytts ut" in page
    assert "Ändrad här" in page
    assert Requirement.objects.get().title == "Ändrad här"
    response = client.post(url, {"seen": response.context["seen"]})
    assert response.status_code == 302
    assert Requirement.objects.get().title == "Filens"
