"""A baseline as it was frozen: rows with content, who wrote and who approved, in a few queries.

Files are made from this alone. It reads what is never changed (entries, versions, approvals, and
history up to the moment of publication), so the same baseline gives the same file; only the names
of people are those of today.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Max

from accounts.models import User
from requirements_catalog.models import ExtraField, Requirement
from requirements_catalog.versions import LATER_FIELDS, TEXT_FIELDS

from .models import Baseline

# What makes a change of a row a change of its words.
_WRITTEN = ("is_heading", "is_minimum_requirement", *TEXT_FIELDS, *LATER_FIELDS, "extra")


@dataclass(frozen=True)
class FrozenRow:
    """A row of a baseline with all that a file says of it; ``parent`` is a uid or empty.

    ``written_by`` is who last changed its words before it was published; names are empty where
    nobody is known.
    """

    uid: str
    parent: str
    number: str
    depth: int
    digest: str
    content: dict
    written_by: str
    approved_by: str
    approved_at: datetime | None

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading, which has no kind and needs no approval."""
        return self.content["is_heading"]


@dataclass(frozen=True)
class OwnField:
    """A field of the catalogue's own as it was called when the baseline was published."""

    key: str
    label: str
    kind: str


@dataclass(frozen=True)
class Frozen:
    """A baseline, its rows in order and its own fields."""

    baseline: Baseline
    rows: list[FrozenRow]
    own_fields: list[OwnField]
    # Keys that fields of people hold → name.
    people: dict[str, str]

    @cached_property
    def requirements(self) -> list[FrozenRow]:
        """The rows that are not headings."""
        return [row for row in self.rows if not row.is_heading]

    @property
    def authors(self) -> list[tuple[str, int]]:
        """(name, requirements written), most first."""
        return _by_count(row.written_by for row in self.requirements)

    @property
    def approvers(self) -> list[tuple[str, int]]:
        """(name, requirements approved), most first; those without approval are not among them."""
        return _by_count(row.approved_by for row in self.requirements if row.approved_at)

    @property
    def unapproved(self) -> list[FrozenRow]:
        """Requirements that were taken along without being approved."""
        return [row for row in self.requirements if row.approved_at is None]


def read_frozen(baseline: Baseline) -> Frozen:
    """Everything that files of a baseline say; five queries, six where own fields name people."""
    entries = list(
        baseline.entries.select_related("version", "approval__approved_by").order_by("place")
    )
    uid_of = {entry.version_id: entry.version.content["uid"] for entry in entries}
    writers = _writers(baseline, [entry.version.requirement_id for entry in entries])
    names = _names(set(writers.values()))
    rows = []
    for entry in entries:
        approval = entry.approval
        rows.append(
            FrozenRow(
                uid_of[entry.version_id],
                uid_of.get(entry.parent_id, "") if entry.parent_id else "",
                entry.number,
                entry.depth,
                entry.version.digest,
                entry.version.content,
                names.get(writers.get(entry.version.requirement_id, 0), ""),
                str(approval.approved_by) if approval else "",
                approval.approved_at if approval else None,
            )
        )
    own = own_fields_at(baseline.catalogue_id, baseline.published_at)
    used = {key for row in rows for key in row.content["extra"]}
    # What was frozen under a key that no field had any longer is published too.
    own += [OwnField(key, key, "text") for key in sorted(used - {one.key for one in own})]
    return Frozen(baseline, rows, own, _people_named(own, rows))


def own_fields_at(catalogue_id: int, moment: datetime) -> list[OwnField]:
    """The fields that a catalogue had of its own at a moment, in their order; one query."""
    records = ExtraField.history.model.objects
    last = (
        records.filter(catalogue_id=catalogue_id, history_date__lte=moment)
        .values("id")
        .annotate(last=Max("history_id"))
        .values("last")
    )
    found = records.filter(history_id__in=last).exclude(history_type="-")
    return [
        OwnField(*values)
        for values in found.order_by("position", "id").values_list("key", "label", "kind")
    ]


def _writers(baseline: Baseline, keys: list[int]) -> dict[int, int]:
    """Requirement → key of who last changed its words before the publication; one query."""
    rows = baseline.entries.order_by().values("version__requirement")
    records = Requirement.history.filter(id__in=rows, history_date__lte=baseline.published_at)
    columns = ("id", "history_user_id", *_WRITTEN)
    found: dict[int, int] = {}
    before: dict[int, tuple] = {}
    for key, user, *words in records.order_by("history_id").values_list(*columns).iterator():
        if before.get(key) != tuple(words):
            before[key] = tuple(words)
            found[key] = user or 0
    return {key: found.get(key, 0) for key in keys}


def _names(keys: set[int]) -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.filter(pk__in=keys - {0})}


def _people_named(own: list[OwnField], rows: list[FrozenRow]) -> dict[str, str]:
    fields = [one.key for one in own if one.kind == "person"]
    values = {str(row.content["extra"].get(key, "")) for row in rows for key in fields}
    keys = {int(text) for text in values if text.isascii() and text.isdecimal() and len(text) < 19}
    return {str(key): name for key, name in _names(keys).items()} if keys else {}


def _by_count(names: Iterator[str]) -> list[tuple[str, int]]:
    return sorted(Counter(names).items(), key=lambda item: (-item[1], item[0]))
