"""Imports and exports of a catalogue: what went in and out, when, by whom, and its files."""

import json

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from common.lists import list_page
from common.views import sent_file
from programmes.access import permissions_in
from programmes.job_runner import AGAIN, worker_is_alive
from programmes.models import Job
from programmes.roles import Permission

from ..access.catalogues import get_catalogue
from ..access.transfers import EXPORT_KIND, IMPORT_KIND, get_transfer, transfers_of
from ..exports.look import XLSX
from ..exports.tables import import_report_workbook

PER_PAGE = 25
KINDS = {"exports": EXPORT_KIND, "imports": IMPORT_KIND}


@require_safe
def transfer_list(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Imports and exports, newest first; ``kind`` in the address shows only one of them."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    rows = transfers_of(request.user, catalogue).select_related("started_by")
    kind = request.GET.get("kind", "")
    if kind in KINDS:
        rows = rows.filter(kind=KINDS[kind])
    allowed = permissions_in(request.user, catalogue.programme)
    return list_page(
        request,
        queryset=rows,
        template="requirements_catalog/transfer_list.html",
        fragment="requirements_catalog/_transfer_table.html",
        per_page=PER_PAGE,
        prepare=lambda jobs: _prepare(jobs, request.user),
        context={
            "programme": catalogue.programme,
            "catalogue": catalogue,
            "kind": kind if kind in KINDS else "",
            "can_import": Permission.IMPORT_REQUIREMENTS in allowed,
            "no_worker": not worker_is_alive(),
        },
    )


def _prepare(jobs: list, user) -> None:
    for job in jobs:
        job.is_export = job.kind == EXPORT_KIND
        job.is_own = job.started_by_id == user.pk
        job.is_hidden = job.is_export and not job.is_own
        job.can_run_again = _can_run_again(job, user)


def _can_run_again(job: Job, user) -> bool:
    """Exports only by the one who made them: "changed by me" means another person to others."""
    return job.is_finished and (job.kind != EXPORT_KIND or job.started_by_id == user.pk)


@require_safe
def transfer_file(
    request: HttpRequest, programme_slug: str, slug: str, uid, part: str
) -> HttpResponseBase:
    """The file that came in (``in``) or went out (``out``), or an import's ``report``."""
    _catalogue, job = get_transfer(request.user, programme_slug, slug, uid)
    is_export = job.kind == EXPORT_KIND
    if part == "out" and is_export and job.result_file:
        return _sent(job.result_file, job.result_name)
    if part == "in" and not is_export and job.input_file:
        return _sent(job.input_file, job.input_name)
    if part == "report" and not is_export and job.result_file:
        with job.result_file.open("rb") as file:
            content = import_report_workbook(json.load(file))
        return sent_file(content, XLSX, "importrapport.xlsx")
    raise Http404


def _sent(file, name: str) -> FileResponse:
    return FileResponse(file.open("rb"), as_attachment=True, filename=name)


@require_POST
def transfer_again(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """The same once more: an export as the catalogue is now, an import from its preview."""
    _catalogue, job = get_transfer(request.user, programme_slug, slug, uid)
    if not _can_run_again(job, request.user):
        raise PermissionDenied
    return redirect(AGAIN[job.kind](job, request.user))
