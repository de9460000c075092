"""What the boxes of the map can be coloured by.

Apps to the right know of procurements, answers and risks; they add theirs in a module named
``map_colourings.py``, found when the site starts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from programmes.models import Programme
from programmes.roles import Permission
from requirements_catalog.models import Module

from .drawing.picture import Shade

Shades = Mapping[int, Shade]
# Colours in the order that they are given to what has none of its own; what comes after them shares
# one.
OWN, SHARED = (1, 2, 4, 6, 7, 8, 5), 3


@dataclass(frozen=True)
class Told:
    """What is said of a coloured map: what its colours are drawn from, or why it has none.

    ``url`` leads to where that is read or mended, by the name ``link``.
    """

    text: str
    url: str = ""
    link: str = ""


def _nothing(_programme: Programme, _shades: Shades) -> None:
    return None


@dataclass(frozen=True)
class Colouring:
    """A way to colour the map: ``shades(programme, modules)`` says of modules by key how.

    Modules that it does not name stay plain, and the legend calls them ``plain``.
    ``told(programme, shades)`` says what the colours are drawn from, or why there are none. Only
    those who hold the permission are offered it.
    """

    name: str
    label: str
    needs: Permission
    shades: Callable[[Programme, Sequence[Module]], Shades]
    plain: str = _("övriga")
    told: Callable[[Programme, Shades], Told | None] = _nothing


COLOURINGS: dict[str, Colouring] = {}


def register(colouring: Colouring) -> None:
    """Offer a colouring."""
    COLOURINGS[colouring.name] = colouring


def shades_for(labels: Sequence[str], beyond: str) -> list[Shade]:
    """A colour for each label; those for which there is none left share one, named ``beyond``."""
    own = [Shade(number, label) for number, label in zip(OWN, labels, strict=False)]
    return own + [Shade(SHARED, beyond)] * (len(labels) - len(own))
