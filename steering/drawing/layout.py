"""Where what is planned stands in a timeline. Knows nothing of Django.

Lanes lie under each other. In a lane each event takes a stretch of a row: its mark, the mark of an
earlier plan with the line between them, and its text beside them. They are taken by day: each
stands in the row of the one before or below it, after what the row holds already, so that no text
lies on another text, mark or line and days are read downwards; a lane of many begins again at the
top, to be no higher than needed. A lane that is itself planned from a day until another has a bar
with those days above its rows. On a screen the names stand above the lanes and not beside them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import inf

from .axis import Window
from .letters import width_within, within

WIDTH, NAMES, MARGIN = 1200, 176, 12
LEFT, RIGHT = NAMES + MARGIN, WIDTH - MARGIN
# The axis with its two lines of names, and the line where today is named.
HEAD = 66
ROW, PAD = 38, 8
NAME_LINE = 18
# The bar of a lane with the days written above it, and what is left free below it.
BAR, BAND = 8, 32
# The line that a name takes above its lane, on a screen.
ABOVE = 24
# Half of a mark, what is left free between it and its text, and between two events of a row.
MARK, BESIDE, APART = 7, 6, 14
NOTE_LETTER = 6.3
# A title has this much room in the first place; more where nothing else stands beside it.
TITLE = 288
# So many events of a lane are read from above in the order of their days.
STAIRS = 8


@dataclass(frozen=True)
class Event:
    """What is to stand in a lane: its day, its texts, and the day that an earlier plan had."""

    key: int
    lane: int
    day: date
    label: str
    note: str = ""
    before: date | None = None


@dataclass(frozen=True)
class Mark:
    """An event in place. ``beyond`` is -1 or 1 where its day is before or after what is drawn.

    ``letters`` tells how many of its label there is room for.
    """

    event: Event
    letters: int
    x: float
    before_x: float | None
    text_x: float
    text_width: float
    beyond: int = 0
    y: float = 0

    @property
    def left(self) -> float:
        """The left edge of all that it takes."""
        return min(self.text_x, *(edge - MARK for edge in self.marks))

    @property
    def right(self) -> float:
        """The right edge of all that it takes."""
        return max(self.text_x + self.text_width, *(edge + MARK for edge in self.marks))

    @property
    def marks(self) -> tuple[float, float]:
        """Where it stands, and where it stood."""
        return self.x, self.x if self.before_x is None else self.before_x

    @property
    def text_box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of its text."""
        top = self.y - ROW / 2 + 2
        return self.text_x, top, self.text_x + self.text_width, top + ROW - 4


@dataclass(frozen=True)
class Span:
    """The first and the last day of a lane, and how they are written."""

    first: date
    last: date
    label: str


@dataclass(frozen=True)
class Bar:
    """A span in place, as far as it is within what is drawn."""

    label: str
    x: float
    width: float
    y: float
    text_x: float

    @property
    def text_y(self) -> float:
        """What the letters of its days stand on."""
        return self.y - 5


@dataclass(frozen=True)
class Strip:
    """A lane, or the part of it that a sheet has room for."""

    lane: int
    y: float
    height: float
    is_continued: bool = False
    bar: Bar | None = None


@dataclass(frozen=True)
class Layout:
    """A whole drawing."""

    height: float
    strips: tuple[Strip, ...]
    marks: tuple[Mark, ...]
    width: float = WIDTH


# A lane's number, the rows of it that a sheet has, and whether it goes on from the sheet before.
Part = tuple[int, list[list[Mark]], bool]


def window_of(first: date, end: date, left: float = LEFT) -> Window:
    """The axis of a drawing, beside the names of the lanes unless it begins at ``MARGIN``."""
    return Window(first, end, left, RIGHT)


def lay_out(
    names: Sequence[int],
    events: Sequence[Event],
    window: Window,
    high: float = inf,
    spans: Mapping[int, Span] | None = None,
    above: float = 0,
) -> list[Layout]:
    """Drawings of all lanes, none higher than ``high`` where a row of a lane can be that low.

    ``names`` tells how many lines the name of each lane takes, ``spans`` which lanes have days of
    their own, ``above`` how high their names stand above them. What neither stands in the window
    nor stood there is left out.
    """
    bars = {
        lane: _bar(span, window)
        for lane, span in (spans or {}).items()
        if span.first < window.end and span.last >= window.first
    }
    rows = [
        [
            _grown(row, window)
            for row in _rows([_placed(event, window) for event in _seen(events, lane, window)])
        ]
        for lane in range(len(names))
    ]
    sheets = _sheets(rows, names, set(bars), high, above)
    return [_stacked(sheet, names, bars, above) for sheet in sheets]


