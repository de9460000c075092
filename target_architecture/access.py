"""Loaders of an import that a person has begun."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from programmes.access import check, get_job, get_programme
from programmes.choices import JobState
from programmes.job_runner import JobProblem
from programmes.models import Job, Programme
from programmes.querysets import JobQuerySet
from programmes.roles import Permission

IMPORT_KIND = "import-architecture"
MAP_KIND = "export-architecture-map"
# Formats of the map, and what an address can ask of it.
MAP_FILES = {"pdf": "pdf", "docx": "docx"}
ASKED = ("year", "beside", "colour")


def get_import(user, programme_slug: str, uid) -> tuple[Programme, Job]:
    """The programme and the job of an import: 404 to all but the one who began it, 403 to one
    whose role no longer edits. A job of another kind or programme is 404 too."""
    job = get_job(user, uid)
    programme = get_programme(user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    if job.kind != IMPORT_KIND or job.programme_id != programme.pk:
        raise Http404
    return programme, job


def programme_of(job: Job, *, needs: Permission) -> Programme:
    """The programme of a job when the work begins: rights may have changed since it was queued.

    Raises JobProblem when the one who started it may no longer do it.
    """
    try:
        check(job.started_by, job.programme, needs)
    except PermissionDenied as error:
        raise JobProblem(_("Din roll i programmet räcker inte längre för det här.")) from error
    except Http404 as error:
        raise JobProblem(_("Du har inte längre tillgång till programmet.")) from error
    return job.programme


def begun_imports(user, programme: Programme) -> JobQuerySet:
    """The person's own imports that have not been approved, newest first."""
    return Job.objects.filter(
        programme=programme, kind=IMPORT_KIND, started_by=user, state=JobState.PREPARED
    ).order_by("-created_at", "-pk")
