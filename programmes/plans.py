"""Which day something was planned for in an earlier plan, read from the decisions that moved it.

A plan holds from the day of its decision, whenever the decision was written down here. Decisions
are written in the order of their days since ``actions.replan`` asks for it; older rows may have
been written in another, so that what one moves *from* is not always the plan before it. What it
moves *to* is, and the first day of all is what the row had when the first of them was written.

One that was undone was written by mistake: neither it nor what undid it is in any plan. One by a
decision that was itself written down by mistake, and annulled, is in the plans only while it is
what the day rests on. ``annulled`` below are the keys of such (``registered_citations``).
"""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Expression, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from .models import ReplannedDay


def standing(moves: Iterable[ReplannedDay]) -> list[ReplannedDay]:
    """Those that were not undone, without what undid the others."""
    known = list(moves)
    undone = {move.undoes_id for move in known}
    return [move for move in known if move.undoes_id is None and move.pk not in undone]


def last_written(moves: Iterable[ReplannedDay]) -> ReplannedDay | None:
    """The one that gave it the day that holds, which is the one that can be undone."""
    return max(standing(moves), key=lambda move: move.pk, default=None)


def by_decision(
    moves: Iterable[ReplannedDay], annulled: Collection[str] = ()
) -> list[ReplannedDay]:
    """In the order of their decisions; those of one day in the order they were written."""
    known = standing(moves)
    last = last_written(known)
    counted = [move for move in known if move == last or move.cited not in annulled]
    return sorted(counted, key=lambda move: (move.decided_on, move.pk))


def last_that_binds(
    moves: Iterable[ReplannedDay], annulled: Collection[str]
) -> ReplannedDay | None:
    """The last by its decision of those whose decision holds: an older one moves nothing then."""
    holding = [move for move in standing(moves) if move.cited not in annulled]
    return next(reversed(by_decision(holding)), None)


def rests_on(moves: Iterable[ReplannedDay], annulled: Collection[str]) -> bool:
    """Whether the day that holds was given by a decision that is annulled."""
    last = last_written(moves)
    return last is not None and last.cited in annulled


def first_day(planned_on: date, moves: Iterable[ReplannedDay]) -> date:
    """The day that something was first planned for."""
    first = min(standing(moves), key=lambda move: move.pk, default=None)
    return planned_on if first is None else first.planned_before


def day_in_plan(
    planned_on: date,
    moves: Iterable[ReplannedDay],
    then: date,
    annulled: Collection[str] = (),
) -> date:
    """The day it had in the plan of a day; what was decided that day is in it.

    After the last decision that is the day that holds, whatever the decision says.
    """
    known = list(moves)
    ordered = by_decision(known, annulled)
    until = [move for move in ordered if move.decided_on <= then]
    if len(until) == len(ordered):
        return planned_on
    return until[-1].planned_after if until else first_day(planned_on, known)


def unlike_decision(
    planned_on: date, moves: Iterable[ReplannedDay], annulled: Collection[str] = ()
) -> ReplannedDay | None:
    """The last decision where it says another day than the one that holds; None where it agrees."""
    ordered = by_decision(moves, annulled)
    return ordered[-1] if ordered and ordered[-1].planned_after != planned_on else None


def first_day_of(model: type[ReplannedDay]) -> Expression:
    """``first_day`` as a column of what a model moves."""
    first = _standing_rows(model).order_by("pk")
    return Coalesce(Subquery(first.values("planned_before")[:1]), F("planned_on"))


def last_cited_of(model: type[ReplannedDay]) -> Expression:
    """What ``last_written`` cites, as a column of what a model moves; empty where it cites none."""
    last = _standing_rows(model).order_by("-pk")
    return Coalesce(Subquery(last.values("cited")[:1]), Value(""))


def _standing_rows(model: type[ReplannedDay]) -> QuerySet:
    # A name that each model gets of its own is not one that the base's stubs know.
    stand = {model.planned_field: OuterRef("pk"), "undoes": None, "undone_by": None}
    return model.objects.filter(**stand)
