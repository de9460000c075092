"""Who has come to buy, or ceased to, after the tenders of a procurement were opened.

The tenders were made for those whom the documents name. Whom the contract is for then changes,
which must go with equal treatment and openness (LOU 4:1) and, of a contract, have a ground among
those for changes without a new procurement (LOU 17:8–16), such as an option described from the
start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.timezone import localtime

from procurements.models import Procurement

from .choices import JOINED
from .members import Member
from .models import JoiningDecision


@dataclass(frozen=True)
class ChangedBuyers:
    """The day of the opening, and the decisions of later days by which somebody buys or ceases."""

    opened_on: date
    decisions: list[JoiningDecision]


def opening_day(procurement: Procurement) -> date | None:
    """When its tenders were opened; None before."""
    return localtime(procurement.opened_at).date() if procurement.opened_at else None


def changed_after_opening(
    procurement: Procurement, members: Sequence[Member]
) -> ChangedBuyers | None:
    """None before the tenders are opened; by day, for decisions have no hour.

    No query: ``members`` have their decisions with them.
    """
    opened_on = opening_day(procurement)
    if opened_on is None:
        return None
    found = [
        now
        for member in members
        for before, now in pairwise([None, *member.decisions])
        if now.decided_on > opened_on and _buys(now) != _buys(before)
    ]
    return ChangedBuyers(opened_on, found)


def _buys(decision: JoiningDecision | None) -> bool:
    return decision is not None and decision.outcome in JOINED
