"""Long work of the catalogue."""

import json

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from common.workbooks import WorkbookRefused
from programmes.job_runner import JobProblem, JobResult, Progress, job_kind, runs_again
from programmes.models import Job
from programmes.roles import Permission

from .access import get_catalogue
from .access_bulk import BULK_KIND
from .access_import import IMPORT_KIND
from .actions_bulk import PreviewOutdated, outcome_of, plan_of, repeat_bulk, write_bulk
from .actions_import import repeat_import
from .imports import ImportChanged, MappingProblem
from .imports_files import import_file
from .models import Catalogue


@job_kind(IMPORT_KIND)
def import_requirements(job: Job, progress: Progress) -> JobResult:
    """Write an import that a person has looked through; the report is the job's file."""
    parameters = job.parameters
    catalogue = Catalogue.objects.select_related("programme").get(pk=parameters["catalogue"])
    with job.input_file.open("rb") as file:
        content = file.read()
    try:
        report = import_file(
            catalogue=catalogue,
            path_or_bytes=content,
            filename=job.input_name,
            by=job.started_by,
            mapping=parameters["mapping"],
            apply_rest=parameters.get("apply_rest", False),
            expected_digest=parameters.get("digest", ""),
            choices=parameters.get("choices"),
            progress=progress,
        )
    except ImportChanged as error:
        raise JobProblem(
            _("Katalogen har ändrats sedan du granskade importen. Inget har sparats. "
              "Granska den igen och spara sedan.")
        ) from error  # fmt: skip
    except (WorkbookRefused, MappingProblem) as error:
        raise JobProblem(str(error)) from error
    if not report.is_applied:
        raise JobProblem(_("Rader avvisades. Inget har sparats."))
    content = json.dumps(report.as_json(), ensure_ascii=False, default=str)
    return JobResult(
        summary={
            **report.counts,
            **report.round_trip,
            "headings": report.headings["created"],
        },
        file=content.encode(),
        file_name="importrapport.json",
        url=reverse(
            "requirements_catalog:requirement-import-done",
            args=[catalogue.programme.slug, catalogue.slug, job.uid],
        ),
    )


@runs_again(IMPORT_KIND)
def import_again(job: Job, user) -> str:
    """The preview of the same file and columns: the catalogue may have changed since."""
    stored = get_object_or_404(Catalogue, pk=job.parameters["catalogue"], programme=job.programme)
    catalogue = get_catalogue(
        user, job.programme.slug, stored.slug, needs=Permission.IMPORT_REQUIREMENTS
    )
    again = repeat_import(job=job, catalogue=catalogue, by=user)
    return reverse(
        "requirements_catalog:requirement-import-preview",
        args=[job.programme.slug, catalogue.slug, again.uid],
    )


@job_kind(BULK_KIND)
def change_in_bulk(job: Job, progress: Progress) -> JobResult:
    """Write a bulk change that a person has looked through."""
    catalogue = Catalogue.objects.select_related("programme").get(pk=job.parameters["catalogue"])
    made = plan_of(job)
    total = len(made.changed_rows)
    progress(0, total, _("Skriver %(count)d krav") % {"count": total})
    try:
        written = write_bulk(
            job=job, catalogue=catalogue, by=job.started_by, reason=job.parameters["reason"]
        )
    except PreviewOutdated as outdated:
        raise JobProblem(
            _("Krav har ändrats sedan du granskade. Inget har sparats. Kör igen för att granska "
              "på nytt.")
        ) from outdated  # fmt: skip
    job.result_file.delete(save=False)
    return JobResult(
        summary=outcome_of(made, written),
        url=reverse(
            "requirements_catalog:bulk-done",
            args=[catalogue.programme.slug, catalogue.slug, job.uid],
        ),
    )


@runs_again(BULK_KIND)
def change_in_bulk_again(job: Job, user) -> str:
    """The preview of the same change to the same rows, as they stand now."""
    stored = get_object_or_404(Catalogue, pk=job.parameters["catalogue"], programme=job.programme)
    catalogue = get_catalogue(
        user, job.programme.slug, stored.slug, needs=Permission.EDIT_REQUIREMENTS
    )
    again = repeat_bulk(job=job, catalogue=catalogue, by=user)
    return reverse(
        "requirements_catalog:bulk-preview", args=[job.programme.slug, catalogue.slug, again.uid]
    )
