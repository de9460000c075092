"""What a steering group needs to know of a programme, in a fixed number of queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from common.ordering import natural
from programmes.choices import MilestoneLane
from programmes.goals import Course, course_of
from programmes.models import (
    Goal,
    Participation,
    ParticipationDecision,
    Programme,
    Stream,
)
from programmes.overview import Planned, milestones_against_plan, participations
from programmes.plans import first_day_of
from programmes.register import Tag
from programmes.registers import stream_tag
from programmes.roles import Permission

from .assessments import Assessments, assessments_in
from .choices import RiskState
from .latest import LatestDecision, latest_decisions
from .models import BudgetFrame, Risk, RolloutWave, Undertaking, WaveReplanning
from .planned import moved
from .registers.chain import outcome_tag
from .registers.risks import risk_tag, trend_tag

# How many of each a page that is read in one minute has room for.
MILESTONES, RISKS, DECISIONS, LATEST, GOALS, TAKING_PART = 6, 5, 4, 6, 5, 8


@dataclass(frozen=True)
class GoalNow:
    """A goal and how far it has come."""

    goal: Goal
    course: Course | None
    today: date

    @property
    def behind(self) -> int | None:
        """How far behind its time it is, in percent units: the part of the time from the baseline
        to the target that has gone, less the part of the way that is done. Negative when it is
        ahead; None where either is not known."""
        first, last = self.goal.baseline_on, self.goal.target_on
        if self.course is None or self.course.done is None or not (first and last and first < last):
            return None
        gone = min(max((self.today - first).days, 0), (last - first).days)
        return 100 * gone // (last - first).days - self.course.done

    @property
    def share(self) -> int | None:
        """The way done in percent, as a bar shows it: from 0 to 100."""
        if self.course is None or self.course.done is None:
            return None
        return min(100, max(0, self.course.done))

    @property
    def last(self) -> Decimal | None:
        """The newest value; None before anything is measured."""
        return self.course.points[-1].value if self.course else None


@dataclass(frozen=True)
class Money:
    """What may be spent, is budgeted and has been spent; None where nothing is noted."""

    name: str
    amount: Decimal
    budgeted: Decimal | None
    spent: Decimal | None
    key: int | None = None

    @property
    def unallocated(self) -> Decimal:
        """What of the frame is not budgeted; negative when the budget is above it."""
        return self.amount - (self.budgeted or 0)

    @property
    def over_budget(self) -> Decimal:
        """How much the budget is above the frame."""
        return max(Decimal(0), -self.unallocated)

    @property
    def left(self) -> Decimal | None:
        """What of the frame is not spent, budgeted or not; None before an outcome is noted."""
        return None if self.spent is None else self.amount - self.spent


@dataclass(frozen=True)
class PlannedWave:
    """The day of a roll-out wave, and the day that it was first planned for."""

    planned_on: date
    first_on: date

    @property
    def days_moved(self) -> int:
        """How many days later than first planned it is to be; negative when earlier."""
        return (self.planned_on - self.first_on).days


@dataclass(frozen=True)
class Standing:
    """Where a programme stands on a day."""

    goals: list[GoalNow]
    streams: list[tuple[Stream, Tag]]
    milestones: list[Planned]
    waves: list[PlannedWave]
    participations: list[tuple[Participation, ParticipationDecision | None]]
    frames: list[Money]
    risks: list[Risk]
    decisions: list[LatestDecision]
    chain: list[tuple[Undertaking, Tag]]
    assessments: Assessments

    @property
    def done_count(self) -> int:
        """How many of the programme's own milestones are done."""
        return sum(one.milestone.done_on is not None for one in self._of(MilestoneLane.PROGRAMME))

    @property
    def count(self) -> int:
        """How many milestones of its own the programme has."""
        return len(self._of(MilestoneLane.PROGRAMME))

    @property
    def ahead(self) -> list[Planned]:
        """The programme's own milestones that are not done and no decisions, late ones first."""
        own = self._of(MilestoneLane.PROGRAMME)
        return [one for one in own if not one.milestone.done_on and not one.milestone.is_decision]

    @property
    def to_decide(self) -> list[Planned]:
        """Decisions that are not taken, of politics and of the programme's own bodies, late ones
        first."""
        return [
            one
            for one in self.milestones
            if one.milestone.is_decision and not one.milestone.done_on
        ]

    def _of(self, lane: MilestoneLane) -> list[Planned]:
        return [one for one in self.milestones if one.milestone.lane == lane]

    @property
    def count_told(self) -> str:
        """What the milestones of the register are: the programme's own, and politics'."""
        own, political = self.count, len(self._of(MilestoneLane.POLITICAL))
        if not political:
            return _("Alla %(count)s milstolpar") % {"count": own}
        return _("Alla %(count)s milstolpar: %(own)s egna och %(political)s politiska beslut") % {
            "count": own + political,
            "own": own,
            "political": political,
        }

    @property
    def moved_told(self) -> str:
        """How many milestones and roll-out waves are moved since the first plan, and of what."""
        planned: list[Planned | PlannedWave] = [*self.milestones, *self.waves]
        return _("%(moved)s av %(all)s milstolpar och etapper är flyttade sedan första planen") % {
            "moved": len(moved(planned)),
            "all": len(planned),
        }

    @property
    def first_goals(self) -> list[GoalNow]:
        """Those that the page has room for, the one most behind its time first."""
        known = [one for one in self.goals if one.behind is not None]
        known.sort(key=lambda one: -(one.behind or 0))
        return [*known, *(one for one in self.goals if one.behind is None)][:GOALS]

    @property
    def first_taking_part(self) -> list[tuple[Participation, ParticipationDecision | None]]:
        """Those that the page has room for."""
        return self.participations[:TAKING_PART]

    @property
    def first_ahead(self) -> list[Planned]:
        """Those that the page has room for."""
        return self.ahead[:MILESTONES]

    @property
    def first_to_decide(self) -> list[Planned]:
        """Those that the page has room for."""
        return self.to_decide[:DECISIONS]

    @property
    def heaviest(self) -> list[tuple[Risk, Tag, Tag]]:
        """The open risks that weigh most, with the tags of their weight and trend."""
        return [(risk, risk_tag(risk), trend_tag(risk)) for risk in self.risks[:RISKS]]

    @property
    def high(self) -> list[Risk]:
        """Open risks that are probable and grave at once."""
        return [risk for risk in self.risks if risk.is_high]

    @property
    def lacking(self) -> list[Risk]:
        """High risks that no requirement is to lessen, and that nobody has said may be without."""
        return [risk for risk in self.risks if risk.is_lacking and not risk.may_lack]

    @property
    def justified(self) -> list[Risk]:
        """High risks that may be without a requirement, for a reason that somebody has written."""
        return [risk for risk in self.risks if risk.is_lacking and risk.may_lack]

    @property
    def total(self) -> Money | None:
        """All frames together; None where there is none."""
        if not self.frames:
            return None
        return Money(
            _("Summa"),
            sum((one.amount for one in self.frames), Decimal(0)),
            _sum([one.budgeted for one in self.frames]),
            _sum([one.spent for one in self.frames]),
        )


