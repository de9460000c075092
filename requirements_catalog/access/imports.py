"""Loaders of an import that a person has begun, and of a layout for exports."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from programmes.access import get_job, get_programme
from programmes.choices import JobState
from programmes.models import Job, Programme
from programmes.querysets import JobQuerySet
from programmes.roles import Permission

from ..models import Catalogue, ExportTemplate
from .catalogues import get_catalogue

IMPORT_KIND = "import-requirements"
# Reads a large file and works out what its import would do.
CHECK_KIND = "check-import"
NEED_IMPORT_KIND = "import-needs"


def get_import(user, programme_slug: str, slug: str, uid) -> tuple[Catalogue, Job]:
    """The catalogue and the job of an import: 404 to all but the one who began it, 403 to one
    whose role no longer imports. A job of another kind or catalogue is 404 too.
    """
    job = get_job(user, uid)
    catalogue = get_catalogue(user, programme_slug, slug, needs=Permission.IMPORT_REQUIREMENTS)
    if job.kind != IMPORT_KIND or job.parameters.get("catalogue") != catalogue.pk:
        raise Http404
    return catalogue, job


def get_need_import(user, programme_slug: str, uid) -> tuple[Programme, Job]:
    """The programme and the job of an import of needs: 404 and 403 as ``get_import``."""
    job = get_job(user, uid)
    programme = get_programme(user, programme_slug, needs=Permission.IMPORT_REQUIREMENTS)
    if job.kind != NEED_IMPORT_KIND or job.programme_id != programme.pk:
        raise Http404
    return programme, job


def begun_imports(user, catalogue: Catalogue) -> JobQuerySet:
    """The person's own imports to a catalogue that have not been approved, newest first."""
    return Job.objects.filter(
        programme=catalogue.programme,
        kind=IMPORT_KIND,
        parameters__catalogue=catalogue.pk,
        started_by=user,
        state=JobState.PREPARED,
    ).order_by("-created_at", "-pk")


def check_of(job: Job) -> Job | None:
    """The job that works out what an import would do; None when none has been begun."""
    uid = job.parameters.get("check")
    if not uid:
        return None
    return Job.objects.filter(uid=uid, kind=CHECK_KIND, started_by=job.started_by_id).first()


def get_template(
    user, programme_slug: str, slug: str, uid, *, needs: Permission = Permission.VIEW_CATALOGUE
) -> ExportTemplate:
    """A layout of a catalogue: 404 to strangers, 403 to the wrong role."""
    catalogue = get_catalogue(user, programme_slug, slug, needs=needs)
    return get_object_or_404(
        ExportTemplate.objects.select_related("catalogue__programme"), catalogue=catalogue, uid=uid
    )
