"""The steps of an import: file, sheet and header, columns, preview, done.

The uploaded file and every choice are kept on the server in a job, so each step can be left,
come back to and changed; nothing is written before the preview is approved.
"""

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from common.views import read_or_write
from programmes.choices import JobState
from programmes.job_runner import can_run_again, is_silent, worker_is_alive
from programmes.models import Job
from programmes.roles import Permission

from ..access.catalogues import get_catalogue
from ..access.imports import begun_imports, check_of, get_import
from ..actions.import_steps import begin_import, choose_columns, keep_outcome, run_import
from ..actions.prepared import NotAsShown
from ..forms.imports import ColumnsForm, ImportFileForm, SheetForm
from ..import_core.mapping import ColumnMapping, guess_header_row, kind_words_in, table_columns
from ..import_core.stamp import STAMP_SHEET
from ..import_preview import (
    choices_in,
    choices_of,
    consequences_of,
    rows_shown,
    tiles_of,
    with_differences,
    writes_anything,
)
from ..imports.files import (
    JSON,
    LARGE_ROWS,
    REQIF,
    kind_of_file,
    preview,
    read_file,
    rows_in,
    says_what_it_is,
)
from ..imports.files import choose_mapping as first_mapping
from ..imports.report import ImportReport
from ..imports.tables import MappingProblem, choose_mapping
from ..models import Catalogue
from .import_frame import is_approved, start_check, step_address, step_page, to_step

ROWS_SHOWN = 15
CELL_SHOWN = 60
PER_PAGE = 50
# So many imports that were begun and left are offered to go on with.
BEGUN_SHOWN = 5


@read_or_write
def import_file(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Step 1: a workbook is uploaded, checked and kept."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.IMPORT_REQUIREMENTS
    )
    form = ImportFileForm()
    if request.method == "POST":
        form = ImportFileForm(request.POST, request.FILES)
        if form.is_valid():
            job = begin_import(
                catalogue=catalogue,
                content=form.content,
                file_name=form.file_name,
                by=request.user,
                file_kind=kind_of_file(form.content, form.file_name),
                is_large=form.workbook is None or rows_in(form.workbook) > LARGE_ROWS,
            )
            return _first_step(catalogue, job, form.workbook)
    begun = [
        (job, step_address("import-preview", catalogue, job))
        for job in begun_imports(request.user, catalogue)[:BEGUN_SHOWN]
    ]
    return step_page(request, "file", 1, catalogue, None, {"form": form, "begun": begun}, form)


def _first_step(catalogue, job, workbook):
    """A file that says itself what its parts are can show its outcome at once."""
    if workbook is None:
        return start_check(catalogue, job, back="import")
    if not says_what_it_is(workbook, catalogue):
        return to_step("import-sheet", catalogue, job)
    choose_columns(job=job, mapping=first_mapping(workbook, catalogue).as_json())
    if job.parameters["is_large"]:
        return start_check(catalogue, job, back="import")
    return to_step("import-preview", catalogue, job)


