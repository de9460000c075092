"""Long work: what the job's row tells when it ends well, badly, or with its worker."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from programmes.actions import cancel_job, prepare_job, queue_job, start_job
from programmes.choices import JobState
from programmes.job_runner import (
    JOB_KINDS,
    JobProblem,
    JobResult,
    forget_prepared_jobs,
    job_kind,
    reap_dead_jobs,
    run_job,
)
from programmes.models import Job
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    """Registers a kind of job for one test."""
    names = []

    def register(function):
        names.append(function.__name__)
        return job_kind(function.__name__)(function)

    yield register
    for name in names:
        del JOB_KINDS[name]


def start(name, **fields):
    return start_job(
        kind=name,
        programme=factories.ProgrammeFactory(),
        title="Prov",
        by=factories.UserFactory(),
        **fields,
    )


def test_a_job_keeps_what_came_of_it(kind):
    @kind
    def counts(job, progress):
        progress(1, 2, "Halvvägs")
        return JobResult(summary={"rader": 2}, file=b"rapport", file_name="rapport.txt")

    job = start("counts", parameters={"a": 1})
    assert (job.state, job.result, job.parameters) == (JobState.DONE, {"rader": 2}, {"a": 1})
    assert job.result_file.read() == b"rapport"
    assert job.finished_at


def test_a_problem_is_told_in_its_own_words(kind):
    @kind
    def refuses(job, progress):
        raise JobProblem("Filen är tom.")

    job = start("refuses")
    assert (job.state, job.error) == (JobState.FAILED, "Filen är tom.")


def test_a_fault_is_told_without_its_inside(kind):
    @kind
    def breaks(job, progress):
        raise ZeroDivisionError("hemligt")

    job = start("breaks")
    assert job.state == JobState.FAILED
    assert "hemligt" not in job.error


def test_a_job_that_is_asked_to_stop_stops(kind):
    @kind
    def asked(job, progress):
        Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        progress.stop_if_cancelled()
        return JobResult(summary={"skrev": True})

    job = start("asked")
    assert (job.state, job.result) == (JobState.CANCELLED, {})


def test_a_job_is_done_once(kind):
    done = []

    @kind
    def once(job, progress):
        done.append(job.pk)
        return JobResult()

    job = start("once")
    run_job.call(job.pk)
    queue_job(job=job)
    assert done == [job.pk]


def test_a_dead_workers_job_is_reported_and_a_living_ones_is_not():
    def running(seconds):
        heard = timezone.now() - timedelta(seconds=seconds)
        return factories.JobFactory(state=JobState.RUNNING, heartbeat_at=heard)

    dead, alive = running(121), running(60)  # the limit is 120 seconds
    assert reap_dead_jobs() == 1
    dead.refresh_from_db()
    alive.refresh_from_db()
    assert (dead.state, alive.state) == (JobState.FAILED, JobState.RUNNING)
    assert "avbröts" in dead.error


def test_a_prepared_job_waits_for_its_person_and_is_forgotten_after_a_week():
    def prepared(days):
        job = prepare_job(
            kind="x",
            programme=factories.ProgrammeFactory(),
            title="Import",
            by=factories.UserFactory(),
            input_file=b"rader",
        )
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=days))
        return job

    old, new = prepared(8), prepared(6)
    assert new.state == JobState.PREPARED
    assert list(Job.objects.started()) == []
    assert forget_prepared_jobs() == 1
    assert list(Job.objects.all()) == [new]
    assert not old.input_file.storage.exists(old.input_file.name)


def test_cancelling_before_the_start_ends_at_once_and_after_the_end_changes_nothing():
    job = factories.JobFactory(input_file=ContentFile(b"x", name="x"))
    cancelled = cancel_job(job=job, by=None)
    assert (cancelled.state, cancelled.is_finished) == (JobState.CANCELLED, True)
    job.refresh_from_db()
    assert job.finished_at is not None and job.started_at is None
    done = factories.JobFactory(state=JobState.DONE)
    assert cancel_job(job=done, by=None).state == JobState.DONE
