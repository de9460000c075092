"""The report of what happens when organisations leave or join; it changes nothing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.media_types import PDF, XLSX
from common.pdf import PdfUnavailable
from common.views import sent_file
from procurements.models import Procurement
from procurements.views_shared import frame_of

from .access import get_procurement, keys
from .exports import report_pdf, report_workbook
from .report import Report, report_of


def _report(request: HttpRequest, procurement: Procurement) -> Report:
    """The report of the choice in the address; 404 for organisations of other programmes."""
    try:
        return report_of(
            procurement,
            leave=keys(request.GET.getlist("leave")),
            join=keys(request.GET.getlist("join")),
            today=timezone.localdate(),
            by_population=request.GET.get("by") == "population",
        )
    except KeyError as unknown:
        raise Http404 from unknown


@require_safe
def what_if(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Choose who leaves or joins, and read what happens."""
    procurement = get_procurement(request.user, programme_slug, slug)
    report = _report(request, procurement)
    context = frame_of(request, procurement, "joint", report=report)
    return render(request, "joint_procurement/what_if.html", context)


@require_safe
def what_if_workbook(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """The same as a workbook."""
    procurement = get_procurement(request.user, programme_slug, slug)
    content = report_workbook(_report(request, procurement))
    return sent_file(content, XLSX, f"{procurement.slug}-om-nagon-lamnar.xlsx")


@require_safe
def what_if_pdf(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """The same on paper."""
    procurement = get_procurement(request.user, programme_slug, slug)
    report = _report(request, procurement)
    try:
        content = report_pdf(report, by=request.user, at=timezone.now())
    except PdfUnavailable as problem:
        messages.error(request, str(problem))
        return redirect("joint_procurement:what-if", programme_slug, slug)
    return sent_file(content, PDF, f"{procurement.slug}-om-nagon-lamnar.pdf")
