"""The map of the architecture."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programmes.access import get_programme, permissions_in
from programmes.models import Programme
from programmes.roles import Permission

from .colourings import COLOURINGS, Colouring
from .drawing.picture import Picture, landscape
from .models import ArchitectureState


@require_safe
def map_page(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The modules in layers and the interfaces between them, in one year or two side by side."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    allowed = permissions_in(request.user, programme)
    states = list(ArchitectureState.objects.in_programme(programme))
    state = _chosen(states, request.GET.get("year")) or (states[-1] if states else None)
    other = _chosen(states, request.GET.get("beside"))
    if other == state:
        other = None
    offered = [one for one in COLOURINGS.values() if one.needs in allowed]
    colouring = next((one for one in offered if one.name == request.GET.get("colour")), None)
    pairs = [(state, other)] if other is None else _by_year(state, other)
    pictures = [
        {
            "state": one,
            "map_name": f"map-{one.year if one else 'all'}",
            "picture": _picture(programme, one, pair, colouring),
        }
        for one, pair in pairs
    ]
    context = {
        "states": states,
        "state": state,
        "other": other,
        "colourings": offered,
        "colouring": colouring,
        "pictures": pictures,
        "can_edit": Permission.EDIT_REQUIREMENTS in allowed,
    }
    return render(request, "target_architecture/map.html", context)


def _by_year(
    state: ArchitectureState, other: ArchitectureState
) -> list[tuple[ArchitectureState, ArchitectureState]]:
    """Both states, each with the one it is compared with; the earlier one first."""
    early, late = sorted((state, other), key=lambda one: one.year)
    return [(early, late), (late, early)]


def _chosen(states: list[ArchitectureState], year: str | None) -> ArchitectureState | None:
    return next((state for state in states if str(state.year) == year), None)


def _picture(
    programme: Programme,
    state: ArchitectureState | None,
    other: ArchitectureState | None,
    colouring: Colouring | None,
) -> Picture:
    shades = None
    if colouring is not None:
        shades = colouring.shades(programme, list(programme.modules.all()))
    return landscape(
        programme,
        year=state.year if state else None,
        other_year=other.year if other and state else None,
        shades=shades,
    )
