"""The job that writes an import of needs which a person has looked through."""

import json

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from common.workbooks import WorkbookRefused
from programmes.access import get_programme
from programmes.job_runner import JobProblem, JobResult, Progress, job_kind, runs_again
from programmes.models import Job, Programme
from programmes.roles import Permission

from .access.imports import NEED_IMPORT_KIND
from .actions.need_import import repeat_need_import
from .imports.files import read_file
from .imports.needs import NeedsChanged, NeedTableProblem, import_needs


@job_kind(NEED_IMPORT_KIND)
def write_needs(job: Job, progress: Progress) -> JobResult:
    """Write the needs of a table; the outcome of every row is the job's file."""
    parameters = job.parameters
    if not parameters.get("digest"):
        raise JobProblem(_("Importen är inte granskad. Granska den och spara sedan."))
    programme = _programme_of(job)
    progress(0, 2, _("Läser filen"))
    with job.input_file.open("rb") as file:
        content = file.read()
    try:
        workbook = read_file(content, job.input_name)
        progress(1, 2, _("Sparar behoven"))
        report = import_needs(
            programme=programme,
            workbook=workbook,
            mapping=parameters["mapping"],
            by=job.started_by,
            apply_rest=parameters.get("apply_rest", False),
            expected_digest=parameters["digest"],
        )
    except NeedsChanged as error:
        raise JobProblem(
            _("Behoven har ändrats sedan du granskade importen. Inget har sparats. "
              "Granska den igen och spara sedan.")
        ) from error  # fmt: skip
    except (WorkbookRefused, NeedTableProblem) as error:
        raise JobProblem(str(error)) from error
    if report.refused and not parameters.get("apply_rest"):
        raise JobProblem(_("Rader avvisades. Inget har sparats."))
    change = {"change": str(report.change.uid)} if report.change else {}
    return JobResult(
        summary={**report.counts, **change},
        file=json.dumps(report.rows, ensure_ascii=False, default=str).encode(),
        file_name="importrapport.json",
        url=reverse("requirements_catalog:need-import-done", args=[programme.slug, job.uid]),
    )


@runs_again(NEED_IMPORT_KIND)
def write_needs_again(job: Job, user) -> str:
    """The preview of the same file and columns: the needs may have changed since."""
    programme = get_programme(user, job.programme.slug, needs=Permission.IMPORT_REQUIREMENTS)
    again = repeat_need_import(job=job, by=user)
    return reverse("requirements_catalog:need-import-preview", args=[programme.slug, again.uid])


def _programme_of(job: Job) -> Programme:
    """The programme, when the work begins: rights may have changed since the job was queued."""
    try:
        return get_programme(
            job.started_by, job.programme.slug, needs=Permission.IMPORT_REQUIREMENTS
        )
    except PermissionDenied as error:
        raise JobProblem(_("Din roll i programmet räcker inte längre för det här.")) from error
    except Http404 as error:
        raise JobProblem(_("Du har inte längre tillgång till programmet.")) from error
