"""The job that looks at every requirement of a catalogue."""

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.job_runner import JobResult, Progress, job_kind, runs_again
from programmes.models import Job
from programmes.roles import Permission
from requirements_catalog.access.jobs import catalogue_of, get_catalogue_of
from requirements_catalog.models import Catalogue

from . import jobs_likeness  # noqa: F401  it registers its kind
from .actions_findings import check_everything
from .models import Finding

CHECK_KIND = "check-words"


@job_kind(CHECK_KIND)
def check_words(job: Job, progress: Progress) -> JobResult:
    """Look at every requirement with the rules, settings and glossary of today."""
    catalogue = catalogue_of(job, needs=Permission.VIEW_CATALOGUE)
    text = _("Granskar kraven")
    check_everything(catalogue=catalogue, told=lambda done, total: progress(done, total, text))
    found = Finding.objects.filter(catalogue=catalogue)
    return JobResult(
        summary={"open": found.open().count(), "accepted": found.accepted().count()},
        url=_report(catalogue),
    )


@runs_again(CHECK_KIND)
def check_words_again(job: Job, user) -> str:
    """The report, which offers to look at the texts anew."""
    return _report(get_catalogue_of(user, job, needs=Permission.VIEW_CATALOGUE))


def _report(catalogue: Catalogue) -> str:
    return reverse("quality:finding-list", args=[catalogue.programme.slug, catalogue.slug])
