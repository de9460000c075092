"""Which row and column each part stands in, and along which channels and gutters links go."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .shapes import WIDE, Link, Part, Style


@dataclass(frozen=True)
class Place:
    row: int
    column: int


@dataclass(frozen=True)
class Route:
    """A link's way in rows and columns: out through a channel, perhaps along a gutter, and in.

    ``first`` and ``last`` are channels (channel k is above row k); where they are the same there
    is no gutter.
    """

    link: Link
    first: int
    last: int
    gutter: int | None = None


@dataclass
class Grid:
    """Where each part stands, and which rows belong to which layer."""

    places: dict[int, Place] = field(default_factory=dict)
    layers: list[tuple[str, int, int]] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    # The first column of what stands beside; equal to ``columns`` where nothing does.
    beside: int = 0


def grid_of(parts: Sequence[Part], style: Style = WIDE) -> Grid:
    """A place for each part, in the order given."""
    layers: dict[str, list[Part]] = {}
    for part in parts:
        if not part.is_beside:
            layers.setdefault(part.layer, []).append(part)
    grid = Grid(columns=min(style.columns, max(map(len, layers.values()), default=0)))
    for name, members in layers.items():
        # Nine modules stand as five and four, not as six and three.
        rows = -(-len(members) // grid.columns)
        wide = -(-len(members) // rows)
        first = grid.rows
        for number, part in enumerate(members):
            row, column = divmod(number, wide)
            # A short row stands in the middle.
            count = min(wide, len(members) - row * wide)
            grid.places[part.key] = Place(first + row, column + (grid.columns - count) // 2)
        grid.rows += rows
        grid.layers.append((name, first, grid.rows))
    grid.beside = grid.columns
    beside = [part for part in parts if part.is_beside]
    # What stands beside takes few columns, and rows of its own where the layers have few.
    grid.rows = max(grid.rows, -(-len(beside) // style.beside))
    for number, part in enumerate(beside):
        column, row = divmod(number, grid.rows)
        grid.places[part.key] = Place(row, grid.beside + column)
        grid.columns = max(grid.columns, grid.beside + column + 1)
    return grid


def routes_of(grid: Grid, links: Sequence[Link]) -> list[Route]:
    """A way for each link, the shortest ones first: long ones then avoid what is crowded."""
    load: Counter = Counter()

    def distance(link: Link) -> tuple[int, int]:
        start, end = grid.places[link.source], grid.places[link.target]
        return abs(start.row - end.row), abs(start.column - end.column)

    found = {}
    for link in sorted(links, key=distance):
        route = _route(grid, link, load)
        load[route.first] += 1
        if route.gutter is not None:
            load[route.last] += 1
            load["gutter", route.gutter] += 1
        found[link.key] = route
    return [found[link.key] for link in links]


def _route(grid: Grid, link: Link, load: Counter) -> Route:
    start, end = grid.places[link.source], grid.places[link.target]
    if start.row == end.row:
        above, below = start.row, start.row + 1
        channel = above if load[above] < load[below] else below
        return Route(link, channel, channel)
    first, last = (start.row + 1, end.row) if start.row < end.row else (start.row, end.row + 1)
    if first == last:
        return Route(link, first, last)

    def cost(gutter: int) -> tuple[float, int]:
        way = _way(start.column, gutter) + _way(end.column, gutter)
        return way + load["gutter", gutter] / 6, gutter

    return Route(link, first, last, min(range(grid.columns + 1), key=cost))


def _way(column: int, gutter: int) -> float:
    """How many columns lie between the middle of a column and a gutter (gutter k is before k)."""
    return abs(column + 0.5 - gutter)


def upright_tracks(routes: Sequence[Route]) -> tuple[dict[int, int], dict[int, int]]:
    """The track of each link in its gutter, and how many tracks each gutter has."""
    spans: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    for route in routes:
        if route.gutter is not None:
            low, high = sorted((route.first, route.last))
            spans[route.gutter].append((low, high + 0.5, route.link.key))
    tracks: dict[int, int] = {}
    counts: dict[int, int] = {}
    for gutter, intervals in spans.items():
        tracks_here, counts[gutter] = assign_tracks(intervals)
        tracks |= tracks_here
    return tracks, counts


def assign_tracks(
    intervals: Iterable[tuple[float, float, int]],
) -> tuple[dict[int, int], int]:
    """A track for each (from, to, key), so that none touches another on its track: the left edge.

    Gives the fewest tracks there can be, and their number.
    """
    ends: list[float] = []
    tracks = {}
    for low, high, key in sorted(intervals):
        track = next((number for number, end in enumerate(ends) if end < low), len(ends))
        ends[track : track + 1] = [high]
        tracks[key] = track
    return tracks, len(ends)