def standing_of(
    programme: Programme, today: date, allowed: Collection[Permission] = ()
) -> Standing:
    """Everything of the page that who has some permissions may read, in thirteen queries however
    much there is; and one for each app whose decisions the days of milestones rest on, and for each
    that keeps decisions of its own."""
    goals = programme.goals.prefetch_related("measurements")
    risks = Risk.objects.in_programme(programme).filter(state=RiskState.OPEN)
    weighed = risks.weighed().order_by("-weight", natural("code"))
    return Standing(
        goals=[GoalNow(goal, course_of(goal), today) for goal in goals],
        streams=[(stream, stream_tag(stream)) for stream in programme.streams.all()],
        milestones=milestones_against_plan(programme, today),
        waves=_waves_against_plan(programme),
        participations=[(part, _newest(part)) for part in participations(programme)],
        frames=[
            Money(frame.name, frame.amount, frame.planned, frame.spent, frame.pk)
            for frame in BudgetFrame.objects.in_programme(programme).with_sums()
        ],
        risks=list(weighed),
        decisions=latest_decisions(programme, allowed, LATEST),
        chain=[(one, outcome_tag(one)) for one in Undertaking.objects.in_programme(programme)],
        assessments=assessments_in(programme),
    )


def _waves_against_plan(programme: Programme) -> list[PlannedWave]:
    """Every roll-out wave with the day that it was first planned for; one query."""
    rows = RolloutWave.objects.in_programme(programme).annotate(
        first_on=first_day_of(WaveReplanning)
    )
    return [PlannedWave(row.planned_on, row.first_on) for row in rows]


def _newest(part: Participation) -> ParticipationDecision | None:
    """The decision that counts; None before any."""
    decisions = list(part.decisions.all())
    return decisions[-1] if decisions else None


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
