"""The job that compares all requirements of a programme with each other."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.access import get_programme
from programmes.job_runner import JobProblem, JobResult, Progress, job_kind, runs_again
from programmes.models import Job
from programmes.roles import Permission

from .actions_likeness import compare_requirements

COMPARE_KIND = "compare-requirements"


@job_kind(COMPARE_KIND)
def compare(job: Job, progress: Progress) -> JobResult:
    """Find what is alike and what contradicts, across all catalogues of the programme."""
    needs = Permission.EDIT_REQUIREMENTS
    try:
        programme = get_programme(job.started_by, job.programme.slug, needs=needs)
    except (PermissionDenied, Http404) as error:
        raise JobProblem(_("Din roll i programmet räcker inte längre för det här.")) from error
    made = compare_requirements(programme=programme, by=job.started_by, told=progress)
    return JobResult(
        summary={"alike": made.alike_count, "contradictions": made.contradiction_count},
        url=reverse("quality:pair-list", args=[programme.slug]),
    )


@runs_again(COMPARE_KIND)
def compare_again(job: Job, user) -> str:
    """The list, which offers to compare anew."""
    programme = get_programme(user, job.programme.slug, needs=Permission.EDIT_REQUIREMENTS)
    return reverse("quality:pair-list", args=[programme.slug])
