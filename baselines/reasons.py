"""What people have said of their changes between two moments, from history."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from common.own_reasons import told_reason
from requirements_catalog.models import (
    Requirement,
    RequirementModule,
    RequirementNeed,
    RequirementStandard,
)

# A change and the links changed with it are written in one transaction, moments apart.
TOGETHER = timedelta(seconds=2)
_LINKS = (RequirementModule, RequirementNeed, RequirementStandard)


@dataclass(frozen=True)
class Reason:
    """Who changed a requirement, when, and why; the reason may be empty."""

    at: datetime
    by: str
    text: str


def reasons_between(
    requirements: Mapping[str, int], start: datetime, end: datetime | None
) -> dict[str, list[Reason]]:
    """The changes of some requirements (uid → key) after ``start`` until ``end``, the oldest first.

    One query. What was done as one act is told once.
    """
    if not requirements:
        return {}
    keys = list(requirements.values())
    columns = ("history_date", "history_change_reason", "history_user__full_name")
    own = Requirement.history.filter(id__in=keys)
    parts = [_within(own, start, end).values_list("id", *columns)]
    for through in _LINKS:
        rows = _within(through.history.filter(requirement_id__in=keys), start, end)
        parts.append(rows.values_list("requirement_id", *columns))
    found: dict[int, list[Reason]] = defaultdict(list)
    records = parts[0].union(*parts[1:], all=True)
    for key, at, text, by in sorted(records, key=lambda record: record[1]):
        reason = Reason(at, by or "", told_reason(text))
        if not any(_is_same_act(reason, known) for known in found[key]):
            found[key].append(reason)
    return {uid: found[key] for uid, key in requirements.items() if key in found}


def _within(rows, start: datetime, end: datetime | None):
    rows = rows.filter(history_date__gt=start).order_by()
    return rows.filter(history_date__lte=end) if end else rows


def _is_same_act(one: Reason, other: Reason) -> bool:
    return (one.by, one.text) == (other.by, other.text) and abs(one.at - other.at) <= TOGETHER
