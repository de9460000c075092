"""Who has come to buy, or ceased to, after a day that others have relied on.

The tenders were made for those whom the documents name. Whom the contract is for then changes,
which must go with equal treatment and openness (LOU 4:1) and, of a contract, have a ground among
those for changes without a new procurement (LOU 17:8–16), such as an option described from the
start. The value of a lot was estimated for those who bought on the day of the estimate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.timezone import localtime

from procurements.models import Lot, Procurement
from programmes.choices import ParticipationOutcome

from .choices import JOINED
from .members import Member
from .models import JoiningDecision


@dataclass(frozen=True)
class ChangedBuyers:
    """The day, and the decisions of later days by which somebody buys or ceases."""

    since: date
    decisions: list[JoiningDecision]


def opening_day(procurement: Procurement) -> date | None:
    """When its tenders were opened; None before."""
    return localtime(procurement.opened_at).date() if procurement.opened_at else None


def changed_after_opening(
    procurement: Procurement, members: Sequence[Member]
) -> ChangedBuyers | None:
    """None before the tenders are opened. No query: ``members`` have their decisions with them."""
    day = opening_day(procurement)
    return ChangedBuyers(day, _changes_after(members, day)) if day else None


def changed_since_estimated(
    procurement: Procurement, members: Sequence[Member]
) -> ChangedBuyers | None:
    """What the oldest estimate of a lot's value does not know of; None where it knows of all.

    Who joins by an option is in the estimate from the start (LOU 5:3). One query.
    """
    day = _estimated_on(procurement)
    if day is None:
        return None
    by_option = ParticipationOutcome.JOINS_WITH_OPTION
    found = [one for one in _changes_after(members, day) if one.outcome != by_option]
    return ChangedBuyers(day, found) if found else None


def _estimated_on(procurement: Procurement) -> date | None:
    """The day from which the oldest of the lots' values stands; None where none is stated.

    Of lots that are there: one that was removed has a history too.
    """
    lots = Lot.objects.filter(procurement=procurement.pk)
    rows = Lot.history.filter(id__in=lots.values("pk"), history_type__in="+~")
    stands: dict[int, tuple] = {}
    for key, value, moment in rows.order_by("history_date", "history_id").values_list(
        "id", "estimated_value", "history_date"
    ):
        if key not in stands or stands[key][0] != value:
            stands[key] = (value, moment)
    days = [localtime(moment).date() for value, moment in stands.values() if value is not None]
    return min(days, default=None)


def _changes_after(members: Sequence[Member], day: date) -> list[JoiningDecision]:
    """By day, for decisions have no hour."""
    return [
        now
        for member in members
        for before, now in pairwise([None, *member.decisions])
        if now.decided_on > day and _buys(now) != _buys(before)
    ]


def _buys(decision: JoiningDecision | None) -> bool:
    return decision is not None and decision.outcome in JOINED
