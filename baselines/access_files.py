"""Loaders of baselines whose files somebody wants, on a page or in a job."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from programmes.access import check, permissions_in
from programmes.job_runner import JobProblem
from programmes.models import Job
from programmes.roles import Permission
from requirements_catalog.access.catalogues import get_catalogue

from .models import Baseline


def get_baseline_for_files(user, programme_slug: str, slug: str, number: int) -> Baseline:
    """A baseline for those who read its catalogue: 404 to strangers, 403 to the wrong role."""
    catalogue = get_catalogue(user, programme_slug, slug, needs=Permission.VIEW_CATALOGUE)
    found = Baseline.objects.for_list().filter(catalogue=catalogue)
    return get_object_or_404(found, number=number)


def may_read(user, baseline: Baseline) -> bool:
    """Whether somebody, perhaps not signed in, reads the catalogue that a baseline is of."""
    if not user.is_authenticated:
        return False
    return Permission.VIEW_CATALOGUE in permissions_in(user, baseline.catalogue.programme)


def get_baseline_of(user, job: Job) -> Baseline:
    """The baseline of a job: 404 to strangers, 403 to the wrong role."""
    check(user, job.programme, Permission.VIEW_CATALOGUE)
    found = Baseline.objects.for_list().in_programme(job.programme)
    return get_object_or_404(found, pk=job.parameters["baseline"])


def baseline_of(job: Job) -> Baseline:
    """The baseline when the work begins: rights may have changed since the job was queued."""
    try:
        return get_baseline_of(job.started_by, job)
    except (PermissionDenied, Http404) as error:
        raise JobProblem(_("Du har inte längre tillgång till katalogen.")) from error
