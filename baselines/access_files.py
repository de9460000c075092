"""Baselines whose files somebody wants in a job or has uploaded."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from programmes.access import check, permissions_in
from programmes.job_runner import JobProblem
from programmes.models import Job
from programmes.roles import Permission

from .models import Baseline


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
