"""What runs in a channel, which of its tracks is above which, and where a label has room in it.

A *stretch* is the level part of a link in a channel, with an upright part at each of its ends that
leads up or down out of the channel. Which of two stretches is above the other says how often they
cross, whatever lies between: tracks are put in the order that gives few crossings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

UP, DOWN = -1, 1
# What is left free between a label and the upright lines beside it.
CLEAR = 4
# Orders are bettered so many times over, at most; few need more than three.
ROUNDS = 6


@dataclass(frozen=True)
class Stretch:
    """The level part of a link in a channel, and the ways (x, UP or DOWN) that leave it."""

    link: int
    channel: int
    ends: tuple[tuple[float, int], tuple[float, int]]

    @property
    def low(self) -> float:
        """Its left end."""
        return min(x for x, _way in self.ends)

    @property
    def high(self) -> float:
        """Its right end."""
        return max(x for x, _way in self.ends)

    def spans(self, x: float) -> bool:
        """Whether an upright line there crosses it."""
        return self.low < x < self.high


def crossings(upper: Stretch, lower: Stretch) -> int:
    """How often two stretches cross when the first is above the other."""
    down = sum(way == DOWN and lower.spans(x) for x, way in upper.ends)
    return down + sum(way == UP and upper.spans(x) for x, way in lower.ends)


def in_good_order(tracks: Sequence[Sequence[Stretch]]) -> list[Sequence[Stretch]]:
    """Tracks from above, each moved to where it crosses the others least until none is better."""
    count = len(tracks)
    above = [
        [sum(crossings(a, b) for a in tracks[one] for b in tracks[two]) for two in range(count)]
        for one in range(count)
    ]
    order = list(range(count))
    for _round in range(ROUNDS):
        before = list(order)
        for track in range(count):
            others = [one for one in order if one != track]
            cost = sum(above[track][one] for one in others)
            best, place = cost, 0
            for position, one in enumerate(others, 1):
                cost += above[one][track] - above[track][one]
                if cost < best:
                    best, place = cost, position
            order = [*others[:place], track, *others[place:]]
        if order == before:
            break
    return [tracks[one] for one in order]


def free_place(
    low: float, high: float, taken: Iterable[float], width: float
) -> tuple[float, float] | None:
    """(how much room there is, the middle of it) for a label on a stretch from low to high.

    ``taken`` are the upright lines that pass there. Of the places that are wide enough the one
    nearest to the middle of the stretch; None where no place is.
    """
    edges = sorted({low, high, *(x for x in taken if low < x < high)})
    need = width + 2 * CLEAR
    middle = (low + high) / 2
    found = [(left, right) for left, right in pairwise(edges) if right - left >= need]
    places = [
        (right - left, min(max(middle, left + need / 2), right - need / 2)) for left, right in found
    ]
    return min(places, key=lambda one: (abs(one[1] - middle), one[1]), default=None)
