"""The jobs that compare all requirements, or all needs, of a programme with each other."""

import json

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.access import get_programme
from programmes.choices import JobState
from programmes.job_runner import JobProblem, JobResult, Progress, job_kind, runs_again
from programmes.models import Job, Programme
from programmes.roles import Permission

from .actions_likeness import compare_requirements
from .need_pairs import found_in

COMPARE_KIND = "compare-requirements"
COMPARE_NEEDS_KIND = "compare-needs"


@job_kind(COMPARE_KIND)
def compare(job: Job, progress: Progress) -> JobResult:
    """Find what is alike and what contradicts, across all catalogues of the programme."""
    programme = _programme_of(job)
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


@job_kind(COMPARE_NEEDS_KIND)
def compare_needs(job: Job, progress: Progress) -> JobResult:
    """Find needs that are alike; the pairs are the job's file, which the list reads."""
    programme = _programme_of(job)
    words = _("Jämför behovens ord")
    found = found_in(programme, told=lambda done, total: progress(done, total, words))
    progress.stop_if_cancelled()
    return JobResult(
        summary={"alike": len(found)},
        file=json.dumps(found).encode(),
        file_name="lika-behov.json",
        url=reverse("quality:need-pair-list", args=[programme.slug]),
    )


@runs_again(COMPARE_NEEDS_KIND)
def compare_needs_again(job: Job, user) -> str:
    """The list, which offers to compare anew."""
    programme = get_programme(user, job.programme.slug, needs=Permission.EDIT_REQUIREMENTS)
    return reverse("quality:need-pair-list", args=[programme.slug])


def last_comparison_of_needs(programme: Programme) -> Job | None:
    """The newest comparison that came to an end, whoever began it."""
    jobs = programme.jobs.filter(kind=COMPARE_NEEDS_KIND, state=JobState.DONE)
    return jobs.select_related("started_by").order_by("-started_at", "-pk").first()


def _programme_of(job: Job) -> Programme:
    """The programme, when the work begins: rights may have changed since the job was queued."""
    needs = Permission.EDIT_REQUIREMENTS
    try:
        return get_programme(job.started_by, job.programme.slug, needs=needs)
    except (PermissionDenied, Http404) as error:
        raise JobProblem(_("Din roll i programmet räcker inte längre för det här.")) from error
