"""Long work of the catalogue."""

import json

from django.urls import reverse
from django.utils.translation import gettext as _

from common.workbooks import WorkbookRefused
from programmes.job_runner import JobProblem, JobResult, Progress, job_kind, runs_again
from programmes.models import Job
from programmes.roles import Permission

from . import jobs_bulk, jobs_export, jobs_needs  # noqa: F401  they register their kinds
from .access.imports import CHECK_KIND, IMPORT_KIND
from .access.jobs import catalogue_of, get_catalogue_of
from .actions.import_steps import check_import, keep_outcome, repeat_import
from .import_core.mapping import ColumnMapping
from .imports.files import choose_mapping, import_file, preview, read_file, says_what_it_is
from .imports.order import ImportChanged
from .imports.tables import MappingProblem
from .models import Catalogue


@job_kind(IMPORT_KIND)
def import_requirements(job: Job, progress: Progress) -> JobResult:
    """Write an import that a person has looked through; the report is the job's file."""
    parameters = job.parameters
    if not parameters.get("digest"):
        raise JobProblem(_("Importen är inte granskad. Granska den och spara sedan."))
    catalogue = catalogue_of(job, needs=Permission.IMPORT_REQUIREMENTS)
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
            expected_digest=parameters["digest"],
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
            "can_be_undone": report.can_be_undone,
            "change_set": str(report.change_set.uid) if report.change_set else "",
        },
        file=content.encode(),
        file_name="importrapport.json",
        url=_step("done", job, catalogue),
    )


@runs_again(IMPORT_KIND)
def import_again(job: Job, user) -> str:
    """The preview of the same file and columns: the catalogue may have changed since."""
    catalogue = get_catalogue_of(user, job, needs=Permission.IMPORT_REQUIREMENTS)
    again = repeat_import(job=job, catalogue=catalogue, by=user)
    if again.parameters.get("is_large"):
        check_import(job=again, by=user, back=_step("columns", again, catalogue))
        return _step("wait", again, catalogue)
    return _step("preview", again, catalogue)


@job_kind(CHECK_KIND)
def check_requirements(job: Job, progress: Progress) -> JobResult:
    """Read a large file and work out what its import would do; the import keeps the outcome."""
    imported = _checked(job)
    catalogue = catalogue_of(imported, needs=Permission.IMPORT_REQUIREMENTS)
    progress(0, 2, _("Läser filen"))
    with imported.input_file.open("rb") as file:
        content = file.read()
    try:
        workbook = read_file(content, imported.input_name)
        progress(1, 2, _("Jämför med katalogen"))
        if "mapping" in imported.parameters:
            mapping = ColumnMapping.from_json(imported.parameters["mapping"])
        elif says_what_it_is(workbook, catalogue):
            mapping = choose_mapping(workbook, catalogue)
        else:
            return JobResult(url=_step("sheet", imported, catalogue))
        report = preview(catalogue, workbook, mapping)
    except (WorkbookRefused, MappingProblem) as error:
        raise JobProblem(str(error)) from error
    progress.stop_if_cancelled()
    keep_outcome(
        job=imported, report=report.as_json(), digest=report.digest, mapping=mapping.as_json(),
        check=job,
    )  # fmt: skip
    return JobResult(url=_step("preview", imported, catalogue))


@runs_again(CHECK_KIND)
def check_again(job: Job, user) -> str:
    """The same once more, after it was stopped."""
    imported = _checked(job)
    catalogue = get_catalogue_of(user, imported, needs=Permission.IMPORT_REQUIREMENTS)
    check_import(job=imported, by=user, back=job.parameters["back"])
    return _step("wait", imported, catalogue)


def _checked(job: Job) -> Job:
    """The import that a job works out the outcome of."""
    imports = Job.objects.select_related("programme", "started_by")
    imported = imports.filter(uid=job.parameters["import"], started_by=job.started_by_id).first()
    if imported is None:
        raise JobProblem(_("Filen finns inte kvar. Ladda upp den igen."))
    return imported


def _step(name: str, imported: Job, catalogue: Catalogue) -> str:
    return reverse(
        f"requirements_catalog:requirement-import-{name}",
        args=[catalogue.programme.slug, catalogue.slug, imported.uid],
    )
