"""Where boxes and lines stand in a drawing of the architecture. Knows nothing of Django.

Boxes stand in rows, a band of rows for each layer, national services in columns of their own at
the right. Lines run only between the boxes: level stretches in the *channels* between rows, upright
ones in the *gutters* between columns. Each stretch has a track to itself, so that no two lines lie
on each other, and a line's label stands on its own level stretch, so that no two labels overlap.
Where more lines pass, channels and gutters grow.

The method is channel routing by the left-edge algorithm (Hashimoto and Stevens, *Wire routing by
optimizing channel assignment within large apertures*, DAC 1971).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .routes import Grid, Route, assign_tracks, grid_of, routes_of, upright_tracks
from .shapes import (
    BOX_HEIGHT,
    BOX_WIDTH,
    TRACK,
    UPRIGHT,
    Band,
    Box,
    Label,
    Layout,
    Line,
    Link,
    Part,
)

# What is left free beside the tracks of a channel or gutter.
EASE = 14
# Ports of a box stand this far apart: those below on even places, those above between them.
PORT = 8
CHARACTER = 6.2
MARGIN = 24
# Names of layers stand in a column of their own, where no line passes.
NAMES = 168
ABOVE, BELOW = "above", "below"


def lay_out(parts: Sequence[Part], links: Iterable[Link]) -> Layout:
    """A drawing of parts and links, in the order given; links to what is not there are left out."""
    grid = grid_of(parts)
    drawn = [link for link in links if link.source in grid.places and link.target in grid.places]
    routes = routes_of(grid, drawn)
    lanes, lane_counts = upright_tracks(routes)
    ports = _ports(grid, routes)
    columns = _columns(grid, ports, lane_counts)
    return _Drawing(grid, routes, lanes, ports, columns).layout()


# ---------------------------------------------------------------- across


def _ports(grid: Grid, routes: Sequence[Route]) -> dict[tuple[int, str], list[int]]:
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
    grid: Grid, ports: dict[tuple[int, str], list[int]], lane_counts: dict[int, int]
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

    grid: Grid
    routes: list[Route]
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

    def _lane_x(self, route: Route) -> float:
        # Only routes that go through a gutter have a lane in it.
        left, _wide = self.columns.gutters[route.gutter]  # type: ignore[index]
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
        tracks: dict = {}
        counts: dict = {}
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
        self, route: Route, stretches: dict, labels: dict, tracks: dict, tops: list, counts: dict
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
