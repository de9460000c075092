"""Everything of a drawing in place, for the rooms that its labels are given."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .crossings import DOWN, UP, Stretch, free_place, in_good_order
from .ports import ABOVE, BELOW, Ports, label_width, side_of
from .routes import Grid, Route, assign_tracks
from .shapes import TRACK, Band, Box, Label, Layout, Line, Style


@dataclass(frozen=True)
class Drawing:
    """What is decided before anything has a place: the rest follows.

    ``rooms`` are how wide the strips for labels are, by gutter and whether the strip is after its
    upright lines.
    """

    style: Style
    grid: Grid
    routes: Sequence[Route]
    lanes: Mapping[int, int]
    lane_counts: Mapping[int, int]
    ports: Ports
    rooms: Mapping[tuple[int, bool], float]

    # ------------------------------------------------------------ across

    @cached_property
    def _across(self) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
        """The left edge and width of each column, and of each gutter."""
        widths = [float(self.style.box_width)] * self.grid.columns
        for side in self.ports.links:
            column = self.grid.places[side[0]].column
            widths[column] = max(widths[column], self.ports.width(side))
        left = float(self.style.margin + self.style.names)
        columns, gutters = [], []
        for number in range(self.grid.columns + 1):
            rooms = sum(self.rooms.get((number, is_after), 0) for is_after in (False, True))
            lanes = self.lane_counts.get(number, 0) * self.style.upright
            gutters.append((left, self.style.ease * 2 + lanes + rooms))
            left += gutters[-1][1]
            if number < self.grid.columns:
                # On the grid of ports, so that those above and below never meet.
                left = -(-left // self.style.port) * self.style.port
                columns.append((left, widths[number]))
                left += widths[number]
        return columns, gutters

    def _port_x(self, part: int, channel: int, link: int) -> float:
        place = self.grid.places[part]
        side = part, side_of(place.row, channel)
        return self.ports.x(side, link, *self._across[0][place.column])

    def _lane_x(self, route: Route) -> float:
        # Only routes that go through a gutter have a lane in it.
        left, _wide = self._across[1][route.gutter]  # type: ignore[index]
        before = self.rooms.get((route.gutter, False), 0)
        upright = self.style.upright
        return left + self.style.ease + before + (self.lanes[route.link.key] + 0.5) * upright

    # ------------------------------------------------------------ down

    @cached_property
    def _stretches(self) -> dict[tuple[int, int], Stretch]:
        """The level stretches of each link: (link, channel) -> stretch."""
        found = {}
        for route in self.routes:
            link, first, last = route.link, route.first, route.last
            start = self._end(link.source, first, link.key)
            end = self._end(link.target, last, link.key)
            if route.gutter is None:
                found[link.key, first] = Stretch(link.key, first, (start, end))
            else:
                lane, way = self._lane_x(route), DOWN if last > first else UP
                found[link.key, first] = Stretch(link.key, first, (start, (lane, way)))
                found[link.key, last] = Stretch(link.key, last, ((lane, -way), end))
        return found

    def _end(self, part: int, channel: int, link: int) -> tuple[float, int]:
        side = side_of(self.grid.places[part].row, channel)
        return self._port_x(part, channel, link), UP if side == BELOW else DOWN

    @cached_property
    def _tracks(self) -> dict[int, list[Sequence[Stretch]]]:
        """The tracks of each channel from above, each with its stretches."""
        channels: dict[int, list[Stretch]] = defaultdict(list)
        for stretch in self._stretches.values():
            channels[stretch.channel].append(stretch)
        return {channel: _on_tracks(found) for channel, found in channels.items()}

    @cached_property
    def _track_of(self) -> dict[tuple[int, int], int]:
        return {
            (stretch.link, channel): number
            for channel, tracks in self._tracks.items()
            for number, track in enumerate(tracks)
            for stretch in track
        }

    @cached_property
    def _tops(self) -> tuple[list[float], float]:
        """The upper edge of each row, and the drawing's height."""
        tops = []
        y = float(self.style.margin)
        for row in range(self.grid.rows):
            y += self._channel_height(row)
            tops.append(y)
            y += self.style.box_height
        return tops, y + self._channel_height(self.grid.rows) + self.style.margin

    def _channel_height(self, channel: int) -> float:
        return 2 * self.style.ease + len(self._tracks.get(channel, ())) * TRACK

    def _track_y(self, key: tuple[int, int]) -> float:
        channel = key[1]
        tops = self._tops[0]
        top = (
            tops[channel] - self._channel_height(channel)
            if channel < self.grid.rows
            else tops[-1] + self.style.box_height
        )
        return top + self.style.ease + (self._track_of[key] + 0.5) * TRACK

    # ------------------------------------------------------------ labels

    @cached_property
    def _label_places(self) -> dict[int, tuple[int, float]]:
        """Where labels stand: link -> (channel, middle), on the stretch with most room."""
        found = {}
        for route in self.routes:
            link = route.link
            places = []
            for channel in dict.fromkeys((route.first, route.last)) if link.label else ():
                own = self._stretches[link.key, channel]
                taken = self._passing(own)
                place = free_place(own.low, own.high, taken, label_width(link.label))
                if place:
                    places.append((place[0], -channel, place[1]))
            if places:
                _room, channel, middle = max(places)
                found[link.key] = (-channel, middle)
        return found

    def _passing(self, own: Stretch) -> list[float]:
        """The upright lines of other links that pass the track of a stretch."""
        track = self._track_of[own.link, own.channel]
        found = list(self._through.get(own.channel, ()))
        for number, others in enumerate(self._tracks[own.channel]):
            way = DOWN if number < track else UP
            found += [x for one in others for x, to in one.ends if to == way and number != track]
        return found

    @cached_property
    def _through(self) -> dict[int, list[float]]:
        """The upright lines that pass a whole channel."""
        found: dict[int, list[float]] = defaultdict(list)
        for route in self.routes:
            if route.gutter is not None:
                low, high = sorted((route.first, route.last))
                for channel in range(low + 1, high):
                    found[channel].append(self._lane_x(route))
        return found

    def without_place(self) -> list[tuple[float, set[tuple[int, bool]]]]:
        """The labels that have no place: (width, the rooms in which they could stand)."""
        return [
            (label_width(route.link.label), set(self._rooms_of(route)))
            for route in self.routes
            if route.link.label and route.link.key not in self._label_places
        ]

    def _rooms_of(self, route: Route) -> Iterable[tuple[int, bool]]:
        """The strips that a route's level stretches cross."""
        columns = [self.grid.places[key].column for key in (route.link.source, route.link.target)]
        if route.gutter is None:
            low, high = sorted(columns)
            ranges = [range(low + 1, high + 1)]
        else:
            ranges = []
            for column in columns:
                is_left = column < route.gutter
                yield route.gutter, not is_left
                ranges.append(
                    range(column + 1, route.gutter) if is_left
                    else range(route.gutter + 1, column + 1)
                )  # fmt: skip
        for gutters in ranges:
            yield from ((gutter, is_after) for gutter in gutters for is_after in (False, True))

    # ------------------------------------------------------------ the whole

    def layout(self) -> Layout:
        """Everything in place."""
        left, wide = self._across[1][-1]
        return Layout(
            left + wide + self.style.margin,
            self._tops[1],
            tuple(self._bands()),
            tuple(self._box(key) for key in self.grid.places),
            tuple(self._line(route) for route in self.routes),
        )

    def _box(self, key: int) -> Box:
        place = self.grid.places[key]
        left, wide = self._across[0][place.column]
        return Box(key, left, self._tops[0][place.row], wide, self.style.box_height)

    def _line(self, route: Route) -> Line:
        link = route.link
        ends = []
        for part, channel in ((link.source, route.first), (link.target, route.last)):
            row = self.grid.places[part].row
            below = 0 if side_of(row, channel) == ABOVE else self.style.box_height
            ends.append((self._port_x(part, channel, link.key), self._tops[0][row] + below))
        start, end = ends
        first = self._track_y((link.key, route.first))
        points = [start, (start[0], first)]
        if route.gutter is not None:
            lane, last = self._lane_x(route), self._track_y((link.key, route.last))
            points += [(lane, first), (lane, last), (end[0], last)]
        else:
            points.append((end[0], first))
        label = None
        if link.key in self._label_places:
            channel, middle = self._label_places[link.key]
            y = self._track_y((link.key, channel))
            label = Label(link.label, middle, y, label_width(link.label))
        return Line(link.key, (*points, end), label)

    def _bands(self) -> Iterable[Band]:
        columns, gutters = self._across
        ease, tops, high = self.style.ease, self._tops[0], self.style.box_height
        right = (
            gutters[self.grid.beside][0]
            if self.grid.beside < self.grid.columns
            else gutters[-1][0] + gutters[-1][1]
        )
        for name, first, last in self.grid.layers:
            top = tops[first] - ease
            bottom = tops[last - 1] + high + ease
            yield Band(name, self.style.margin, top, right - self.style.margin, bottom - top)
        if self.grid.beside < self.grid.columns:
            left = columns[self.grid.beside][0] - ease
            top = tops[0] - ease
            bottom = tops[-1] + high + ease
            yield Band("", left, top, sum(columns[-1]) + ease - left, bottom - top)


def _on_tracks(stretches: Sequence[Stretch]) -> list[Sequence[Stretch]]:
    """As few tracks as there can be, in an order with few crossings."""
    numbers, count = assign_tracks((one.low - 3, one.high + 3, one.link) for one in stretches)
    tracks: list[list[Stretch]] = [[] for _track in range(count)]
    for stretch in stretches:
        tracks[numbers[stretch.link]].append(stretch)
    return in_good_order(tracks)
