"""Imports and exports of a catalogue: who sees which, and who gets at their files."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from programmes.access import check, permissions_in
from programmes.choices import JobState
from programmes.models import Job
from programmes.querysets import JobQuerySet
from programmes.roles import Permission

from ..models import Catalogue
from .catalogues import get_catalogue
from .imports import IMPORT_KIND

EXPORT_KIND = "export-requirements"
# Who sees that there was one. The words and the file of an export are its own person's: what was
# searched for may come from a private view.
NEEDS = {
    EXPORT_KIND: Permission.VIEW_CATALOGUE,
    IMPORT_KIND: Permission.IMPORT_REQUIREMENTS,
}


def transfers_of(user, catalogue: Catalogue) -> JobQuerySet:
    """Everybody's imports and exports that the person may see, newest first."""
    allowed = permissions_in(user, catalogue.programme)
    kinds = [kind for kind, needs in NEEDS.items() if needs in allowed]
    return Job.objects.filter(
        programme=catalogue.programme, kind__in=kinds, parameters__catalogue=catalogue.pk
    ).exclude(state=JobState.PREPARED)


def get_transfer(user, programme_slug: str, slug: str, uid) -> tuple[Catalogue, Job]:
    """The catalogue and one of its imports or exports: 404 to strangers, 403 to the wrong role.

    403 for somebody else's export, too.
    """
    catalogue = get_catalogue(user, programme_slug, slug)
    jobs = Job.objects.filter(
        programme=catalogue.programme, kind__in=NEEDS, parameters__catalogue=catalogue.pk
    ).exclude(state=JobState.PREPARED)
    job = get_object_or_404(jobs.select_related("programme", "started_by"), uid=uid)
    check(user, catalogue.programme, NEEDS[job.kind])
    if job.kind == EXPORT_KIND and job.started_by_id != user.pk:
        raise PermissionDenied
    return catalogue, job
