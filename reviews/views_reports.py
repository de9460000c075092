"""The report of a round as a file."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.media_types import PDF, XLSX
from common.pdf import PdfUnavailable
from common.views import sent_file

from .access import get_report_round
from .exports import report_pdf, report_workbook
from .report import report_of
from .views import to_round

WRITERS = {"pdf": (report_pdf, PDF), "xlsx": (report_workbook, XLSX)}


@require_safe
def round_report(request: HttpRequest, programme_slug: str, pk: int, format: str) -> HttpResponse:
    """Facts, participation and every comment; without names when the address asks for it."""
    review = get_report_round(request.user, programme_slug, pk)
    if format not in WRITERS:
        raise Http404
    report = report_of(review, is_anonymous=bool(request.GET.get("anonymous")))
    try:
        write, media_type = WRITERS[format]
        content = write(report)
    except PdfUnavailable as problem:
        messages.error(request, str(problem))
        return to_round(review)
    stem = slugify(f"{_('granskning')} {review.name}")[:80]
    name = f"{stem}{'-' + _('utan namn').replace(' ', '-') if report.is_anonymous else ''}.{format}"
    return sent_file(content, media_type, name)
