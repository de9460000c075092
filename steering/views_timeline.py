"""The timeline, and the moving of roll-out waves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.media_types import PDF
from common.pdf import PdfUnavailable
from common.views import read_or_write, sent_file
from programmes.access import get_programme, permissions_in
from programmes.views_replanning import replan_page, undo_page

from .exports import SHEET_HEIGHT
from .exports import timeline_pdf as timeline_file
from .forms import WaveReplanningForm
from .shown import shown_of

# A longer table is folded: the drawing is read first, and the table is far to scroll past.
LONG_TABLE = 40


@require_safe
def timeline_page(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """What is planned in lanes, with today, and against the plan of an earlier day."""
    programme = get_programme(request.user, programme_slug)
    allowed = permissions_in(request.user, programme)
    shown = shown_of(programme, request.GET, allowed, timezone.localdate())
    context = {"shown": shown, "is_long": len(shown.plan.items) > LONG_TABLE}
    return render(request, "steering/timeline.html", context)


@require_safe
def timeline_pdf(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The same on paper."""
    programme = get_programme(request.user, programme_slug)
    allowed = permissions_in(request.user, programme)
    today = timezone.localdate()
    shown = shown_of(programme, request.GET, allowed, today, is_screen=False, high=SHEET_HEIGHT)
    try:
        if shown.plan.is_empty:
            raise PdfUnavailable(_("Tidslinjen är tom."))
        content = timeline_file(programme, shown, by=request.user, at=timezone.now())
    except PdfUnavailable as problem:
        messages.error(request, str(problem))
        return redirect("steering:timeline", programme.slug)
    name = f"{programme.slug}-{_('tidslinje')}.pdf"
    return sent_file(content, PDF, name)


@read_or_write
def wave_replan(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Move a roll-out wave to another day, by a decision."""
    return replan_page(request, programme_slug, pk, register="waves", form=WaveReplanningForm)


@read_or_write
def wave_replan_undo(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Take back the last re-planning of a roll-out wave."""
    return undo_page(request, programme_slug, pk, register="waves")
