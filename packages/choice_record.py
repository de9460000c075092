"""The record of a programme's choices: what was chosen, by what, why, and what became of it.

Read from the history of the alternatives, so that nothing is kept twice and a choice that was
replaced or undone is readable as it was made.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from common.history import DELETED
from common.own_reasons import told_reason
from programmes.models import Decision, Programme

from .choices import AlternativeState
from .models import PackagingAlternative

CHOSEN, REJECTED = AlternativeState.CHOSEN, AlternativeState.REJECTED
# The state of an alternative that has been removed.
GONE = "gone"


def named(decision: Decision | None) -> str:
    """A decision to stand anywhere in a sentence; None is one that has been removed."""
    if decision is None:
        return _("ett beslut som har tagits bort")
    return f"{decision.title}, {decision.body} {decision.decided_on.isoformat()}"


@dataclass
class Ending:
    """That a choice no longer holds, and why: another took its place, it was undone, or its
    alternative was removed."""

    at: datetime
    by: str
    reason: str
    decision_key: int | None = None
    # The alternative that took its place; empty where the choice was undone.
    successor: str = ""
    decision: Decision | None = None
    is_removed: bool = False

    @property
    def is_replaced(self) -> bool:
        """Whether a decision put another in its place."""
        return self.decision_key is not None

    @property
    def word(self) -> str:
        """What became of the choice, in a word."""
        if self.is_replaced:
            return _("ersatt")
        return _("borttaget") if self.is_removed else _("ångrat")

    @property
    def told(self) -> str:
        """The same as a sentence."""
        if self.is_replaced:
            told = _("Ersatt av %(successor)s genom %(decision)s.")
            return told % {"successor": self.successor, "decision": named(self.decision)}
        if self.is_removed:
            return _("Alternativet togs bort medan det var valt.")
        return _("Valet ångrades.")


@dataclass
class Choice:
    """A choice as it was made. ``decision`` is None where it has been removed since."""

    key: int
    title: str
    decision_key: int
    reason: str
    at: datetime
    by: str
    # Those that were rejected with it, each with its reason; and the reasons by alternative.
    rejected: list[tuple[str, str]] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    ending: Ending | None = None
    decision: Decision | None = None
    # Whether the alternative still has its page.
    is_there: bool = True

    @property
    def decided_by(self) -> str:
        """The decision that chose, with body and day."""
        return named(self.decision)

    @property
    def word(self) -> str:
        """Whether it applies, or what became of it, in a word."""
        return self.ending.word if self.ending else _("gäller")


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
        if one.ending and one.ending.is_replaced:
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
        if record.history_type == DELETED:
            now = GONE
        states[record.id] = now
        if before == now:
            continue
        by = str(record.history_user or "")
        if before == CHOSEN:
            is_replaced = now == REJECTED
            found[-1].ending = Ending(
                at=record.history_date,
                by=by,
                reason=record.reason if is_replaced else told_reason(record.history_change_reason),
                decision_key=record.decision_id if is_replaced else None,
                is_removed=now == GONE,
            )
        elif now == CHOSEN:
            if found and (last := found[-1].ending) and last.is_replaced:
                last.successor = last.successor or record.title
            choice = Choice(
                key=record.id, title=record.title, decision_key=record.decision_id,
                reason=record.reason, at=record.history_date, by=by,
            )  # fmt: skip
            found.append(choice)
        elif now == REJECTED and found:
            found[-1].rejected.append((record.title, record.reason))
            found[-1].reasons[record.id] = record.reason
    return found


def choices_by(decision: Decision) -> list[str]:
    """What was ever chosen by a decision, in words; one query."""
    rows = PackagingAlternative.history.filter(decision_id=decision.pk, state=CHOSEN)
    titles = dict.fromkeys(rows.order_by("history_id").values_list("title", flat=True))
    return [_("valet av ”%(title)s” i paketeringen") % {"title": title} for title in titles]