def _sheets(
    rows: Sequence[list[list[Mark]]],
    names: Sequence[int],
    with_bar: Collection[int],
    high: float,
    above: float,
) -> list[list[Part]]:
    """The lanes with their rows, parted in sheets; one without room goes on in the next."""
    sheets: list[list[Part]] = [[]]
    used = float(HEAD)
    for lane, of_lane in enumerate(rows):
        left, is_continued = list(of_lane), False
        while True:
            band = above + (BAND if lane in with_bar and not is_continued else 0)
            room = max(1, int((high - used - band - 2 * PAD) // ROW)) if high < inf else len(left)
            lowest = _height(names[lane], min(len(left), 1), band)
            if sheets[-1] and used + lowest > high:
                sheets.append([])
                used = HEAD
                continue
            part, left = left[:room], left[room:]
            sheets[-1].append((lane, part, is_continued))
            used += _height(names[lane], len(part), band)
            is_continued = True
            if not left:
                break
    return sheets


def _bar(span: Span, window: Window) -> Bar:
    """A bar at the top; its text begins where it does, or ends where the axis does."""
    x = window.x(span.first)
    # The last day belongs to it; the last of all days has none after it.
    right = window.x(min(span.last, date.max - timedelta(days=1)) + timedelta(days=1))
    text_x = max(window.left, min(x, window.right - len(span.label) * NOTE_LETTER))
    return Bar(span.label, x, round(max(2, right - x), 1), 0, round(text_x, 1))


def _seen(events: Sequence[Event], lane: int, window: Window) -> list[Event]:
    return [
        event
        for event in events
        if event.lane == lane
        and (window.holds(event.day) or (event.before and window.holds(event.before)))
    ]


def _placed(event: Event, window: Window) -> Mark:
    """An event with its text to the right of its marks, else to the left, else between them."""
    x = window.x(event.day)
    beyond = 0 if window.holds(event.day) else (1 if event.day >= window.end else -1)
    before_x = None if event.before in (None, event.day) else window.x(event.before)
    low, high = min(x, before_x or x) - MARK, max(x, before_x or x) + MARK
    letters = within(event.label, TITLE)
    width = _text_width(event, letters)
    if high + BESIDE + width <= window.right:
        text_x = high + BESIDE
    elif low - BESIDE - width >= window.left:
        text_x = low - BESIDE - width
    else:
        text_x = max(window.left, (low + high - width) / 2)
    return Mark(event, letters, x, before_x, round(text_x, 1), width, beyond)


def _text_width(event: Event, letters: int) -> float:
    return round(max(width_within(event.label, letters), len(event.note) * NOTE_LETTER), 1)


def _grown(row: list[Mark], window: Window) -> list[Mark]:
    """A row from left to right, each title as long as what stands beside it leaves room for."""
    found: list[Mark] = []
    for number, mark in enumerate(row):
        left = found[-1].right + APART if found else window.left
        right = row[number + 1].left - APART if number + 1 < len(row) else window.right
        found.append(_longer(mark, left, right))
    return found


def _longer(mark: Mark, left: float, right: float) -> Mark:
    """A mark with more of its label, within two edges; one between its marks stays as it is."""
    is_before = mark.text_x < min(mark.marks)
    if mark.text_x < max(mark.marks) and not is_before:
        return mark
    end = mark.text_x + mark.text_width
    room = end - left if is_before else right - mark.text_x
    letters = max(mark.letters, within(mark.event.label, room))
    width = _text_width(mark.event, letters)
    text_x = round(end - width, 1) if is_before else mark.text_x
    return replace(mark, letters=letters, text_x=text_x, text_width=width)


def _rows(marks: list[Mark]) -> list[list[Mark]]:
    rows: list[list[Mark]] = []
    latest = 0
    for mark in sorted(marks, key=lambda one: (one.event.day, one.event.key)):
        # On from the row of the one before; a lane of many events begins again at the top.
        tried = [*range(latest, len(rows)), *(range(latest) if len(marks) > STAIRS else ())]
        free = (number for number in tried if rows[number][-1].right + APART <= mark.left)
        latest = next(free, len(rows))
        if latest == len(rows):
            rows.append([])
        rows[latest].append(mark)
    return rows


def _height(lines: int, rows: int, band: float) -> float:
    return max(lines * NAME_LINE, max(0 if band else 1, rows) * ROW + band) + 2 * PAD


def _stacked(
    sheet: list[Part], names: Sequence[int], bars: Mapping[int, Bar], above: float
) -> Layout:
    strips, marks, y = [], [], float(HEAD)
    for lane, rows, is_continued in sheet:
        bar = None if is_continued or lane not in bars else bars[lane]
        band = above + (BAND if bar else 0)
        height = _height(names[lane], len(rows), band)
        placed = replace(bar, y=y + PAD + band - BAR - 8) if bar else None
        strips.append(Strip(lane, y, height, is_continued, placed))
        for number, row in enumerate(rows):
            middle = y + PAD + band + ROW * number + ROW / 2
            marks += [_at(mark, middle) for mark in row]
        y += height
    return Layout(y + MARGIN, tuple(strips), tuple(marks))


def _at(mark: Mark, y: float) -> Mark:
    return replace(mark, y=y)
