"""What a drawing is made of: parts and links that go in, boxes and lines that come out."""

from collections.abc import Sequence
from dataclasses import dataclass

# All measures are in CSS pixels.
BOX_WIDTH, BOX_HEIGHT = 184, 60
# A level track holds a label of 11 px; an upright one only a line.
TRACK, UPRIGHT = 16, 8
CORNER = 4


@dataclass(frozen=True)
class Style:
    """How large the parts of a drawing are, and how many stand beside each other.

    Names of layers stand in a column of their own that is ``names`` wide; where ``is_upright`` they
    are read from below. ``ease`` is what is left free on each side of the lines between
    boxes, ``upright`` how far apart upright
    ones are, and ``port`` how far apart lines leave a box at least.
    """

    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT
    columns: int = 6
    beside: int = 2
    names: int = 168
    ease: int = 14
    upright: int = UPRIGHT
    port: int = 16
    margin: int = 24
    is_upright: bool = False
    # A name takes so many lines of so many letters, and a note so many letters.
    letters: int = 24
    lines: int = 2
    note_letters: int = 30
    name_size: float = 13.5
    note_size: float = 11.5
    label_size: float = 11
    inset: int = 16


WIDE = Style()
# Two of these stand side by side at a desk.
NARROW = Style(
    box_width=144,
    box_height=76,
    columns=2,
    beside=1,
    names=42,
    ease=9,
    upright=6,
    port=12,
    margin=8,
    is_upright=True,
    letters=17,
    lines=3,
    note_letters=19,
    name_size=14,
    note_size=12.5,
    label_size=15,
    inset=12,
)


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
class View:
    """The part of a drawing that is shown, and how much it is enlarged."""

    x: float
    y: float
    width: float
    height: float
    scale: float = 1

    @property
    def shown_width(self) -> float:
        """Its width where it is shown."""
        return round(self.width * self.scale, 1)

    @property
    def shown_height(self) -> float:
        """Its height where it is shown."""
        return round(self.height * self.scale, 1)

    def touches(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether any of a rectangle is seen."""
        return (
            left <= self.x + self.width
            and right >= self.x
            and top <= self.y + self.height
            and bottom >= self.y
        )


@dataclass(frozen=True)
class Layout:
    """A whole drawing."""

    width: float
    height: float
    bands: tuple[Band, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


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
