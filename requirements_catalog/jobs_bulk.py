"""Bulk changes of many requirements, as jobs."""

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.job_runner import JobProblem, JobResult, Progress, job_kind, runs_again
from programmes.models import Job

from .access.bulk import BULK_KIND, needs_of
from .access.jobs import catalogue_of, get_catalogue_of
from .actions.bulk import PreviewOutdated, plan_of, repeat_bulk, write_bulk


@job_kind(BULK_KIND)
def change_in_bulk(job: Job, progress: Progress) -> JobResult:
    """Write a bulk change that a person has looked through."""
    catalogue = catalogue_of(job, needs=needs_of(job.parameters["change"]["act"]))
    total = len(plan_of(job).changed_rows)
    progress(0, total, _("Skriver %(count)d krav") % {"count": total})
    try:
        outcome = write_bulk(
            job=job, catalogue=catalogue, by=job.started_by, reason=job.parameters["reason"]
        )
    except PreviewOutdated as outdated:
        raise JobProblem(
            _("Krav har ändrats sedan du granskade. Inget har sparats. Kör igen för att granska "
              "på nytt.")
        ) from outdated  # fmt: skip
    return JobResult(
        summary=outcome,
        url=reverse(
            "requirements_catalog:bulk-done",
            args=[catalogue.programme.slug, catalogue.slug, job.uid],
        ),
    )


@runs_again(BULK_KIND)
def change_in_bulk_again(job: Job, user) -> str:
    """The preview of the same change to the same rows, as they stand now."""
    catalogue = get_catalogue_of(user, job, needs=needs_of(job.parameters["change"]["act"]))
    again = repeat_bulk(job=job, catalogue=catalogue, by=user)
    return reverse(
        "requirements_catalog:bulk-preview", args=[job.programme.slug, catalogue.slug, again.uid]
    )
