"""Where boxes and lines stand in a drawing of the architecture. Knows nothing of Django.

Boxes stand in rows, a band of rows for each layer, national services in columns of their own at
the right. Lines run only between the boxes: level stretches in the *channels* between rows, upright
ones in the *gutters* between columns. Each stretch has a track to itself, so that no two lines lie
on each other, and a line's label stands on its own level stretch, so that no two labels overlap.
Where more lines pass, channels and gutters grow.

The method is channel routing by the left-edge algorithm (Hashimoto and Stevens, *Wire routing by
optimizing channel assignment within large apertures*, DAC 1971).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

# All measures are in CSS pixels.
BOX_WIDTH, BOX_HEIGHT = 184, 60
MOST_COLUMNS = 6
# A level track holds a label of 11 px; an upright one only a line.
TRACK, UPRIGHT = 16, 8
# What is left free beside the tracks of a channel or gutter.
EASE = 14
# Ports of a box stand this far apart: those below on even places, those above between them.
PORT = 8
CHARACTER = 6.2
MARGIN = 24
# Names of layers stand in a column of their own, where no line passes.
NAMES = 132
CORNER = 4


@dataclass(frozen=True)
class Part:
    """What a box stands for; ``is_beside`` puts it in the columns at the right."""

    key: int
    layer: str
    is_beside: bool = False


@dataclass(frozen=True)
class Link:
    """What a line stands for: from one part to another, with the text that stands on it."""

    key: int
    source: int
    target: int
    label: str = ""


@dataclass(frozen=True)
class Box:
    """A part's rectangle."""

    key: int
    x: float
    y: float
    width: float
    height: float = BOX_HEIGHT


@dataclass(frozen=True)
class Band:
    """A layer's rectangle, behind its boxes."""

    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Label:
    """A rectangle around the middle of a line's text."""

    text: str
    x: float
    y: float
    width: float
    height: float = TRACK - 2

    @property
    def left(self) -> float:
        """The rectangle's left edge."""
        return self.x - self.width / 2

    @property
    def top(self) -> float:
        """The rectangle's upper edge."""
        return self.y - self.height / 2

    @property
    def baseline(self) -> float:
        """What the letters stand on."""
        return self.y + 4


@dataclass(frozen=True)
class Line:
    """A link's way: corners from source to target, and where its label stands."""

    key: int
    points: tuple[tuple[float, float], ...]
    label: Label | None

    @property
    def path(self) -> str:
        """The way as an SVG path with rounded corners."""
        return rounded_path(self.points)

    @property
    def head(self) -> str:
        """The arrow's head where the way ends, as an SVG path."""
        return arrow(self.points[-2], self.points[-1])

    @property
    def tail(self) -> str:
        """An arrow's head where the way begins."""
        return arrow(self.points[1], self.points[0])


