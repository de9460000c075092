"""What is planned in a programme, lane by lane, and how that compares with an earlier plan.

An earlier plan is what the re-plannings tell (``programmes.plans``). *The first plan* is the one
before the first of all such decisions.

**Moved** is a milestone, or a roll-out wave, that now is planned for another day than in the plan
that it is compared with, whoever decides it and whether it is done or not (``moved``).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.choices import MilestoneLane
from programmes.models import Milestone, Programme, Stream
from programmes.plans import by_decision, day_in_plan, first_day, rests_on
from programmes.register import REGISTERS
from programmes.registers import stream_tag
from programmes.roles import Permission

from .choices import WaveStatus
from .citations import Citations, PlanDecision, citations_of
from .models import RolloutWave
from .registered_parts import LANES, LaneEvent


class Compared(Protocol):
    """What is held against a plan."""

    @property
    def days_moved(self) -> int | None:
        """The planned day less that of the plan; None where nothing is compared."""
        ...


Row = TypeVar("Row", bound=Compared)


def moved(rows: Iterable[Row]) -> list[Row]:
    """Those on another day than in the plan that they are compared with: the one count of them."""
    return [row for row in rows if row.days_moved]


@dataclass(frozen=True)
class PlannedLane:
    """A lane with its name, a word on where it stands, and its own days where it has some."""

    name: str
    note: str = ""
    first: date | None = None
    last: date | None = None
    url: str = ""

    @property
    def days(self) -> str:
        """From when until when it is planned; empty where that is not said."""
        return f"{self.first} – {self.last}" if self.first and self.last else ""


@dataclass(frozen=True)
class PlannedItem:
    """Something with a day: what it is, when it is planned and was, and when it was done."""

    lane: PlannedLane
    title: str
    url: str
    planned_on: date
    today: date
    done_on: date | None = None
    is_preliminary: bool = False
    # What else is to be said of where it stands.
    word: str = ""
    # The day of the plan that is compared with; None where none is.
    then: date | None = None
    # The decisions that moved it since, with who took them.
    moved_by: tuple[str, ...] = ()
    # Whether it has been moved since its own first plan, whatever is compared with.
    is_replanned: bool = False
    # Whether it is held against a plan: the day of a deadline is what was set, and always kept.
    is_planned: bool = True
    # Whether the planned day was given by a decision that is annulled since.
    rests_on_annulled: bool = False

    @property
    def day(self) -> date:
        """Where it stands: when it was done, or is planned."""
        return self.done_on or self.planned_on

    @property
    def before(self) -> date | None:
        """Where it stood: in the earlier plan, else, of what is done, in the plan that holds."""
        earlier = self.then or (self.planned_on if self.done_on else None)
        return None if earlier == self.day else earlier

    @property
    def days_moved(self) -> int | None:
        """The plan that holds less the earlier plan; None where nothing is compared."""
        return None if self.then is None else (self.planned_on - self.then).days

    @property
    def days_off(self) -> int | None:
        """When it was done less the plan that holds; None before, and where there is no plan."""
        if self.done_on is None or not self.is_planned:
            return None
        return (self.done_on - self.planned_on).days

    @property
    def moved_signed(self) -> str:
        """Days moved with their sign; a dash where nothing is compared."""
        return _signed(self.days_moved)

    @property
    def off_signed(self) -> str:
        """Days off with their sign; a dash before it is done."""
        return _signed(self.days_off)

    @property
    def days_late(self) -> int:
        """How many days it is late: its day has passed and it is not done."""
        return 0 if self.done_on else max(0, (self.today - self.planned_on).days)

    @property
    def state(self) -> str:
        """``done``, ``late``, ``preliminary`` or ``planned``: how its mark is drawn."""
        if self.done_on:
            return "done"
        if self.days_late:
            return "late"
        return "preliminary" if self.is_preliminary else "planned"

    @property
    def state_label(self) -> str:
        """Where it stands, in words."""
        told = self._state_told()
        return f"{told}, {_('beslutet om dagen är makulerat')}" if self.rests_on_annulled else told

    def _state_told(self) -> str:
        if self.done_on:
            return _("klar") + _off(self.days_off)
        parts = [self.word] if self.word else []
        if self.days_late:
            late = self.days_late
            parts.append(ngettext("%(n)s dag sen", "%(n)s dagar sen", late) % {"n": late})
        elif self.is_preliminary:
            parts.append(_("preliminär"))
        return ", ".join(parts) or _("planerad")

    @property
    def note(self) -> str:
        """What stands under its title."""
        parts = [self.day.isoformat(), self.state_label]
        if self.days_moved:
            parts.append(_("flyttad %(days)s") % {"days": days_told(self.days_moved)})
        return " · ".join(parts)


def days_told(days: int) -> str:
    """A difference in days, in words."""
    if not days:
        return _("samma dag")
    if days > 0:
        return ngettext("%(n)s dag senare", "%(n)s dagar senare", days) % {"n": days}
    return ngettext("%(n)s dag tidigare", "%(n)s dagar tidigare", -days) % {"n": -days}


def _signed(days: int | None) -> str:
    if days is None:
        return "–"
    return f"+{days}" if days > 0 else f"−{-days}" if days else "0"


def _off(days: int | None) -> str:
    return f", {days_told(days)}" if days else ""


@dataclass(frozen=True)
class Plan:
    """All lanes, what stands in them, and the decisions that moved it."""

    lanes: list[PlannedLane]
    items: list[PlannedItem]
    decisions: list[PlanDecision]
    then: date | None = None

    @property
    def first_decided_on(self) -> date | None:
        """When something was moved the first time; None where nothing has been."""
        return self.decisions[0].decided_on if self.decisions else None

    @property
    def is_first(self) -> bool:
        """Whether it is compared with the first plan, in which nothing has been moved yet."""
        first = self.first_decided_on
        return self.then is not None and first is not None and self.then < first

    @property
    def is_empty(self) -> bool:
        """Whether nothing has a day."""
        return not self.items and not self.spans

    @property
    def spans(self) -> list[PlannedLane]:
        """The lanes that have days of their own."""
        return [lane for lane in self.lanes if lane.days]

    @property
    def in_order(self) -> list[PlannedItem]:
        """Everything by its day."""
        return sorted(self.items, key=lambda item: (item.day, item.title))

    @property
    def moved(self) -> list[PlannedItem]:
        """What stands on another day than in the earlier plan; the most moved first."""
        return sorted(moved(self.items), key=lambda item: -abs(item.days_moved))

    @property
    def done(self) -> list[PlannedItem]:
        """What is done and was planned for a day."""
        return [item for item in self.items if item.days_off is not None]

    @property
    def findings(self) -> list[str]:
        """What the comparison and the outcome show, in sentences."""
        found = []
        if self.then is not None:
            found.append(self._moved_told())
        if self.done:
            found.append(self._done_told())
        if self.late:
            count = len(self.late)
            text = ngettext(
                "%(n)s är sen mot gällande plan.", "%(n)s är sena mot gällande plan.", count
            )
            found.append(text % {"n": count})
        return found

    def _moved_told(self) -> str:
        day = self.then.isoformat()
        if not self.moved:
            return _("Inget har en annan planerad dag än i planen %(day)s.") % {"day": day}
        most, later = self.moved[0], sum((item.days_moved or 0) > 0 for item in self.moved)
        return _(
            "%(n)s av %(all)s milstolpar och etapper är flyttade sedan %(plan)s, alltså planerade "
            "till en annan dag än då: %(later)s senare och %(earlier)s tidigare. Längst: %(most)s, "
            "%(days)s."
        ) % {
            "n": len(self.moved),
            "all": sum(item.then is not None for item in self.items),
            "plan": _("första planen") if self.is_first else _("planen %(day)s") % {"day": day},
            "later": later,
            "earlier": len(self.moved) - later,
            "most": most.title,
            "days": days_told(most.days_moved),
        }

    def _done_told(self) -> str:
        off = [item.days_off or 0 for item in self.done]
        late = [days for days in off if days > 0]
        early = sum(days < 0 for days in off)
        text = ngettext(
            "%(done)s milstolpe eller etapp är klar, jämfört med gällande plan: %(on)s på den "
            "planerade dagen%(replanned)s, %(late)s senare och %(early)s tidigare.",
            "%(done)s milstolpar och etapper är klara, jämfört med gällande plan: %(on)s på den "
            "planerade dagen%(replanned)s, %(late)s senare och %(early)s tidigare.",
            len(self.done),
        ) % {
            "done": len(self.done),
            "replanned": self._replanned_told(),
            "on": len(self.done) - len(late) - early,
            "late": len(late),
            "early": early,
        }
        return f"{text} {_('Som mest %s.') % days_told(max(late))}" if late else text

    def _replanned_told(self) -> str:
        count = sum(item.is_replanned for item in self.done if not item.days_off)
        return _(" (%(n)s av dem efter att ha flyttats)") % {"n": count} if count else ""

    @property
    def late(self) -> list[PlannedItem]:
        """What is late against the plan that holds."""
        return [item for item in self.items if item.days_late]


def plan_of(
    programme: Programme,
    today: date,
    then: date | None,
    allowed: Collection[Permission],
) -> Plan:
    """What is planned, compared with the plan of a day; seven queries, those of other apps, and
    one for each app whose decisions are cited."""
    milestones = list(
        Milestone.objects.in_programme(programme).prefetch_related("replannings__decision")
    )
    waves = list(
        RolloutWave.objects.in_programme(programme).prefetch_related("replannings__decision")
    )
    political, own = PlannedLane(_("Politiska beslut")), PlannedLane(_("Programmets milstolpar"))
    streams = {stream.pk: _lane_of(programme, stream) for stream in programme.streams.all()}
    rolled = PlannedLane(_("Införandeetapper"))
    lanes, items = [political, own, *streams.values(), rolled], []
    cited = citations_of(programme, (*milestones, *waves), allowed)
    for one in milestones:
        lane = political if one.lane == MilestoneLane.POLITICAL else streams.get(one.stream_id, own)
        items.append(_item(one, lane, "milestones", programme, today, then, cited))
    items += [_item(wave, rolled, "waves", programme, today, then, cited) for wave in waves]
    for source in LANES.values():
        if source.needs in allowed and (events := source.events(programme, today)):
            lanes.append(PlannedLane(source.label))
            items += [_of_another(event, lanes[-1], today) for event in events]
    return Plan(lanes, items, cited.decisions((*milestones, *waves)), then)


def _lane_of(programme: Programme, stream: Stream) -> PlannedLane:
    """The lane of a stream, with where it stands and its days."""
    url = REGISTERS["streams"].url("detail", programme, stream.pk)
    note = str(stream_tag(stream))
    return PlannedLane(str(stream), note, stream.planned_from, stream.planned_until, url)


def _of_another(event: LaneEvent, lane: PlannedLane, today: date) -> PlannedItem:
    """What another app tells of: the day that was set, held against no plan."""
    return PlannedItem(
        lane,
        event.title,
        event.url,
        event.day,
        today,
        done_on=event.day if event.is_done else None,
        word=event.note,
        is_planned=False,
    )


def _item(row, lane, register: str, programme, today, then, cited: Citations) -> PlannedItem:
    word = ""
    if isinstance(row, RolloutWave) and row.status not in (WaveStatus.PLANNED, WaveStatus.DONE):
        word = row.get_status_display()
    moves, annulled = row.replannings.all(), cited.annulled
    return PlannedItem(
        lane,
        str(row),
        REGISTERS[register].url("detail", programme, row.pk),
        row.planned_on,
        today,
        done_on=row.done_on,
        is_preliminary=row.is_preliminary,
        word=word,
        then=None if then is None else day_in_plan(row.planned_on, moves, then, annulled),
        moved_by=tuple(
            cited.told(move)
            for move in by_decision(moves, annulled)
            if then and move.decided_on > then
        ),
        is_replanned=first_day(row.planned_on, moves) != row.planned_on,
        rests_on_annulled=rests_on(moves, annulled),
    )
