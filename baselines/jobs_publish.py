"""The publishing of a long catalogue, as a job."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.job_runner import JobProblem, JobResult, Progress, job_kind
from programmes.models import Job
from programmes.roles import Permission
from requirements_catalog.access.jobs import catalogue_of

from .actions import PUBLISH_KIND, publish_baseline


@job_kind(PUBLISH_KIND)
def publish(job: Job, progress: Progress) -> JobResult:
    """Publish what the person has seen, if it is still that and the person still may."""
    catalogue = catalogue_of(job, needs=Permission.PUBLISH_BASELINE)
    progress(0, 1, _("Fryser kraven"))
    try:
        baseline = publish_baseline(
            catalogue=catalogue, by=job.started_by, **job.parameters["said"]
        )
    except ValidationError as error:
        raise JobProblem(" ".join(error.messages)) from error
    arguments = [catalogue.programme.slug, catalogue.slug, baseline.number]
    return JobResult(
        summary={
            _("Baslinje"): str(baseline),
            _("Krav"): baseline.requirement_count,
            _("Sigill"): baseline.digest,
        },
        url=reverse("baselines:baseline-detail", args=arguments),
    )