@dataclass(frozen=True)
class Layout:
    """A whole drawing."""

    width: float
    height: float
    bands: tuple[Band, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Place:
    row: int
    column: int


@dataclass(frozen=True)
class _Route:
    """A link's way in rows and columns: out through a channel, perhaps along a gutter, and in.

    ``first`` and ``last`` are channels (channel k is above row k); where they are the same there
    is no gutter.
    """

    link: Link
    first: int
    last: int
    gutter: int | None = None


@dataclass
class _Grid:
    """Where each part stands, and which rows belong to which layer."""

    places: dict[int, _Place] = field(default_factory=dict)
    layers: list[tuple[str, int, int]] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    # The first column of what stands beside; equal to ``columns`` where nothing does.
    beside: int = 0


def lay_out(parts: Sequence[Part], links: Iterable[Link]) -> Layout:
    """A drawing of parts and links, in the order given; links to what is not there are left out."""
    grid = _grid_of(parts)
    drawn = [link for link in links if link.source in grid.places and link.target in grid.places]
    routes = _routes(grid, drawn)
    lanes, lane_counts = _upright_tracks(routes)
    ports = _ports(grid, routes)
    columns = _columns(grid, ports, lane_counts)
    return _Drawing(grid, routes, lanes, ports, columns).layout()


# ---------------------------------------------------------------- in rows and columns


def _grid_of(parts: Sequence[Part]) -> _Grid:
    layers: dict[str, list[Part]] = {}
    for part in parts:
        if not part.is_beside:
            layers.setdefault(part.layer, []).append(part)
    grid = _Grid(columns=min(MOST_COLUMNS, max(map(len, layers.values()), default=0)))
    for name, members in layers.items():
        # Nine modules stand as five and four, not as six and three.
        rows = -(-len(members) // grid.columns)
        wide = -(-len(members) // rows)
        first = grid.rows
        for number, part in enumerate(members):
            row, column = divmod(number, wide)
            # A short row stands in the middle.
            count = min(wide, len(members) - row * wide)
            grid.places[part.key] = _Place(first + row, column + (grid.columns - count) // 2)
        grid.rows += rows
        grid.layers.append((name, first, grid.rows))
    grid.beside = grid.columns
    beside = [part for part in parts if part.is_beside]
    grid.rows = max(grid.rows, 1 if beside else 0)
    for number, part in enumerate(beside):
        column, row = divmod(number, grid.rows)
        grid.places[part.key] = _Place(row, grid.beside + column)
        grid.columns = max(grid.columns, grid.beside + column + 1)
    return grid


def _routes(grid: _Grid, links: Sequence[Link]) -> list[_Route]:
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


def _route(grid: _Grid, link: Link, load: Counter) -> _Route:
    start, end = grid.places[link.source], grid.places[link.target]
    if start.row == end.row:
        above, below = start.row, start.row + 1
        channel = above if load[above] < load[below] else below
        return _Route(link, channel, channel)
    first, last = (start.row + 1, end.row) if start.row < end.row else (start.row, end.row + 1)
    if first == last:
        return _Route(link, first, last)

    def cost(gutter: int) -> tuple[float, int]:
        way = _way(start.column, gutter) + _way(end.column, gutter)
        return way + load["gutter", gutter] / 6, gutter

    return _Route(link, first, last, min(range(grid.columns + 1), key=cost))


def _way(column: int, gutter: int) -> float:
    """How many columns lie between the middle of a column and a gutter (gutter k is before k)."""
    return abs(column + 0.5 - gutter)


def _upright_tracks(routes: Sequence[_Route]) -> tuple[dict[int, int], dict[int, int]]:
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


# ---------------------------------------------------------------- across


ABOVE, BELOW = "above", "below"


def _ports(grid: _Grid, routes: Sequence[_Route]) -> dict[tuple[int, str], list[int]]:
    """The links that leave or reach each side of each part, from left to right."""
    sides: dict[tuple[int, str], list[tuple[float, int]]] = defaultdict(list)
    for route in routes:
        link = route.link
        start, end = grid.places[link.source], grid.places[link.target]
        for part, place, other, channel in (
            (link.source, start, end, route.first),
            (link.target, end, start, route.last),
        ):
            side = ABOVE if channel == place.row else BELOW
            goal = route.gutter if route.gutter is not None else other.column + 0.5
            sides[part, side].append((goal, link.key))
    return {side: [key for _goal, key in sorted(links)] for side, links in sides.items()}


@dataclass(frozen=True)
class _Columns:
    """The left edge and width of each column, and of each gutter."""

    columns: list[tuple[float, float]]
    gutters: list[tuple[float, float]]

    @property
    def width(self) -> float:
        left, wide = self.gutters[-1]
        return left + wide + MARGIN


def _columns(
    grid: _Grid, ports: dict[tuple[int, str], list[int]], lane_counts: dict[int, int]
) -> _Columns:
    widths = [float(BOX_WIDTH)] * grid.columns
    for (part, _side), links in ports.items():
        column = grid.places[part].column
        widths[column] = max(widths[column], (len(links) + 2) * PORT)
    left = float(MARGIN + NAMES)
    columns, gutters = [], []
    for number in range(grid.columns + 1):
        gutter = EASE * 2 + lane_counts.get(number, 0) * UPRIGHT
        gutters.append((left, gutter))
        left += gutter
        if number < grid.columns:
            # On the grid of ports, so that those above and below never meet.
            left = -(-left // (PORT * 2)) * PORT * 2
            columns.append((left, widths[number]))
            left += widths[number]
    return _Columns(columns, gutters)


# ---------------------------------------------------------------- down, and everything in place


@dataclass
class _Drawing:
    """What is decided so far, from which the rest follows."""

    grid: _Grid
    routes: list[_Route]
    lanes: dict[int, int]
    ports: dict[tuple[int, str], list[int]]
    columns: _Columns

    def layout(self) -> Layout:
        """Everything in place."""
        stretches = self._stretches()
        labels = self._label_stretches(stretches)
        tracks, heights = self._level_tracks(stretches, labels)
        tops, height = self._tops(heights)
        boxes = tuple(self._box(key, tops) for key in self.grid.places)
        lines = tuple(
            self._line(route, stretches, labels, tracks, tops, heights) for route in self.routes
        )
        bands = tuple(self._bands(tops, heights))
        reach = [line.label.x + line.label.width / 2 for line in lines if line.label]
        width = max([self.columns.width, *(edge + MARGIN for edge in reach)])
        return Layout(width, height, bands, boxes, lines)

    def _port_x(self, part: int, side: str, link: int) -> float:
        left, wide = self.columns.columns[self.grid.places[part].column]
        links = self.ports[part, side]
        gap = max(PORT, (wide - 2 * PORT) // (len(links) + 1) // PORT * PORT)
        start = left + (wide - gap * (len(links) - 1)) / 2 // PORT * PORT
        # Half a step beside the ports on the other side of the channel.
        return start + links.index(link) * gap + (PORT / 2 if side == ABOVE else 0)

    def _lane_x(self, route: _Route) -> float:
        left, _wide = self.columns.gutters[route.gutter]
        return left + EASE + (self.lanes[route.link.key] + 0.5) * UPRIGHT

    def _stretches(self) -> dict[tuple[int, int], tuple[float, float]]:
        """The level stretches of each link, from where to where: (link, channel) -> (x, x)."""
        found = {}
        for route in self.routes:
            link = route.link
            start = self._port_x(link.source, self._side(link.source, route.first), link.key)
            end = self._port_x(link.target, self._side(link.target, route.last), link.key)
            if route.gutter is None:
                found[link.key, route.first] = (start, end)
            else:
                lane = self._lane_x(route)
                found[link.key, route.first] = (start, lane)
                found[link.key, route.last] = (lane, end)
        return found

    def _side(self, part: int, channel: int) -> str:
        return ABOVE if channel == self.grid.places[part].row else BELOW

    def _label_stretches(self, stretches: dict) -> dict[int, tuple[int, float, float]]:
        """Where labels stand: link -> (channel, middle, width), on the link's longest stretch."""
        longest: dict[int, int] = {}
        for (link, channel), (start, end) in stretches.items():
            known = longest.get(link)
            if known is None or abs(end - start) > abs(
                stretches[link, known][1] - stretches[link, known][0]
            ):
                longest[link] = channel
        found = {}
        for route in self.routes:
            link = route.link
            if link.label:
                channel = longest[link.key]
                start, end = stretches[link.key, channel]
                wide = len(link.label) * CHARACTER + 8
                middle = max((start + end) / 2, MARGIN + NAMES + wide / 2)
                found[link.key] = (channel, middle, wide)
        return found

    def _level_tracks(
        self, stretches: dict, labels: dict
    ) -> tuple[dict[tuple[int, int], int], dict[int, int]]:
        """The track of each stretch in its channel, and how many tracks each channel has."""
        channels: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
        for (link, channel), (start, end) in stretches.items():
            low, high = sorted((start, end))
            place, middle, wide = labels.get(link, (None, 0, 0))
            if place == channel:
                low, high = min(low, middle - wide / 2), max(high, middle + wide / 2)
            channels[channel].append((low - 3, high + 3, link))
        tracks, counts = {}, {}
        for channel, intervals in channels.items():
            found, counts[channel] = assign_tracks(intervals)
            tracks |= {(link, channel): track for link, track in found.items()}
        return tracks, counts

    def _tops(self, counts: dict[int, int]) -> tuple[list[float], float]:
        """The upper edge of each row, and the drawing's height."""
        tops = []
        y = float(MARGIN)
        for row in range(self.grid.rows):
            y += self._channel_height(row, counts)
            tops.append(y)
            y += BOX_HEIGHT
        return tops, y + self._channel_height(self.grid.rows, counts) + MARGIN

    @staticmethod
    def _channel_height(channel: int, counts: dict[int, int]) -> float:
        return 2 * EASE + counts.get(channel, 0) * TRACK

    def _box(self, key: int, tops: list[float]) -> Box:
        place = self.grid.places[key]
        left, wide = self.columns.columns[place.column]
        return Box(key, left, tops[place.row], wide)

    def _track_y(self, key: tuple[int, int], tracks: dict, tops: list[float], counts: dict):
        channel = key[1]
        top = (
            tops[channel] - self._channel_height(channel, counts)
            if channel < self.grid.rows
            else tops[-1] + BOX_HEIGHT
        )
        return top + EASE + (tracks[key] + 0.5) * TRACK

    def _line(
        self, route: _Route, stretches: dict, labels: dict, tracks: dict, tops: list, counts: dict
    ) -> Line:
        link = route.link
        ends = []
        for part, channel in ((link.source, route.first), (link.target, route.last)):
            side = self._side(part, channel)
            top = tops[self.grid.places[part].row]
            x = self._port_x(part, side, link.key)
            ends.append((x, top if side == ABOVE else top + BOX_HEIGHT))
        start, end = ends
        first = self._track_y((link.key, route.first), tracks, tops, counts)
        points = [start, (start[0], first)]
        if route.gutter is not None:
            lane = self._lane_x(route)
            last = self._track_y((link.key, route.last), tracks, tops, counts)
            points += [(lane, first), (lane, last), (end[0], last)]
        else:
            points.append((end[0], first))
        label = None
        if link.key in labels:
            channel, middle, wide = labels[link.key]
            y = self._track_y((link.key, channel), tracks, tops, counts)
            label = Label(link.label, middle, y, wide)
        return Line(link.key, (*points, end), label)

    def _bands(self, tops: list[float], counts: dict[int, int]) -> Iterable[Band]:
        right = (
            self.columns.gutters[self.grid.beside][0]
            if self.grid.beside < self.grid.columns
            else self.columns.width - MARGIN
        )
        for name, first, last in self.grid.layers:
            top = tops[first] - EASE
            yield Band(name, MARGIN, top, right - MARGIN, tops[last - 1] + BOX_HEIGHT + EASE - top)
        if self.grid.beside < self.grid.columns:
            left = self.columns.columns[self.grid.beside][0] - EASE
            top = tops[0] - EASE
            edge = self.columns.columns[-1]
            bottom = tops[-1] + BOX_HEIGHT + EASE
            yield Band("", left, top, edge[0] + edge[1] + EASE - left, bottom - top)


def arrow(before: tuple[float, float], tip: tuple[float, float]) -> str:
    """A head of an arrow that comes upright to its tip, as an SVG path."""
    back = 7 if tip[1] < before[1] else -7
    return f"M{tip[0]:g} {tip[1]:g}l-3.5 {back}h7z"


def rounded_path(points: Sequence[tuple[float, float]], radius: float = CORNER) -> str:
    """An SVG path through upright and level stretches, its corners rounded where there is room."""
    (x, y), *rest = points
    parts = [f"M{x:g} {y:g}"]
    for number, (corner_x, corner_y) in enumerate(rest):
        if number == len(rest) - 1:
            parts.append(f"L{corner_x:g} {corner_y:g}")
            break
        next_x, next_y = rest[number + 1]
        before = abs(corner_x - x) + abs(corner_y - y)
        after = abs(next_x - corner_x) + abs(next_y - corner_y)
        bend = min(radius, before / 2, after / 2)
        enter = _towards((corner_x, corner_y), (x, y), bend)
        leave = _towards((corner_x, corner_y), (next_x, next_y), bend)
        parts.append(f"L{enter[0]:g} {enter[1]:g}")
        parts.append(f"Q{corner_x:g} {corner_y:g} {leave[0]:g} {leave[1]:g}")
        x, y = corner_x, corner_y
    return "".join(parts)


def _towards(
    start: tuple[float, float], goal: tuple[float, float], length: float
) -> tuple[float, float]:
    """The point ``length`` from start towards goal, along an axis."""
    across, down = goal[0] - start[0], goal[1] - start[1]
    if across:
        return start[0] + (length if across > 0 else -length), start[1]
    if down:
        return start[0], start[1] + (length if down > 0 else -length)
    return start
