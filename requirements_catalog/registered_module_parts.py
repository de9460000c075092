"""What apps to the right show on a module's page.

They register in a module named ``module_parts.py``, found when the site starts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from .models import Module

# Places of parts: in the reading column, and under the facts beside it.
READING, BESIDE = "reading", "beside"


@dataclass(frozen=True)
class ModulePart:
    """A template and what it is given: ``values(request, module)``, or None to show nothing.

    ``anchor`` is its address on the page, and ``label`` its name in the page's line of contents.
    ``tile(values)`` is what it tells at the top of the page (components/tiles.html), which leads to
    it; ``count(values)`` how many rows it has, which stands beside its name where it is folded.
    """

    place: str
    anchor: str
    label: str
    template: str
    values: Callable[[HttpRequest, Module], dict | None]
    order: int = 100
    tile: Callable[[dict], dict | None] | None = None
    count: Callable[[dict], int] | None = None


PARTS: list[ModulePart] = []


def register(part: ModulePart) -> None:
    """Add a part to its place; parts stand in the order of their numbers."""
    PARTS.append(part)
    PARTS.sort(key=lambda known: known.order)


def parts_of(request: HttpRequest, module: Module) -> dict[str, list[dict]]:
    """``{template, values, anchor, label, tile, count}`` of each part that has something to show,
    by place."""
    found: dict[str, list[dict]] = {READING: [], BESIDE: []}
    for part in PARTS:
        values = part.values(request, module)
        if values is not None:
            found[part.place].append(
                {
                    "template": part.template,
                    "values": values,
                    "anchor": part.anchor,
                    "label": part.label,
                    "tile": _tile(part, values),
                    "count": part.count(values) if part.count else None,
                }
            )
    return found


def _tile(part: ModulePart, values: dict) -> dict | None:
    tile = part.tile(values) if part.tile else None
    return {**tile, "url": f"#{part.anchor}"} if tile else None
