"""A requirement as it was at two points of its history, side by side, word by word."""

from dataclasses import dataclass
from datetime import datetime

from common.history import FieldChange, changes_in
from common.keys import row_keys
from common.own_reasons import told_reason
from common.timeline import ShownField, shown_field

from .models import Requirement
from .timeline import PLACE, labels_of, linked_at

# What a person means by an earlier wording: what is read, not who is responsible or how it stands.
WORDING = (
    "title",
    "text",
    "motive",
    "verification",
    "verification_delivery",
    "verification_contract",
    "scale",
)


# Points by what they are, in addresses that do not know their keys.
APPROVED, NOW = "approved", "now"


@dataclass(frozen=True)
class Point:
    """A moment in a requirement's history that can be chosen."""

    key: int
    at: datetime
    by: str
    reason: str
    is_now: bool


@dataclass(frozen=True)
class Comparison:
    """What differs between two points, the older first."""

    older: Point
    newer: Point
    fields: list[ShownField]


def points_of(requirement: Requirement) -> list[Point]:
    """Every record of a requirement, newest first; one query."""
    records = list(requirement.history.select_related("history_user").order_by("-history_id"))
    return [
        Point(
            record.history_id,
            record.history_date,
            str(record.history_user or ""),
            told_reason(record.history_change_reason),
            number == 0,
        )
        for number, record in enumerate(records)
    ]


def chosen(points: list[Point], text: str | None) -> Point | None:
    """The point that an address names, if it is one of the requirement's; ``now`` is the last."""
    if text == NOW:
        return points[0] if points else None
    keys = row_keys([text or ""])
    return next((point for point in points if [point.key] == keys), None)


def approved_point(requirement: Requirement, points: list[Point]) -> Point | None:
    """The requirement as it was when somebody last approved it; one query."""
    approval = requirement.approvals.order_by("-pk").first()
    if approval is None:
        return None
    return next((point for point in points if point.at <= approval.approved_at), None)


def compare(requirement: Requirement, one: Point, other: Point) -> Comparison:
    """What differs between two points, whichever way round they are given."""
    older, newer = sorted((one, other), key=lambda point: point.key)
    rows = requirement.history.select_related("history_user").in_bulk(
        [older.key, newer.key], field_name="history_id"
    )
    fields: list[FieldChange] = []
    if older.key != newer.key:
        change = changes_in([rows[older.key], rows[newer.key]], ignore=PLACE)[0]
        fields = list(change.fields)
        before, after = (linked_at(requirement, point.at) for point in (older, newer))
        fields += [
            FieldChange(name, label, before[name][1], words)
            for name, (label, words) in after.items()
            if before[name][1] != words
        ]
    labels = labels_of(requirement)
    return Comparison(older, newer, [shown_field(field, labels) for field in fields])


def wording_at(requirement: Requirement, point: Point) -> dict[str, str]:
    """The texts of a requirement as they were."""
    record = requirement.history.get(history_id=point.key)
    names = ("title", "text") if requirement.is_heading else WORDING
    return {name: getattr(record, name) for name in names}


def wording_changes(requirement: Requirement, texts: dict[str, str]) -> list[ShownField]:
    """What would differ if the requirement had these texts."""
    changes = []
    for name, text in texts.items():
        now = getattr(requirement, name)
        if now != text:
            label = str(Requirement._meta.get_field(name).verbose_name)
            changes.append(FieldChange(name, label[:1].upper() + label[1:], now, text))
    return [shown_field(change, {}) for change in changes]
