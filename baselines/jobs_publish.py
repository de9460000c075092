"""The publishing of a long catalogue, as a job."""

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.job_runner import JobProblem, JobResult, Progress, job_kind, runs_again
from programmes.models import Job
from programmes.roles import Permission
from requirements_catalog.access.jobs import catalogue_of, get_catalogue_of

from .access import AGAIN
from .actions import publish_baseline
from .choices import PUBLISH_KIND
from .preview import LISTED, WHOLE


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


@runs_again(PUBLISH_KIND)
def publish_again(job: Job, user) -> str:
    """The page that publishes, with what the person had chosen and written.

    What would be published now is shown first: the catalogue may be another since then.
    """
    catalogue = get_catalogue_of(user, job, needs=Permission.PUBLISH_BASELINE)
    query = QueryDict(job.parameters["said"].get("selection", ""), mutable=True)
    query["what"] = LISTED if query else WHOLE
    query[AGAIN] = str(job.uid)
    address = reverse("baselines:baseline-publish", args=[catalogue.programme.slug, catalogue.slug])
    return f"{address}?{query.urlencode()}"
