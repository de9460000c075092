"""The timeline as a drawing: what is planned, in place, with its texts.

Screen, document and the table beside them are made of the same plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import inf

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from target_architecture.drawing.texts import cut, wrapped

from ..planned import Plan, PlannedItem, PlannedLane
from .axis import Tick, Window, parts_of, years_of
from .layout import (
    ABOVE,
    LEFT,
    MARGIN,
    MARK,
    Event,
    Layout,
    Mark,
    Span,
    Strip,
    lay_out,
    window_of,
)
from .letters import width_of

# What is cut off of the name of a lane is told in full by the table.
NAME_LETTERS, NAME_LINES = 22, 3
# What a phone shows of the drawing at a time, and the letters that a name and its note have room
# for there.
NARROW, NARROW_LETTERS = 390, 48
# How high a drawing can be, by its width, below the head of a lying and of a standing page.
ON_LYING, ON_STANDING = 0.55, 1.15


@dataclass(frozen=True)
class DrawnTick:
    """A part of the axis with its name."""

    tick: Tick
    label: str


@dataclass(frozen=True)
class DrawnLane:
    """A lane with its name in lines."""

    strip: Strip
    lane: PlannedLane
    number: int

    @property
    def lines(self) -> list[dict]:
        """The lines of its name and note, each with its height."""
        names = name_lines(self.lane, self.strip.is_continued)
        return [
            {"text": text, "y": self.strip.y + 25 + 18 * number, "is_note": is_note}
            for number, (text, is_note) in enumerate(names)
        ]

    @property
    def heading(self) -> dict:
        """Its name above it: text and note, what they stand on, and the ground behind them."""
        note = f" · {self.lane.note}" if self.lane.note else ""
        text, top = cut(self.lane.name, NARROW_LETTERS - len(note)), self.strip.y
        width = round(width_of(text + note) + 8, 1)
        return {"text": text, "note": note, "y": top + 20, "ground_y": top + 4, "width": width}


@dataclass(frozen=True)
class DrawnItem:
    """Something planned, in place."""

    item: PlannedItem
    mark: Mark
    # Whether its lane has the darker ground, which is laid behind its texts too.
    is_shaded: bool = False

    @property
    def points(self) -> str:
        """The corners of its mark: an arrow where it stands outside, a triangle where it is late,
        else a diamond; what is done is a circle and has none."""
        x, y, half = self.mark.x, self.mark.y, MARK
        if self.mark.beyond:
            tip = half * self.mark.beyond
            corners = [(x - tip, y - half), (x, y), (x - tip, y + half)]
        elif self.item.state == "late":
            corners = [(x, y - half), (x + half, y + half - 1), (x - half, y + half - 1)]
        else:
            corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
        return " ".join(f"{a:g},{b:g}" for a, b in corners)

    @property
    def tick_path(self) -> str:
        """The tick inside the circle of what is done."""
        return f"M{self.mark.x - 3:g} {self.mark.y:g}l2 2.5l4 -5"

    @property
    def ground_y(self) -> float:
        """Where the ground of its texts begins."""
        return self.mark.y - 16

    @property
    def title_y(self) -> float:
        """What the letters of the title stand on."""
        return self.mark.y - 3

    @property
    def note_y(self) -> float:
        """What the letters of the note stand on."""
        return self.mark.y + 12

    @property
    def label(self) -> str:
        """The title as far as there is room for it; the mark's own title has all of it."""
        return cut(self.item.title, self.mark.letters)


@dataclass(frozen=True)
class Timeline:
    """Everything that a drawing shows, in place."""

    layout: Layout
    window: Window
    years: list[DrawnTick]
    parts: list[DrawnTick]
    lanes: list[DrawnLane]
    items: list[DrawnItem]
    today: date
    today_x: float | None

    @property
    def last_year(self) -> int:
        """The last year that is drawn."""
        return self.window.end.year - 1

    @property
    def bottom(self) -> float:
        """Where the lanes end."""
        return self.layout.height - MARGIN

    @property
    def is_tall(self) -> bool:
        """Whether it is printed smaller than a lying page is wide, to fit on it."""
        return self.layout.height > self.layout.width * ON_LYING

    @property
    def is_taller(self) -> bool:
        """Whether it is printed smaller than a standing page is wide, to fit on it."""
        return self.layout.height > self.layout.width * ON_STANDING

    @property
    def phone_width(self) -> float:
        """What a phone shows of the drawing at a time."""
        return NARROW

    @property
    def today_share(self) -> float:
        """How far to the right today stands, of the whole width."""
        return round((self.today_x or 0) / self.layout.width, 4)

    @property
    def today_left(self) -> float:
        """Where the name of today begins: within the axis."""
        return min(max((self.today_x or 0) - 46, self.window.left), self.window.right - 92)


def drawn(
    plan: Plan, first: date, end: date, today: date, *, is_screen: bool, high: float = inf
) -> list[Timeline]:
    """The plan from a day until before another, in drawings of at most so ``high``.

    On a screen a phone scrolls it sideways: the names of the lanes stand above them, so that they
    hide nothing. On sheets they stand beside them.
    """
    window = window_of(first, end, MARGIN if is_screen else LEFT)
    numbers = {id(lane): number for number, lane in enumerate(plan.lanes)}
    events = [
        Event(number, numbers[id(item.lane)], item.day, item.title, item.note, item.before)
        for number, item in enumerate(plan.items)
    ]
    names = [0 if is_screen else len(name_lines(lane, False)) for lane in plan.lanes]
    spans = {
        number: Span(lane.first, lane.last, lane.days)
        for number, lane in enumerate(plan.lanes)
        if lane.first and lane.last
    }
    sheets = lay_out(names, events, window, high, spans, ABOVE if is_screen else 0)
    return [_timeline(plan, layout, window, today) for layout in sheets]


def _timeline(plan: Plan, layout: Layout, window: Window, today: date) -> Timeline:
    shaded = {strip.lane for number, strip in enumerate(layout.strips) if number % 2}
    ordered = sorted(layout.marks, key=lambda mark: (mark.event.lane, mark.event.day, mark.x))
    return Timeline(
        layout=layout,
        window=window,
        years=[DrawnTick(tick, str(tick.start.year)) for tick in years_of(window)],
        parts=[DrawnTick(tick, _part_name(tick)) for tick in parts_of(window)],
        lanes=[DrawnLane(strip, plan.lanes[strip.lane], strip.lane) for strip in layout.strips],
        items=[
            DrawnItem(plan.items[mark.event.key], mark, mark.event.lane in shaded)
            for mark in ordered
        ],
        today=today,
        today_x=window.x(today) if window.holds(today) else None,
    )


def name_lines(lane: PlannedLane, is_continued: bool) -> Sequence[tuple[str, bool]]:
    """The name of a lane in lines, and whether each is a note."""
    lines = [(text, False) for text in wrapped(lane.name, NAME_LETTERS, NAME_LINES)]
    if is_continued:
        return [*lines[:1], (_("fortsättning"), True)]
    return [*lines, (lane.note, True)] if lane.note else lines


def _part_name(tick: Tick) -> str:
    if tick.unit == "month":
        return str(MONTHS_3[tick.start.month])
    return _("kv %(number)s") % {"number": (tick.start.month + 2) // 3}
