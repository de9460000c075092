"""The axis of a timeline: which days it holds, where they stand and how it is divided.

Knows nothing of Django. All measures are in CSS pixels.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

# A part of the axis is named where it has this much room for its name.
ROOM = {"year": 44, "quarter": 34, "month": 34}
FINER = ("month", "quarter")


@dataclass(frozen=True)
class Window:
    """The days from ``first`` until before ``end``, drawn from ``left`` to ``right``."""

    first: date
    end: date
    left: float
    right: float

    def holds(self, day: date) -> bool:
        """Whether a day is drawn."""
        return self.first <= day < self.end

    def x(self, day: date) -> float:
        """Where a day stands; one outside stands at the edge."""
        share = (day - self.first).days / (self.end - self.first).days
        return round(self.left + min(1, max(0, share)) * (self.right - self.left), 1)


@dataclass(frozen=True)
class Tick:
    """A year, quarter or month: its first day, and where it stands."""

    unit: str
    start: date
    x: float
    width: float

    @property
    def middle(self) -> float:
        """Where its name stands."""
        return self.x + self.width / 2


def years_of(window: Window) -> list[Tick]:
    """The years; where they are too narrow for their names, every second, fifth or tenth."""
    found = list(_ticks(window, "year", _next_year))
    wide = (window.right - window.left) / max(1, len(found))
    step = next((step for step in (1, 2, 5, 10, 20, 50) if wide * step >= ROOM["year"]), 100)
    return [tick for tick in found if tick.start.year % step == 0 or step == 1]


def parts_of(window: Window) -> list[Tick]:
    """Months where there is room for them, else quarters, else nothing."""
    for unit in FINER:
        found = list(_ticks(window, unit, _next_month if unit == "month" else _next_quarter))
        # Parts at the edges may be cut off; the others are nearly as wide as each other.
        if (window.right - window.left) / max(1, len(found)) >= ROOM[unit]:
            return found
    return []


def _ticks(window: Window, unit: str, following: Callable[[date], date]) -> Iterator[Tick]:
    start = window.first
    while start < window.end:
        end = min(following(start), window.end)
        left = window.x(start)
        yield Tick(unit, start, left, window.x(end) - left)
        start = end


def _next_year(day: date) -> date:
    return date(day.year + 1, 1, 1)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _next_quarter(day: date) -> date:
    return _next_month(date(day.year, (day.month - 1) // 3 * 3 + 3, 1))
