"""What the map shows for what an address asks: a state, another beside it, and a colouring."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from programmes.models import Programme
from programmes.roles import Permission

from .colourings import COLOURINGS, Colouring, Told
from .drawing.comparing import Group, compared
from .drawing.picture import Picture, landscape
from .models import ArchitectureState


@dataclass(frozen=True)
class ShownState:
    """A state, or everything where none is described, as a picture.

    In a comparison ``small`` is the picture that stands beside the other.
    """

    state: ArchitectureState | None
    picture: Picture
    small: Picture | None = None

    @property
    def map_name(self) -> str:
        """What the picture is called in the page."""
        return f"map-{self.state.year if self.state else 'all'}"


@dataclass(frozen=True)
class Landscape:
    """What can be chosen, what is, and the picture or two that follow."""

    states: list[ArchitectureState]
    state: ArchitectureState | None
    other: ArchitectureState | None
    colourings: list[Colouring]
    colouring: Colouring | None
    shown: list[ShownState]
    told: Told | None = None
    differences: list[Group] = field(default_factory=list)
    large: ShownState | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(one.picture.modules for one in self.shown)


def landscape_asked(
    programme: Programme, asked: Mapping[str, str], allowed: Collection[Permission]
) -> Landscape:
    """The map of ``year``, ``beside`` and ``colour``; what is unknown is as if it was not asked.

    ``large`` is the year of a comparison that is to be shown large.
    """
    states = list(ArchitectureState.objects.in_programme(programme))
    state = _chosen(states, asked.get("year")) or (states[-1] if states else None)
    other = _chosen(states, asked.get("beside"))
    if other == state:
        other = None
    offered = [one for one in COLOURINGS.values() if one.needs in allowed]
    colouring = next((one for one in offered if one.name == asked.get("colour")), None)
    shades = colouring.shades(programme, list(programme.modules.all())) if colouring else None
    plain = str(colouring.plain) if colouring else ""
    told = colouring.told(programme, shades) if colouring else None
    found = Landscape(states, state, other, offered, colouring, [], told)
    if state is None or other is None:
        year = state.year if state else None
        picture = landscape(programme, year=year, shades=shades, plain=plain)
        return replace(found, shown=[ShownState(state, picture)])
    ends = sorted((state, other), key=lambda one: one.year)
    both = compared(programme, *(one.year for one in ends), shades=shades, plain=plain)
    shown = [ShownState(*one) for one in zip(ends, both.wide, both.narrow, strict=True)]
    large = _chosen(ends, asked.get("large"))
    return replace(
        found,
        shown=shown,
        differences=both.groups,
        large=next((one for one in shown if large and one.state == large), None),
    )


def _chosen(states: list[ArchitectureState], year: str | None) -> ArchitectureState | None:
    return next((state for state in states if str(state.year) == year), None)
