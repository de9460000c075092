"""Long work: kinds of job, their progress, and what happens when a worker dies.

An app registers a kind in its ``jobs.py``::

    @job_kind("import-requirements")
    def import_requirements(job: Job, progress: Progress) -> JobResult: ...

and, where the work can be started again from the job's page, what that takes::

    @runs_again("import-requirements")
    def import_again(job: Job, user) -> str: ...

``programmes.actions.start_job`` creates the job and puts it in the queue. The ``Job`` row is what
people watch; the queue's own row is never shown (docs/adr/0003-job-row.md).
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from .choices import JobState
from .models import Job

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 10
# A job that has missed three beats is told to be silent; it is given up later (reap_dead_jobs).
SILENT_AFTER = timedelta(seconds=3 * HEARTBEAT_SECONDS)
WORKER_SEEN_KEY = "worker-seen"
PREPARED_FOR = timedelta(days=7)


class JobProblem(Exception):
    """Something a person can mend: its text is shown as it is."""


class JobCancelled(Exception):
    """The person who started the job asked for it to stop."""


@dataclass(frozen=True)
class JobResult:
    """What came of a job: figures to show, a file to fetch, an address to go on to."""

    summary: dict = field(default_factory=dict)
    file: bytes | None = None
    file_name: str = ""
    url: str = ""


class Progress:
    """Tells the person how far a job has come, and notices that it is to stop."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def __call__(self, done: int, total: int, text: str = "") -> None:
        """Record that ``done`` of ``total`` steps are made; raises JobCancelled when asked to stop.

        Call it outside of the transaction that writes: within one nobody else sees it.
        """
        self.stop_if_cancelled()
        Job.objects.filter(pk=self._job.pk).update(
            progress_done=done,
            progress_total=total,
            progress_text=text[:200],
            heartbeat_at=timezone.now(),
        )

    def stop_if_cancelled(self) -> None:
        """Raise JobCancelled when the person has asked for it; call it before writing."""
        if Job.objects.filter(pk=self._job.pk, cancel_requested=True).exists():
            raise JobCancelled


JobFunction = Callable[[Job, Progress], JobResult]
JOB_KINDS: dict[str, JobFunction] = {}
# Kinds whose files can be made again, and how long each is kept.
KEPT_FILES: dict[str, timedelta] = {}
AgainFunction = Callable[[Job, AbstractBaseUser], str]
AGAIN: dict[str, AgainFunction] = {}


def job_kind(
    name: str, *, keeps_file: timedelta | None = None
) -> Callable[[JobFunction], JobFunction]:
    """Register a function as the work of a kind of job; its file is kept for ever if not said."""

    def register(function: JobFunction) -> JobFunction:
        JOB_KINDS[name] = function
        if keeps_file:
            KEPT_FILES[name] = keeps_file
        return function

    return register


def runs_again(name: str) -> Callable[[AgainFunction], AgainFunction]:
    """Register how a job that was broken off is begun again: it gives the address to go on to.

    The function uses the loaders of its app, so that it refuses whoever may no longer do the work.
    """

    def register(function: AgainFunction) -> AgainFunction:
        AGAIN[name] = function
        return function

    return register


def can_run_again(job: Job) -> bool:
    """Whether the page of a job offers to begin it again: it ended without result."""
    return job.kind in AGAIN and job.state in (JobState.FAILED, JobState.CANCELLED)


def is_silent(job: Job) -> bool:
    """Whether a job that runs has not been heard of for a while, as when its worker died."""
    if job.state != JobState.RUNNING or job.heartbeat_at is None:
        return False
    return job.heartbeat_at < timezone.now() - SILENT_AFTER


