"""The reading of a long history, as a job."""

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.job_runner import JobResult, Progress, job_kind, runs_again
from programmes.models import Job
from programmes.roles import Permission
from requirements_catalog.access.jobs import catalogue_of, get_catalogue_of
from requirements_catalog.models import Catalogue

from .actions_suspects import SCAN_KIND, scan_everything
from .suspects import standing_in


@job_kind(SCAN_KIND)
def scan_suspects(job: Job, progress: Progress) -> JobResult:
    """Find what has become suspect by all that has changed since the last look."""
    catalogue = catalogue_of(job, needs=Permission.VIEW_CATALOGUE)
    text = _("Läser historiken")
    read = scan_everything(
        programme=catalogue.programme, told=lambda done: progress(done, done + 1, text)
    )
    return JobResult(
        summary={
            _("Lästa ändringar"): read,
            _("Osäkra kopplingar"): standing_in(catalogue).count(),
        },
        url=_address(catalogue),
    )


@runs_again(SCAN_KIND)
def scan_again(job: Job, user) -> str:
    """The list, which offers to read what is new."""
    return _address(get_catalogue_of(user, job, needs=Permission.VIEW_CATALOGUE))


def _address(catalogue: Catalogue) -> str:
    return reverse("baselines:suspicion-list", args=[catalogue.programme.slug, catalogue.slug])