@read_or_write
def import_sheet(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """Step 2: the sheet and its header row, guessed; sample rows show whether it is right."""
    catalogue, job = get_import(request.user, programme_slug, slug, uid)
    if is_approved(job):
        return to_step("import-done", catalogue, job)
    if job.parameters.get("file_kind") in (REQIF, JSON):
        return to_step("import-columns", catalogue, job)
    workbook = _workbook(job)
    mapping = _mapping(job, workbook, catalogue)
    names = [sheet.name for sheet in workbook.sheets]
    shown = request.POST.get("shown") or mapping.sheet
    asked = request.POST.get("sheet") or request.GET.get("sheet")
    if asked in names and asked != (shown if request.method == "POST" else mapping.sheet):
        # Another sheet was picked: show it, with its own guess, before anything is settled.
        guess = guess_header_row(workbook.sheet(asked).rows)
        mapping = ColumnMapping(asked, *guess, default_kind=mapping.default_kind)
        form = SheetForm(workbook=workbook, initial=_sheet_choices(mapping))
    elif request.method == "POST":
        form = SheetForm(request.POST, workbook=workbook)
        if form.is_valid():
            return _settle_sheet(form, catalogue, job, workbook, mapping)
        if shown in names:
            mapping = ColumnMapping(shown, mapping.header_row, mapping.header_rows)
    else:
        form = SheetForm(workbook=workbook, initial=_sheet_choices(mapping))
    context = {
        "form": form,
        "sheets": [sheet for sheet in workbook.sheets if sheet.name != STAMP_SHEET],
        "mapping": mapping,
        "chosen_row": form["header_row"].value(),
        **_sample(workbook.sheet(mapping.sheet).rows, mapping),
    }
    return step_page(request, "sheet", 2, catalogue, job, context, form)


def _settle_sheet(form, catalogue, job, workbook, mapping):
    chosen = form.cleaned_data
    place = (chosen["sheet"], chosen["header_row"], chosen["header_rows"])
    if place != (mapping.sheet, mapping.header_row, mapping.header_rows) or (
        "mapping" not in job.parameters
    ):
        asked = ColumnMapping(*place, default_kind=mapping.default_kind)
        guessed = choose_mapping(workbook, catalogue, mapping=asked)
        choose_columns(job=job, mapping=guessed.as_json())
    return to_step("import-columns", catalogue, job)


def _sheet_choices(mapping):
    return {
        "sheet": mapping.sheet,
        "header_row": mapping.header_row,
        "header_rows": mapping.header_rows,
    }


def _sample(rows, mapping):
    """The first rows, as (row number, cells), wide enough for all of them."""
    until = max(ROWS_SHOWN, mapping.header_row + 5)
    first = rows[:until]
    width = min(max((len(row) for row in first), default=0), 30)
    shown = [
        (number, [_short(row[i]) if i < len(row) else "" for i in range(width)])
        for number, row in enumerate(first, 1)
    ]
    return {"sample": shown, "row_count": len(rows)}


def _short(value):
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= CELL_SHOWN else text[:CELL_SHOWN] + "…"


@read_or_write
def import_columns(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """Step 3: what each of the person's columns is here."""
    catalogue, job = get_import(request.user, programme_slug, slug, uid)
    if is_approved(job):
        return to_step("import-done", catalogue, job)
    if job.parameters.get("file_kind") == JSON:
        return to_step("import-preview", catalogue, job)
    workbook = _workbook(job)
    mapping = _mapping(job, workbook, catalogue)
    sheet = workbook.sheet(mapping.sheet)
    columns = table_columns(sheet.rows, mapping.header_row, mapping.header_rows)
    is_reqif = job.parameters.get("file_kind") == REQIF
    form = ColumnsForm(
        request.POST or None,
        columns=columns,
        mapping=mapping,
        words=() if is_reqif else kind_words_in(sheet.rows, columns, mapping),
        has_identities=is_reqif,
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen
        if job.parameters.get("is_large"):
            choose_columns(job=job, mapping=chosen.as_json())
            return start_check(catalogue, job, back="import-columns")
        try:
            report = preview(catalogue, workbook, chosen)
        except MappingProblem as problem:
            form.add_error(None, str(problem))
        else:
            choose_columns(job=job, mapping=chosen.as_json())
            keep_outcome(job=job, report=report.as_json(), digest=report.digest)
            return to_step("import-preview", catalogue, job)
    return step_page(
        request, "columns", 3, catalogue, job, {"form": form, "mapping": mapping}, form
    )


@read_or_write
def import_preview(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """Step 4: every row's outcome; approving it hands the import to the queue."""
    catalogue, job = get_import(request.user, programme_slug, slug, uid)
    if is_approved(job):
        return to_step("import-done", catalogue, job)
    if job.parameters.get("is_large") and not job.result_file:
        return to_step("import-wait", catalogue, job)
    if "mapping" not in job.parameters:
        return to_step("import-sheet", catalogue, job)
    try:
        report = _outcome(catalogue, job)
    except MappingProblem as problem:
        messages.error(request, str(problem))
        return to_step("import-columns", catalogue, job)
    if request.method != "POST":
        return _show_preview(request, catalogue, job, report)
    if report.refused and request.POST.get("apply_rest") != "yes":
        error = _("Rader avvisas. Rätta dem i filen, eller kryssa för att importera övriga rader.")
        return _show_preview(request, catalogue, job, report, rows_error=error, status=422)
    try:
        run_import(
            job=job,
            apply_rest=request.POST.get("apply_rest") == "yes",
            choices=choices_in(request.POST) if report.round_trip else {},
            seen=request.POST.get("seen", ""),
        )
    except NotAsShown as changed:
        job.refresh_from_db()
        if not job.result_file:
            return to_step("import-preview", catalogue, job)
        report = _outcome(catalogue, job)
        return _show_preview(request, catalogue, job, report, error=str(changed), status=409)
    return to_step("import-done", catalogue, job)


def _show_preview(
    request: HttpRequest,
    catalogue: Catalogue,
    job: Job,
    report: ImportReport,
    *,
    error: str = "",
    rows_error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The outcome as it is kept; ``rows_error`` stands beside the choice of rows as well."""
    shown, rows = rows_shown(report, request.GET.get("outcome"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [with_differences(row) for row in page.object_list]
    context = {
        "report": report,
        "tiles": tiles_of(report, shown),
        "outcome": shown,
        "page": page,
        "consequences": consequences_of(report),
        "writes": writes_anything(report),
        "seen": job.parameters.get("digest", ""),
        "error": error or rows_error,
        "rows_error": rows_error,
        **choices_of(report),
    }
    return step_page(request, "preview", 4, catalogue, job, context, None, status)


@read_or_write
def import_wait(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """While a job works out what a large file would do; goes on by itself, also without script."""
    catalogue, job = get_import(request.user, programme_slug, slug, uid)
    if is_approved(job):
        return to_step("import-done", catalogue, job)
    if request.method == "POST":
        return start_check(catalogue, job, back="import-columns")
    check = check_of(job)
    if job.result_file:
        return to_step("import-preview", catalogue, job)
    if check is not None and check.state == JobState.DONE:
        if "mapping" not in job.parameters:
            return redirect(check.result_url)
        # What it found is no longer there.
        check = None
    context: dict = {"check": check}
    if check is not None:
        context["no_worker"] = not check.is_finished and not worker_is_alive()
        context |= {"is_silent": is_silent(check), "can_run_again": can_run_again(check)}
    return step_page(request, "wait", 4, catalogue, job, context)


def _outcome(catalogue, job):
    """The outcome as kept, or worked out anew when it is no longer there."""
    if job.result_file:
        with job.result_file.open("rb") as file:
            return ImportReport.from_json(json.load(file))
    mapping = ColumnMapping.from_json(job.parameters["mapping"])
    report = preview(catalogue, _workbook(job), mapping)
    keep_outcome(job=job, report=report.as_json(), digest=report.digest)
    return report


# ---------------------------------------------------------------- what the steps share


def _workbook(job):
    with job.input_file.open("rb") as file:
        return read_file(file.read(), job.input_name)


def _mapping(job, workbook, catalogue):
    """The choices made so far, or the first guess."""
    if "mapping" in job.parameters:
        return ColumnMapping.from_json(job.parameters["mapping"])
    return first_mapping(workbook, catalogue)
