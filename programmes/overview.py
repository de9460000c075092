"""What the overview page gathers: milestones ahead and the panels of the other apps."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from common.ordering import by_choice, swedish

from .access import permissions_in
from .choices import GoalKind, ParticipationRole
from .models import Goal, Milestone, Participation, Programme, Replanning
from .panels import PANELS
from .plans import first_day_of, last_cited_of
from .registered_citations import annulled_among


@dataclass(frozen=True)
class Upcoming:
    """A milestone that is not done, and its distance: days left, negative when late."""

    milestone: Milestone
    days_left: int

    @property
    def days_late(self) -> int:
        """How many days late it is; 0 when it is not."""
        return max(0, -self.days_left)


def upcoming_milestones(programme: Programme, today: date, count: int = 3) -> list[Upcoming]:
    """The milestones that come next, late ones first; one query."""
    ahead = programme.milestones.filter(done_on=None)[:count]
    return [Upcoming(milestone, (milestone.planned_on - today).days) for milestone in ahead]


@dataclass(frozen=True)
class Planned:
    """A milestone against its first plan, on a day."""

    milestone: Milestone
    first_on: date
    today: date
    # Whether the day was given by a decision that is annulled since.
    rests_on_annulled: bool = False

    @property
    def days_moved(self) -> int:
        """How many days later than first planned it is, or was, to be; negative when earlier."""
        return (self.milestone.planned_on - self.first_on).days

    @property
    def days_earlier(self) -> int:
        """How many days earlier than first planned; 0 when it is not."""
        return max(0, -self.days_moved)

    @property
    def days_left(self) -> int:
        """How many days it is until the planned day; negative when that has passed."""
        return (self.milestone.planned_on - self.today).days

    @property
    def days_late(self) -> int:
        """How many days late it is; 0 when it is done or still ahead."""
        return 0 if self.milestone.done_on else max(0, -self.days_left)


def milestones_against_plan(programme: Programme, today: date) -> list[Planned]:
    """Every milestone with the day that it was first planned for, by planned day; one query, and
    one for each app whose decisions the days rest on."""
    known = {"first_on": first_day_of(Replanning), "rests_on": last_cited_of(Replanning)}
    rows = list(programme.milestones.annotate(**known))
    annulled = annulled_among(programme, [row.rests_on for row in rows])
    return [Planned(row, row.first_on, today, row.rests_on in annulled) for row in rows]


def rendered_panels(request, programme: Programme) -> dict[str, list[str]]:
    """HTML of every panel that the person may see, by column ("main", "aside")."""
    allowed = permissions_in(request.user, programme)
    columns: dict[str, list[str]] = {"main": [], "aside": []}
    for panel in PANELS:
        if panel.needs not in allowed:
            continue
        context = panel.build(programme, request.user)
        if context is not None:
            columns[panel.column].append(render_to_string(panel.template, context, request))
    return columns


def goals_by_kind(programme: Programme) -> list[tuple[str, list[Goal]]]:
    """The programme's goals under the name of their kind, in their order; one query."""
    groups: dict[str, list[Goal]] = {}
    for goal in programme.goals.all():
        groups.setdefault(goal.kind, []).append(goal)
    return [(kind.label, groups[kind]) for kind in GoalKind if kind in groups]


def milestones_by_lane(programme: Programme) -> list[tuple[str, list[Milestone]]]:
    """The milestones under the name of their lane; two queries, and one for each app whose
    decisions the days rest on.

    Each has ``earlier_dates``, and says whether it ``rests_on_annulled``: whether its day was given
    by a decision that is annulled since.
    """
    earlier = _planned_before(programme)
    lanes: dict[str, list[Milestone]] = {}
    rows = programme.milestones.annotate(rests_on=last_cited_of(Replanning))
    found = list(rows.order_by("lane", "planned_on", "pk"))
    annulled = annulled_among(programme, [row.rests_on for row in found])
    for milestone in found:
        milestone.rests_on_annulled = milestone.rests_on in annulled
        dates = earlier.get(milestone.pk, [])
        milestone.earlier_dates = [day for day in dates if day != milestone.planned_on]
        lanes.setdefault(milestone.get_lane_display(), []).append(milestone)
    return list(lanes.items())


def _planned_before(programme: Programme) -> dict[int, list[date]]:
    """Every date a milestone has been planned for, oldest first: a re-planned date is kept."""
    dates: dict[int, list[date]] = {}
    rows = Milestone.history.filter(programme=programme).order_by("history_id")
    for key, day in rows.values_list("id", "planned_on"):
        if day not in dates.setdefault(key, []):
            dates[key].append(day)
    return dates


def participations(programme: Programme) -> list[Participation]:
    """The organisations that take part, with every decision, newest last; two queries."""
    found = programme.participations.select_related("organisation").prefetch_related("decisions")
    role, name = by_choice("role", ParticipationRole), swedish("organisation__name")
    return list(found.order_by(role, name, "pk"))
