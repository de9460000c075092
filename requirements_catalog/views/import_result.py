"""The end of an import: progress while it is written, what came of it, and taking it back."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.views import read_or_write, sent_file
from programmes.choices import JobState
from programmes.job_runner import worker_is_alive

from ..access.imports import get_import
from ..actions.import_steps import repeat_import
from ..exports.tables import import_report_workbook
from ..import_core.outcomes import CREATED, MOVED, REFUSED, UNCHANGED, UPDATED
from ..import_preview import undo_consequences
from ..registered_parts import IMPORTED, parts_of
from .import_frame import is_approved, start_check, step_page, to_step
from .taking_back import take_back, take_back_of


@require_safe
def import_done(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """Step 5: progress while the import is written, then what came of it."""
    catalogue, job = get_import(request.user, programme_slug, slug, uid)
    if not is_approved(job):
        return to_step("import-preview", catalogue, job)
    context = _outcome(job) | {"parts": parts_of(IMPORTED, request, catalogue)}
    return step_page(request, "done", 5, catalogue, job, context)


def _outcome(job) -> dict:
    context: dict = {"no_worker": not job.is_finished and not worker_is_alive()}
    if job.state != JobState.DONE:
        return context
    tiles = [
        {"label": _("nya"), "value": job.result.get(CREATED, 0), "kind": "met"},
        {"label": _("ändrade"), "value": job.result.get(UPDATED, 0), "kind": "attention"},
        {"label": _("oförändrade"), "value": job.result.get(UNCHANGED, 0)},
        {"label": _("avvisade"), "value": job.result.get(REFUSED, 0), "kind": "refused"},
    ]
    if MOVED in job.result:
        tiles += [
            {"label": _("flyttade"), "value": job.result[MOVED], "kind": "attention"},
            {"label": _("låtna utgå"), "value": job.result["withdrawn"]},
        ]
    return context | {"summary": job.result, "tiles": tiles, "take_back": take_back_of(job)}


@read_or_write
def import_undo(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """Take an import back as one, once asked, or do it again; what was changed since stays."""
    catalogue, job = get_import(request.user, programme_slug, slug, uid)
    if request.method != "POST":
        if take_back_of(job) != "undo":
            return to_step("import-done", catalogue, job)
        context = {"consequences": undo_consequences(job.result)}
        return step_page(request, "undo", 5, catalogue, job, context)
    left = take_back(
        request,
        catalogue,
        job,
        undone=_undone,
        redone=_redone,
        no=_("Importen går inte att ångra i ett svep."),
    )
    if left is None:
        return to_step("import-done", catalogue, job)
    return step_page(request, "done", 5, catalogue, job, {**_outcome(job), "left": left})


def _undone(count):
    return ngettext(
        "Importen är ångrad: %(count)d rad är som förut.",
        "Importen är ångrad: %(count)d rader är som förut.",
        count,
    ) % {"count": count}


def _redone(count):
    return ngettext(
        "Importen är gjord igen: %(count)d rad ändrades.",
        "Importen är gjord igen: %(count)d rader ändrades.",
        count,
    ) % {"count": count}


@require_POST
def import_again(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """Begin again with the same file and columns."""
    catalogue, job = get_import(request.user, programme_slug, slug, uid)
    again = repeat_import(job=job, catalogue=catalogue, by=request.user)
    if again.parameters.get("is_large"):
        return start_check(catalogue, again, back="import-columns")
    return to_step("import-preview", catalogue, again)


@require_safe
def import_report(
    request: HttpRequest, programme_slug: str, slug: str, uid, format: str
) -> HttpResponse:
    """The outcome of every row as a workbook or JSON, before or after it is written."""
    _catalogue, job = get_import(request.user, programme_slug, slug, uid)
    if not job.result_file or format not in ("xlsx", "json"):
        raise Http404
    with job.result_file.open("rb") as file:
        content = file.read()
    kind = "application/json"
    if format == "xlsx":
        content = import_report_workbook(json.loads(content))
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return sent_file(content, kind, f"importrapport.{format}")
