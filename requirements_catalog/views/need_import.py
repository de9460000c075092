"""The steps of an import of needs: file, columns, preview, done; approval hands it to a job."""

import json

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.views import read_or_write
from programmes.access import get_programme
from programmes.choices import JobState
from programmes.job_runner import can_run_again, is_silent, worker_is_alive
from programmes.models import Job, Programme
from programmes.roles import Permission

from ..access.imports import get_need_import
from ..actions.import_steps import choose_columns
from ..actions.need_import import begin_need_import, run_need_import
from ..forms.imports import ImportFileForm
from ..import_core.mapping import table_columns
from ..import_core.need_rows import HEADS, TARGETS
from ..import_core.words import SKIP
from ..imports.files import TABLE, kind_of_file, read_file
from ..imports.needs import (
    OUTCOMES,
    REFUSED,
    UNCHANGED,
    NeedTableProblem,
    choose_need_mapping,
    mapping_trouble,
    plan_table,
)
from ..models import NeedChange

PER_PAGE = 50
SAMPLES = 3
# The step after approval: there is no way back from it.
LAST = 4


class NeedFileForm(ImportFileForm):
    """The workbook: tables only, for needs have no other form."""

    def clean_file(self):
        """Read the workbook; a file of another kind is refused with the remedy."""
        upload = super().clean_file()
        if self.workbook is None or kind_of_file(self.content, self.file_name) != TABLE:
            raise forms.ValidationError(
                _("Behov läses in ur en tabell på högst 3 MB: .xlsx, .xls, .ods eller .csv.")
            )
        return upload


