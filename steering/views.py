"""The page that a steering group reads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programmes.access import get_programme, permissions_in
from programmes.figures import STEERING, tiles_of
from programmes.registered_sections import links_of
from programmes.roles import Permission

from . import hub, overview
from .registered_participation import participation_parts
from .tiles import first_figures
from .why import why_of


@require_safe
def steering_page(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Where the programme stands on one page, and the way to every register."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW)
    allowed = permissions_in(request.user, programme)
    standing = overview.standing_of(programme, timezone.localdate(), allowed)
    context = {
        "standing": standing,
        "tiles": first_figures(standing) + tiles_of(STEERING, programme, allowed),
        "goal_links": links_of("goals"),
        "groups": hub.groups_of(programme, allowed),
        "participation_parts": participation_parts(request, programme),
        "can_edit": Permission.EDIT_PROGRAMME in allowed,
    }
    return render(request, "steering/steering.html", context)


@require_safe
def why_page(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Why the programme is where it is: those before it, and the procurements that led here."""
    programme = get_programme(request.user, programme_slug)
    allowed = permissions_in(request.user, programme)
    context = {
        "why": why_of(programme, request.user, allowed),
        "can_edit": Permission.EDIT_PROGRAMME in allowed,
    }
    return render(request, "steering/why.html", context)
