"""What the boxes of the map can be coloured by.

Apps to the right know of procurements, answers and risks; they add theirs in a module named
``map_colourings.py``, found when the site starts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from programmes.models import Programme
from programmes.roles import Permission
from requirements_catalog.models import Module

from .drawing.picture import Shade


@dataclass(frozen=True)
class Colouring:
    """A way to colour the map: ``shades(programme, modules)`` says of modules by key how.

    Modules that it does not name stay plain. Only those who hold the permission are offered it.
    """

    name: str
    label: str
    needs: Permission
    shades: Callable[[Programme, Sequence[Module]], Mapping[int, Shade]]


COLOURINGS: dict[str, Colouring] = {}


def register(colouring: Colouring) -> None:
    """Offer a colouring."""
    COLOURINGS[colouring.name] = colouring