@read_or_write
def need_import(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Step 1: a workbook is uploaded, checked and kept."""
    programme = get_programme(request.user, programme_slug, needs=Permission.IMPORT_REQUIREMENTS)
    form = NeedFileForm()
    if request.method == "POST":
        form = NeedFileForm(request.POST, request.FILES)
        if form.is_valid():
            job = begin_need_import(
                programme=programme, content=form.content, file_name=form.file_name, by=request.user
            )
            choose_columns(job=job, mapping=choose_need_mapping(form.workbook))
            return _to("columns", programme, job)
    form.fields["file"].help_text = _("Excel (.xlsx, .xlsm, .xls), OpenDocument (.ods) eller .csv.")
    form.fields["file"].widget.attrs["accept"] = ".xlsx,.xlsm,.xls,.ods,.csv"
    return _page(request, "file", 1, programme, None, {"form": form}, 422 if form.errors else 200)


@read_or_write
def need_import_columns(request: HttpRequest, programme_slug: str, uid) -> HttpResponse:
    """Step 2: the sheet, its header row, and what each column is."""
    programme, job = get_need_import(request.user, programme_slug, uid)
    if job.state != JobState.PREPARED:
        return _to("done", programme, job)
    workbook = _workbook(job)
    mapping = job.parameters["mapping"]
    if "sheet" in request.POST:
        asked = _asked(request.POST, workbook)
        if asked and asked != (mapping["sheet"], mapping["header_row"]):
            mapping = choose_need_mapping(workbook, {"sheet": asked[0], "header_row": asked[1]})
            choose_columns(job=job, mapping=mapping)
        return _to("columns", programme, job)
    columns = table_columns(workbook.sheet(mapping["sheet"]).rows, mapping["header_row"])
    error = ""
    if request.method == "POST":
        targets = {}
        for number, column in enumerate(columns):
            target = request.POST.get(f"column-{number}", SKIP)
            targets[column.name] = target if target in TARGETS else SKIP
        mapping = {**mapping, "columns": targets}
        error = mapping_trouble(targets)
        if not error:
            choose_columns(job=job, mapping=mapping)
            return _to("preview", programme, job)
    labels = [(SKIP, _("Läs inte in")), *HEADS.items()]
    context = {
        "error": error,
        "mapping": mapping,
        "sheets": workbook.sheets,
        "labels": labels,
        "columns": [
            {"name": column.name, "samples": column.samples[:SAMPLES],
             "target": mapping["columns"].get(column.name, SKIP)}
            for column in columns
        ],
    }  # fmt: skip
    return _page(request, "columns", 2, programme, job, context, 422 if error else 200)


def _asked(sent, workbook) -> tuple[str, int] | None:
    """Another sheet or header row that was asked for; None for what there is not."""
    sheet, header = sent.get("sheet", ""), sent.get("header_row", "")
    if sheet not in {one.name for one in workbook.sheets}:
        return None
    rows = len(workbook.sheet(sheet).rows)
    known = header.isascii() and header.isdecimal() and len(header) < 7
    if not known or not 1 <= int(header) <= max(1, rows):
        return None
    shown = sent.get("shown", sheet)
    if shown != sheet:
        return (sheet, choose_need_mapping(workbook, {"sheet": sheet})["header_row"])
    return (sheet, int(header))


@read_or_write
def need_import_preview(request: HttpRequest, programme_slug: str, uid) -> HttpResponse:
    """Step 3: what happens to the rows that are affected, or to those of an outcome; approving it
    hands the import to the queue."""
    programme, job = get_need_import(request.user, programme_slug, uid)
    if job.state != JobState.PREPARED:
        return _to("done", programme, job)
    workbook, mapping = _workbook(job), job.parameters["mapping"]
    error = ""
    try:
        report = plan_table(programme, workbook, mapping)
    except NeedTableProblem as problem:
        messages.error(request, str(problem))
        return _to("columns", programme, job)
    if request.method == "POST":
        rest = request.POST.get("apply_rest") == "yes"
        if report.digest != request.POST.get("seen", ""):
            error = _("Behoven har ändrats sedan du granskade. Så här blir det nu.")
        elif report.refused and not rest:
            error = _("Rader avvisas. Rätta filen, eller kryssa för att läsa in de övriga.")
        else:
            run_need_import(job=job, apply_rest=rest, seen=report.digest)
            return _to("done", programme, job)
    shown = request.GET.get("outcome", "")
    shown = shown if shown in OUTCOMES else ""
    rows = [
        row
        for row in report.rows
        if (row["outcome"] == shown if shown else row["outcome"] != UNCHANGED)
    ]
    rows.sort(key=lambda row: (row["outcome"] != REFUSED, row["row"]))
    context = {
        "error": error,
        "report": report,
        "counts": report.counts,
        "tiles": _tiles(report.counts, shown),
        "outcome": shown,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return _page(request, "preview", 3, programme, job, context, 422 if error else 200)


def _tiles(counts: dict[str, int], shown: str | None, *, links: bool = True) -> list[dict]:
    words = {
        "created": (_("nya"), "met"),
        "updated": (_("ändrade"), "attention"),
        "unchanged": (_("oförändrade"), ""),
        "refused": (_("avvisade"), "refused"),
    }
    return [
        {"label": label, "value": counts.get(name, 0), "kind": kind,
         "url": f"?outcome={name}" if links else "", "is_current": name == shown}
        for name, (label, kind) in words.items()
    ]  # fmt: skip


@require_safe
def need_import_done(request: HttpRequest, programme_slug: str, uid) -> HttpResponse:
    """Step 4: progress while the needs are written, then what came of every row."""
    programme, job = get_need_import(request.user, programme_slug, uid)
    if job.state == JobState.PREPARED:
        return _to("preview", programme, job)
    context: dict = {"no_worker": not job.is_finished and not worker_is_alive()}
    context |= {"is_silent": is_silent(job), "can_run_again": can_run_again(job)}
    if job.state == JobState.DONE:
        refused = [row for row in _rows(job) if row["outcome"] == REFUSED]
        context |= {
            "tiles": _tiles(job.result, None, links=False),
            "change": _change_of(job),
            "page": Paginator(refused, PER_PAGE).get_page(request.GET.get("page")),
        }
    return _page(request, "done", 4, programme, job, context, 200)


def _change_of(job: Job) -> NeedChange | None:
    """What the import wrote; None when the file changed nothing."""
    uid = job.result.get("change")
    changes = NeedChange.objects.select_related("undone_by").defer("cells", "undone_by__cells")
    return changes.filter(uid=uid).first() if uid else None


def _rows(job: Job) -> list[dict]:
    """The outcome of every row, as the job kept it."""
    if not job.result_file:
        return []
    with job.result_file.open("rb") as file:
        return json.load(file)


def _workbook(job: Job):
    if not job.input_file:
        raise Http404
    with job.input_file.open("rb") as file:
        return read_file(file.read(), job.input_name)


def _to(step: str, programme: Programme, job: Job) -> HttpResponse:
    return redirect(f"requirements_catalog:need-import-{step}", programme.slug, job.uid)


def _page(request, name, number, programme, job, context, status) -> HttpResponse:
    urls = [reverse("requirements_catalog:need-import", args=[programme.slug]), "", "", ""]
    if job:
        urls[1] = reverse(
            "requirements_catalog:need-import-columns", args=[programme.slug, job.uid]
        )
    labels = (_("Fil"), _("Kolumner"), _("Förhandsgranskning"), _("Klart"))
    steps = [
        {
            "label": label,
            "state": "done" if step < number else "current" if step == number else "todo",
            "url": urls[step - 1] if step < number < LAST else "",
        }
        for step, label in enumerate(labels, 1)
    ]
    values = {
        "programme": programme,
        "job": job,
        "steps": steps,
        "back": urls[number - 2] if 1 < number < LAST else "",
        **context,
    }
    template = f"requirements_catalog/need_import_{name}.html"
    return render(request, template, values, status=status)
