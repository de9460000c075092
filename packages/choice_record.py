"""The record of a programme's choices: what was chosen, by what, why, and what became of it.

Read from the history of the alternatives, so that nothing is kept twice and a choice that was
replaced or undone is readable as it was made.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from common.own_reasons import told_reason
from programmes.models import Decision, Programme

from .choices import AlternativeState
from .models import PackagingAlternative

CHOSEN, REJECTED = AlternativeState.CHOSEN, AlternativeState.REJECTED


@dataclass
class Ending:
    """That a choice no longer holds: another took its place, or it was undone, and why."""

    at: datetime
    by: str
    reason: str
    decision_key: int | None = None
    # The alternative that took its place; empty where the choice was undone.
    successor: str = ""
    decision: Decision | None = None


@dataclass
class Choice:
    """A choice as it was made. ``decision`` is None where it has been removed since."""

    key: int
    title: str
    decision_key: int
    reason: str
    at: datetime
    by: str
    # Those that were rejected with it, each with its reason.
    rejected: list[tuple[str, str]] = field(default_factory=list)
    ending: Ending | None = None
    decision: Decision | None = None
    # Whether the alternative still has its page.
    is_there: bool = True


def choices_of(programme: Programme) -> list[Choice]:
    """Every choice, newest first; three queries, and none more where nothing was ever chosen."""
    records = (
        PackagingAlternative.history.filter(programme=programme)
        .select_related("history_user")
        .defer("idea", "pros", "cons")
        .order_by("history_id")
    )
    found = _read(records)
    if not found:
        return []
    keys = {one.decision_key for one in found} | {
        one.ending.decision_key for one in found if one.ending
    }
    decisions = Decision.objects.select_related("body").in_bulk(filter(None, keys))
    rows = PackagingAlternative.objects.in_programme(programme)
    there = set(rows.values_list("pk", flat=True))
    for one in found:
        one.decision, one.is_there = decisions.get(one.decision_key), one.key in there
        if one.ending and one.ending.decision_key:
            one.ending.decision = decisions.get(one.ending.decision_key)
    return found[::-1]


def _read(records: Iterable) -> list[Choice]:
    """The choices in the order that they were made.

    A choice is written as: what it replaces is rejected, it is chosen, others are rejected
    (actions_choice.py); choices of a programme take turns, so nothing stands in between.
    """
    found: list[Choice] = []
    states: dict[int, str] = {}
    for record in records:
        before, now = states.get(record.id), record.state
        states[record.id] = now
        if before == now:
            continue
        by = str(record.history_user or "")
        if now == CHOSEN:
            if found and (last := found[-1].ending) and last.decision_key:
                last.successor = last.successor or record.title
            choice = Choice(
                key=record.id, title=record.title, decision_key=record.decision_id,
                reason=record.reason, at=record.history_date, by=by,
            )  # fmt: skip
            found.append(choice)
        elif before == CHOSEN:
            is_replaced = now == REJECTED
            found[-1].ending = Ending(
                at=record.history_date,
                by=by,
                reason=record.reason if is_replaced else told_reason(record.history_change_reason),
                decision_key=record.decision_id if is_replaced else None,
            )
        elif now == REJECTED and found:
            found[-1].rejected.append((record.title, record.reason))
    return found


def choices_by(decision: Decision) -> list[str]:
    """What was ever chosen by a decision, in words; one query."""
    rows = PackagingAlternative.history.filter(decision_id=decision.pk, state=CHOSEN)
    titles = dict.fromkeys(rows.order_by("history_id").values_list("title", flat=True))
    return [_("valet av ”%(title)s” i paketeringen") % {"title": title} for title in titles]
