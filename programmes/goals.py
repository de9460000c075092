"""How far a goal has come: its measured values as a line from where it began to its target."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .models import Goal

# The drawing's measures; the line is stretched to the width of the page.
WIDTH, HEIGHT = 640, 140


@dataclass(frozen=True)
class Point:
    """A value on a day, and where it stands in the drawing."""

    day: date
    value: Decimal
    x: float
    y: float
    source: str = ""


@dataclass(frozen=True)
class Course:
    """The measured points of a goal, its target and how much of the way is done."""

    points: list[Point]
    target: Point | None
    # Whole percent of the way from the baseline to the target; None where there is no such way.
    done: int | None

    @property
    def line(self) -> str:
        """The points of the line through what is measured."""
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)


def course_of(goal: Goal) -> Course | None:
    """The course of a goal, oldest first; None before anything is measured. One query.

    The baseline counts as measured on its day. The way done is (last − baseline) ÷ (target −
    baseline), rounded to whole percent downwards so that 100 means that the target is reached.
    """
    values = [(one.measured_on, one.value, one.source) for one in goal.measurements.all()]
    if goal.baseline_value is not None and goal.baseline_on:
        values.append((goal.baseline_on, goal.baseline_value, ""))
    if not values:
        return None
    values.sort()
    target = None
    if goal.target_value is not None and goal.target_on:
        target = (goal.target_on, goal.target_value, "")
    points = _placed([*values, target] if target else values)
    return Course(points[: len(values)], points[-1] if target else None, _done(goal, values[-1][1]))


def _placed(values: list[tuple[date, Decimal, str]]) -> list[Point]:
    days = [day for day, _value, _source in values]
    heights = [value for _day, value, _source in values]
    first, span = min(days), (max(days) - min(days)).days or 1
    low, rise = min(heights), (max(heights) - min(heights)) or 1
    return [
        Point(
            day,
            value,
            round((day - first).days * WIDTH / span, 1),
            round(float(HEIGHT - (value - low) * HEIGHT / rise), 1),
            source,
        )
        for day, value, source in values
    ]


def _done(goal: Goal, last: Decimal) -> int | None:
    if goal.baseline_value is None or goal.target_value in (None, goal.baseline_value):
        return None
    share = (last - goal.baseline_value) / (goal.target_value - goal.baseline_value)
    return int(share * 100 // 1)
