"""A drawing parted on sheets of paper, where it is too large to be read on one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

from .picture import DrawnInterface, Picture
from .shapes import View

# What a map may fill of a sheet in A3, in CSS pixels; the head of the page stands above it.
WIDE, HIGH = 1480, 830
# Smaller than this the texts on the lines cannot be read on paper: 11 px become 5 points.
SMALLEST = 0.6
# Sheets show this much of each other.
OVERLAP = 12


@dataclass(frozen=True)
class Sheet:
    """What one sheet shows; number 0 is the whole."""

    number: int
    count: int
    picture: Picture


def sheets_of(picture: Picture) -> list[Sheet]:
    """The whole on one sheet and, where that cannot be read, its parts, row by row."""
    width, height = picture.layout.width, picture.layout.height
    scale = min(1, WIDE / width, HIGH / height)
    whole = replace(picture, view=replace(picture.view, scale=scale))
    if scale >= SMALLEST:
        return [Sheet(0, 1, whole)]
    boxes = picture.layout.boxes
    across = _parts(width, WIDE / SMALLEST, [(box.x, box.x + box.width) for box in boxes])
    down = _parts(height, HIGH / SMALLEST, [(box.y, box.y + box.height) for box in boxes])
    views = [
        View(left, top, right - left, bottom - top)
        for top, bottom in down
        for left, right in across
    ]
    parts = [_seen(picture, view) for view in views]
    parts = [part for part in parts if part.modules or part.interfaces]
    return [
        Sheet(0, len(parts), whole),
        *(Sheet(number, len(parts), part) for number, part in enumerate(parts, 1)),
    ]


def _parts(
    length: float, most: float, spans: Iterable[tuple[float, float]]
) -> list[tuple[float, float]]:
    """A length in as few and even parts as there can be, cut beside the spans where one can."""
    count = ceil(length / (most - 2 * OVERLAP))
    spans = list(spans)
    cuts = [_beside(number * length / count, spans) for number in range(1, count)]
    edges = [0, *sorted(set(cuts)), length]
    return [(max(0, start - OVERLAP), min(length, end + OVERLAP)) for start, end in pairwise(edges)]


def _beside(place: float, spans: list[tuple[float, float]]) -> float:
    """The nearest place that no span covers."""
    edges = [edge for start, end in spans for edge in (start - OVERLAP, end + OVERLAP)]
    free = [edge for edge in [place, *edges] if not any(start < edge < end for start, end in spans)]
    return min(free, key=lambda edge: (abs(edge - place), edge), default=place)


def _seen(picture: Picture, view: View) -> Picture:
    """The picture with what a view shows, and as large as a sheet has room for."""
    scale = min(1, WIDE / view.width, HIGH / view.height)
    return replace(
        picture,
        view=replace(view, scale=scale),
        bands=[one for one in picture.bands if view.touches(*_around(one.band))],
        modules=[one for one in picture.modules if view.touches(*_around(one.box))],
        interfaces=[one for one in picture.interfaces if _is_seen(one, view)],
    )


def _around(shape) -> tuple[float, float, float, float]:
    return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height


def _is_seen(drawn: DrawnInterface, view: View) -> bool:
    points = drawn.line.points
    return any(
        view.touches(min(a, c), min(b, d), max(a, c), max(b, d))
        for (a, b), (c, d) in pairwise(points)
    )
