"""What the map shows for what an address asks: a state, another beside it, and a colouring."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from programmes.models import Programme
from programmes.roles import Permission

from .colourings import COLOURINGS, Colouring, Told
from .drawing.picture import Picture, landscape
from .models import ArchitectureState


@dataclass(frozen=True)
class ShownState:
    """A state, or everything where none is described, as a picture."""

    state: ArchitectureState | None
    picture: Picture

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

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(one.picture.modules for one in self.shown)


def landscape_asked(
    programme: Programme, asked: Mapping[str, str], allowed: Collection[Permission]
) -> Landscape:
    """The map of ``year``, ``beside`` and ``colour``; what is unknown is as if it was not asked."""
    states = list(ArchitectureState.objects.in_programme(programme))
    state = _chosen(states, asked.get("year")) or (states[-1] if states else None)
    other = _chosen(states, asked.get("beside"))
    if other == state:
        other = None
    offered = [one for one in COLOURINGS.values() if one.needs in allowed]
    colouring = next((one for one in offered if one.name == asked.get("colour")), None)
    shades = colouring.shades(programme, list(programme.modules.all())) if colouring else None
    pairs = [(state, other)] if other is None else _by_year(state, other)
    shown = [
        ShownState(
            one,
            landscape(
                programme,
                year=one.year if one else None,
                other_year=compared.year if compared and one else None,
                shades=shades,
                plain=str(colouring.plain) if colouring else "",
            ),
        )
        for one, compared in pairs
    ]
    told = colouring.told(programme, shades) if colouring else None
    return Landscape(states, state, other, offered, colouring, shown, told)


def _by_year(
    state: ArchitectureState, other: ArchitectureState
) -> list[tuple[ArchitectureState, ArchitectureState]]:
    """Both states, each with the one it is compared with; the earlier one first."""
    early, late = sorted((state, other), key=lambda one: one.year)
    return [(early, late), (late, early)]


def _chosen(states: list[ArchitectureState], year: str | None) -> ArchitectureState | None:
    return next((state for state in states if str(state.year) == year), None)