@task()
def run_job(job_id: int) -> None:
    """Do the work of a job; whatever happens, the job's row tells it."""
    started = Job.objects.filter(pk=job_id, state=JobState.WAITING).update(
        state=JobState.RUNNING, started_at=timezone.now(), heartbeat_at=timezone.now()
    )
    if not started:
        return
    job = Job.objects.select_related("programme", "started_by").get(pk=job_id)
    with _Heartbeat(job.pk), translation.override(job.language or settings.LANGUAGE_CODE):
        try:
            _finish(job, JOB_KINDS[job.kind](job, Progress(job)))
        except JobCancelled:
            _end(job, JobState.CANCELLED, "")
        except JobProblem as problem:
            _end(job, JobState.FAILED, str(problem))
        except Exception:  # a worker must outlive any job, and the job must say that it failed
            logger.exception("job %s (%s) failed", job.uid, job.kind)
            _end(job, JobState.FAILED, _("Ett oväntat fel inträffade. Felet har loggats."))


def _finish(job: Job, result: JobResult) -> None:
    job.result = result.summary
    job.result_url = result.url
    if result.file is not None:
        job.result_name = result.file_name
        job.result_file.save(result.file_name, ContentFile(result.file), save=False)
    job.progress_done = job.progress_total = 1
    job.state = JobState.DONE
    job.finished_at = timezone.now()
    job.save(
        update_fields=[
            "result", "result_url", "result_name", "result_file",
            "progress_done", "progress_total", "state", "finished_at",
        ]
    )  # fmt: skip


def _end(job: Job, state: str, error: str) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=state, error=error[:4000], finished_at=timezone.now()
    )


class _Heartbeat:
    """Marks a job as alive from a thread of its own while the work goes on."""

    def __init__(self, job_id: int) -> None:
        self._job_id = job_id
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        # Tests run jobs inside a transaction that another connection could not see.
        if not connection.in_atomic_block:
            self._thread.start()

    def __exit__(self, *exception) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=HEARTBEAT_SECONDS)

    def _beat(self) -> None:
        while not self._stop.wait(HEARTBEAT_SECONDS):
            try:
                Job.objects.filter(pk=self._job_id, state=JobState.RUNNING).update(
                    heartbeat_at=timezone.now()
                )
                note_worker()
            except OperationalError:
                # SQLite is locked while the job itself writes: the next beat tells.
                logger.debug("heartbeat of job %s waits for the database", self._job_id)
            finally:
                close_old_connections()
        connection.close()


def forget_prepared_jobs() -> int:
    """Drop uploads that nobody went on with for a week; returns how many."""
    limit = timezone.now() - PREPARED_FOR
    forgotten = list(Job.objects.filter(state=JobState.PREPARED, created_at__lt=limit))
    for job in forgotten:
        for file in (job.input_file, job.result_file):
            if file:
                file.delete(save=False)
        job.delete()
    return len(forgotten)


def forget_old_files() -> int:
    """Drop files that have been kept as long as their kind says; returns how many.

    The job stays, and tells that its file is gone.
    """
    forgotten = 0
    for kind, kept in KEPT_FILES.items():
        old = Job.objects.filter(kind=kind, finished_at__lt=timezone.now() - kept)
        for job in old.exclude(result_file=""):
            job.result_file.delete(save=False)
            job.result_name = ""
            job.save(update_fields=["result_file", "result_name"])
            forgotten += 1
    return forgotten


def note_worker() -> None:
    """Leave a mark that a worker is alive; it fades after a minute."""
    cache.set(WORKER_SEEN_KEY, timezone.now(), timeout=60)


def worker_is_alive() -> bool:
    """Whether a worker has been heard of in the last minute (always, where jobs run at once)."""
    immediate = settings.TASKS["default"]["BACKEND"].endswith("ImmediateBackend")
    return immediate or cache.get(WORKER_SEEN_KEY) is not None


def reap_dead_jobs() -> int:
    """Report jobs whose worker died as broken off; returns how many.

    A job is dead when it is running and its heart has not beaten for
    ``JOB_HEARTBEAT_TIMEOUT_SECONDS``.
    """
    limit = timezone.now() - timedelta(seconds=settings.JOB_HEARTBEAT_TIMEOUT_SECONDS)
    return Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=limit).update(
        state=JobState.FAILED,
        finished_at=timezone.now(),
        error=_("Arbetet avbröts: processen som utförde det stannade. Inget halvfärdigt sparades."),
    )
