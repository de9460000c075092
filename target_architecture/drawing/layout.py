"""Where boxes and lines stand in a drawing of the architecture. Knows nothing of Django.

Boxes stand in rows, a band of rows for each layer, national services in columns of their own at
the right. Lines run only between the boxes: level stretches in the *channels* between rows, upright
ones in the *gutters* between columns. Each stretch has a track to itself, so that no two lines lie
on each other. Where more lines pass, channels and gutters grow.

A line's label stands on a level stretch of it where no other line passes. Where there is no such
place a *room* is made: a strip of a gutter, beside its upright lines, which the stretch crosses and
no upright line does. A link between two boxes of a column above each other reaches no gutter: its
room is the middle of the column, and ports stand on both sides of that.

The method is channel routing by the left-edge algorithm (Hashimoto and Stevens, *Wire routing by
optimizing channel assignment within large apertures*, DAC 1971).
"""

from collections.abc import Iterable, Sequence

from .crossings import CLEAR
from .placing import Drawing
from .ports import Ports
from .routes import grid_of, routes_of, upright_tracks
from .shapes import WIDE, Layout, Link, Part, Style

Room = tuple[int, bool]


def lay_out(parts: Sequence[Part], links: Iterable[Link], style: Style = WIDE) -> Layout:
    """A drawing of parts and links, in the order given; links to what is not there are left out."""
    grid = grid_of(parts, style)
    drawn = [link for link in links if link.source in grid.places and link.target in grid.places]
    routes = routes_of(grid, drawn)
    lanes, counts = upright_tracks(routes)
    ports = Ports.of(grid, routes, style.port)
    rooms: dict[Room, float] = {}
    while True:
        drawing = Drawing(style, grid, routes, lanes, counts, ports, rooms)
        if not (lacking := drawing.without_place()):
            return drawing.layout()
        rooms = _with_rooms(rooms, lacking)


def _with_rooms(
    rooms: dict[Room, float], lacking: Sequence[tuple[float, set[Room]]]
) -> dict[Room, float]:
    """Rooms for labels (width, the rooms that it could stand in): as few as it seems to take.

    Each label can stand in a room of its width whatever else is moved, so this ends.
    """
    found, left = dict(rooms), list(lacking)
    while left:
        wishes = [room for _width, could in left for room in could]
        best = max(sorted(set(wishes)), key=lambda room: (room in found, wishes.count(room)))
        widths = [width for width, could in left if best in could]
        found[best] = max(found.get(best, 0), *(width + 2 * CLEAR for width in widths))
        left = [one for one in left if best not in one[1]]
    return found
