"""Where lines leave and reach boxes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .crossings import CLEAR
from .routes import Grid, Route

# How far from the edge of a box the first port is.
INSET = 4
CHARACTER = 6.2
ABOVE, BELOW = "above", "below"
Side = tuple[int, str]


def label_width(text: str) -> float:
    """How wide a label is."""
    return len(text) * CHARACTER + 8


@dataclass(frozen=True)
class Ports:
    """The links of each side of each part from left to right, and the room in their middle.

    Ports at the left of the room are as many as ``before`` says; ``port`` is how far apart they are
    at least.
    """

    links: dict[Side, list[int]]
    before: dict[Side, int]
    rooms: dict[Side, float]
    port: int

    @classmethod
    def of(cls, grid: Grid, routes: Sequence[Route], port: int) -> "Ports":
        """Ports of every route, those that go left at the left."""
        sides: dict[Side, list[tuple[int, float, int]]] = defaultdict(list)
        rooms: dict[Side, float] = defaultdict(float)
        for route in routes:
            link = route.link
            start, end = grid.places[link.source], grid.places[link.target]
            is_straight = route.gutter is None and start.column == end.column
            for part, place, other, channel in (
                (link.source, start, end, route.first),
                (link.target, end, start, route.last),
            ):
                side = part, side_of(place.row, channel)
                goal = route.gutter if route.gutter is not None else other.column + 0.5
                goal -= place.column + 0.5
                # A straight link comes down at the left of its room and leaves it at the right.
                half = side[1] == ABOVE if is_straight else goal > 0
                sides[side].append((half, goal, link.key))
                if is_straight and link.label:
                    rooms[side] = max(rooms[side], label_width(link.label) + 2 * CLEAR)
        # Both sides of a straight link have one and the same room.
        for route in routes:
            start, end = (grid.places[key] for key in (route.link.source, route.link.target))
            if route.gutter is None and start.column == end.column:
                pair = [
                    (route.link.source, side_of(start.row, route.first)),
                    (route.link.target, side_of(end.row, route.last)),
                ]
                widest = max(rooms[side] for side in pair)
                rooms |= dict.fromkeys(pair, widest)
        return cls(
            {side: [key for *_goal, key in sorted(found)] for side, found in sides.items()},
            {side: sum(not half for half, *_rest in found) for side, found in sides.items()},
            dict(rooms),
            port,
        )

    def width(self, side: Side) -> float:
        """What a box must be wide for them."""
        if room := self.rooms.get(side):
            before = self.before[side]
            after = len(self.links[side]) - before
            return room + (2 * max(before, after) + 1) * self.port
        return (len(self.links[side]) + 1) * self.port

    def x(self, side: Side, link: int, left: float, wide: float) -> float:
        """Where a link's port is on a side of a box that begins at ``left``."""
        links, room = self.links[side], self.rooms.get(side, 0)
        number, before = links.index(link), self.before[side]
        # Those above stand half a step beside those below: a line that comes down to a box never
        # seems to go on from the one above it.
        step = INSET + (self.port / 2 if side[1] == ABOVE else 0)
        if not room:
            gap = (wide - 2 * self.port) // (len(links) + 1)
            return self._spread(number, len(links), left, wide, gap) + step
        half = (wide - room) / 2 // self.port * self.port
        if number >= before:
            left, number = (left + wide - half) // self.port * self.port, number - before
            before = len(links) - before
        return self._spread(number, before, left, half, half // max(1, before)) + step

    def _spread(self, number: int, count: int, left: float, wide: float, gap: float) -> float:
        """The place of a port in the middle of what is wide enough for all of them."""
        gap = max(self.port, gap // self.port * self.port)
        start = left + (wide - gap * (count - 1)) / 2 // self.port * self.port
        return start + number * gap


def side_of(row: int, channel: int) -> str:
    """On which side of its box a link is that leaves a row by a channel."""
    return ABOVE if channel == row else BELOW
