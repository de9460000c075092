"""What the timeline shows for what an address asks: how near, from when, against which plan."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import inf
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from programmes.models import Programme
from programmes.roles import Permission

from .drawing.picture import Timeline, drawn
from .planned import Plan, plan_of

# How many years each step of zoom shows; none of them the whole.
STEPS = {"whole": None, "years": 3, "year": 1}
# The years that are drawn and that plans are compared in; the table has what is beyond them too.
FIRST_YEAR, LAST_YEAR = 1990, 2100
# The plan before the first decision, as an address names it without knowing the day.
FIRST = "first"


@dataclass(frozen=True)
class Asked:
    """What an address asks of the timeline."""

    zoom: str
    start: int
    end: int
    plan: date | None

    @property
    def days(self) -> tuple[date, date]:
        """The first day that is drawn, and the first that is not."""
        return date(self.start, 1, 1), date(self.end, 1, 1)

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        values = {"zoom": self.zoom}
        if STEPS[self.zoom]:
            values["from"] = str(self.start)
        if self.plan:
            values["plan"] = self.plan.isoformat()
        return urlencode(values)


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen, and whether it is."""

    label: str
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class Shown:
    """The plan, its drawing, and the ways on."""

    plan: Plan
    asked: Asked
    first: int
    last: int
    pictures: list[Timeline]

    @property
    def picture(self) -> Timeline:
        """The drawing as a whole."""
        return self.pictures[0]

    @property
    def zooms(self) -> list[Choice]:
        """Each step of zoom, about the same time."""
        labels = {"whole": _("Hela tiden"), "years": _("Tre år"), "year": _("Ett år")}
        return [
            Choice(label, _turned(self.asked, name, self.first, self.last), name == self.asked.zoom)
            for name, label in labels.items()
        ]

    @property
    def nearer(self) -> str:
        """The query of the next step in; empty at the last."""
        return self._step(1)

    @property
    def farther(self) -> str:
        """The query of the next step out; empty at the first."""
        return self._step(-1)

    def _step(self, by: int) -> str:
        names = list(STEPS)
        number = names.index(self.asked.zoom) + by
        if not 0 <= number < len(names):
            return ""
        return _turned(self.asked, names[number], self.first, self.last)

    @property
    def earlier(self) -> str:
        """The query of the time before; empty where nothing is planned then."""
        return self._moved(-1) if self.asked.start > self.first else ""

    @property
    def later(self) -> str:
        """The query of the time after."""
        return self._moved(1) if self.asked.end <= self.last else ""

    def _moved(self, by: int) -> str:
        years = STEPS[self.asked.zoom] or 0
        return replace(self.asked, start=self.asked.start + by * max(1, years - 1)).query

    @property
    def plans(self) -> list[Choice]:
        """The earlier plans, by what decided them: the first, and one from each deciding day on.

        Each held until the day before the next decision; that of the last decision holds still and
        is not compared with.
        """
        by_day: dict[date, list[str]] = {}
        for one in self.plan.decisions:
            by_day.setdefault(one.decided_on, []).append(one.title or one.body)
        found, names = [], [_("Första planen")]
        names += [
            _("Planen %(day)s: %(decision)s") % {"day": day, "decision": ", ".join(titles)}
            for day, titles in by_day.items()
        ]
        for name, until in zip(names, by_day, strict=False):
            last = _day_before(until)
            label = _("%(plan)s (gällde till och med %(day)s)") % {"plan": name, "day": last}
            query = replace(self.asked, plan=last).query
            found.append(Choice(label, query, last == self.asked.plan))
        return found

    @property
    def without_plan(self) -> str:
        """The query of the same without another plan."""
        return replace(self.asked, plan=None).query


def shown_of(
    programme: Programme,
    given: Mapping[str, str],
    allowed: Collection[Permission],
    today: date,
    *,
    is_screen: bool = True,
    high: float = inf,
) -> Shown:
    """The timeline of ``zoom``, ``from`` and ``plan``; what is unknown is as if it was not asked.

    ``plan`` is a day or ``first``. What is not for a screen is parted in sheets of at most so
    ``high``.
    """
    is_first = given.get("plan") == FIRST
    then = date(FIRST_YEAR, 1, 1) if is_first else _day(given.get("plan"))
    plan = plan_of(programme, today, then, allowed)
    if is_first and plan.first_decided_on:
        # Before its first decision nothing has been moved, so it is the same on any day before.
        then = _day_before(plan.first_decided_on)
        plan = replace(plan, then=then)
    days = [day for item in plan.items for day in (item.day, item.before) if day]
    days += [day for lane in plan.spans for day in (lane.first, lane.last) if day]
    days = days or [today]
    first, last = _drawn_year(min(days)), _drawn_year(max(days))
    asked = _asked(given, then, first, last, today)
    pictures = drawn(plan, *asked.days, today, is_screen=is_screen, high=high)
    return Shown(plan, asked, first, last, pictures)


def _asked(
    given: Mapping[str, str], then: date | None, first: int, last: int, today: date
) -> Asked:
    zoom = given.get("zoom", "")
    zoom = zoom if zoom in STEPS else "whole"
    years = STEPS[zoom]
    if years is None:
        return Asked(zoom, first, last + 1, then)
    text = given.get("from", "")
    is_year = len(text) == 4 and text.isascii() and text.isdecimal()
    start = int(text) if is_year else today.year
    start = min(max(first, start), last)
    return Asked(zoom, start, start + years, then)


def _drawn_year(day: date) -> int:
    """The year of a day, or the nearest that is drawn: one slip of the pen takes no room."""
    return min(max(FIRST_YEAR, day.year), LAST_YEAR)


def _turned(asked: Asked, zoom: str, first: int, last: int) -> str:
    """Another step of zoom that shows the beginning of this one; from the whole, today's."""
    query = {"zoom": zoom}
    if STEPS[zoom] and STEPS[asked.zoom]:
        query["from"] = str(asked.start)
    if asked.plan:
        query["plan"] = asked.plan.isoformat()
    return urlencode(query)


def _day_before(day: date) -> date:
    """The day before; of the first that there is, itself."""
    return day if day == date.min else day - timedelta(days=1)


def _day(text: str | None) -> date | None:
    """A day of an address; None for what is none or in no plan's time."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
