"""Figures that apps to the right show on a page of the left, each with the way to what it counts.

They register in a module named ``figures.py``, found when the site starts.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from .models import Programme
from .roles import Permission

# The pages that show figures: the steering group's, and the map of the architecture.
STEERING, MAP = "steering", "map"


@dataclass(frozen=True)
class Figure:
    """``build(programme)`` gives a tile (components/tiles.html), or None to show nothing."""

    places: tuple[str, ...]
    build: Callable[[Programme], dict | None]
    needs: Permission
    order: int = 50


FIGURES: list[Figure] = []


def register(figure: Figure) -> None:
    """Add a figure; figures stand in the order of their numbers."""
    FIGURES.append(figure)
    FIGURES.sort(key=lambda known: known.order)


def tiles_of(place: str, programme: Programme, allowed: Collection[Permission]) -> list[dict]:
    """The tiles of a page, for somebody who is allowed this."""
    shown = [one for one in FIGURES if place in one.places and one.needs in allowed]
    return [tile for one in shown if (tile := one.build(programme)) is not None]
