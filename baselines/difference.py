"""What differs between two moments of a catalogue; standard library only.

A row is known by its requirement's uid. It is *added*, *removed*, or in both; then it may be
*changed* (its content), *moved* (under another heading, or among its siblings) and *renumbered*
(another number though it did not move itself). Of siblings whose order differs as few as possible
are called moved: those outside the longest run that still stands in the old order.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
RENUMBERED, KIND = "renumbered", "kind"
# How a row can differ; ``kind`` (ska, bör) is one of the ways of ``changed``.
WAYS = (ADDED, REMOVED, CHANGED, MOVED, RENUMBERED, KIND)
EXTRA = "extra"


class Row(NamedTuple):
    """A row of a snapshot: the uids of its requirement and heading, and where it stands.

    ``parent`` is empty at the top. ``key`` leads to the content, and ``version`` to the stored
    version where one is known; neither is part of the comparison.
    """

    uid: str
    digest: str
    number: str
    parent: str
    depth: int
    place: int
    key: int = 0
    version: int = 0


class Snapshot:
    """Rows in document order; their contents are read when somebody asks, each once."""

    def __init__(
        self,
        rows: Sequence[Row],
        read: Callable[[Sequence[Row]], Mapping[str, dict]],
    ) -> None:
        self.rows, self._read = rows, read
        self._contents: dict[str, dict] = {}

    @cached_property
    def by_uid(self) -> dict[str, Row]:
        """Every row by its requirement's uid."""
        return {row.uid: row for row in self.rows}

    def contents(self, uids: Collection[str]) -> dict[str, dict]:
        """The published content of the rows asked for that are here; at most one reading."""
        missing = [
            self.by_uid[uid] for uid in uids if uid in self.by_uid and uid not in self._contents
        ]
        if missing:
            self._contents |= self._read(missing)
        return {uid: self._contents[uid] for uid in uids if uid in self._contents}


class FieldChange(NamedTuple):
    """A field before and after; None where the content did not have it at all.

    A field of links holds lists of codes. A field of the catalogue's own is named ``extra.key``.
    """

    name: str
    before: object
    after: object

    @property
    def came(self) -> list:
        """Links that are only in the new one."""
        return [one for one in self._list(self.after) if one not in self._list(self.before)]

    @property
    def went(self) -> list:
        """Links that were only in the old one."""
        return [one for one in self._list(self.before) if one not in self._list(self.after)]

    @staticmethod
    def _list(value: object) -> list:
        return value if isinstance(value, list) else []


@dataclass(frozen=True)
class RowChange:
    """A row that differs. ``before`` and ``after`` are its rows, None where it was not.

    ``fields`` are what differs in its content; of a row added or removed its whole content.
    ``follows`` is the sibling that an added or moved row stands behind, empty for the first.
    """

    uid: str
    ways: frozenset[str]
    before: Row | None = None
    after: Row | None = None
    fields: tuple[FieldChange, ...] = ()
    follows: str = ""

    @property
    def is_to_another_heading(self) -> bool:
        """Whether it moved under another heading, not only among its siblings."""
        return bool(self.before and self.after and self.before.parent != self.after.parent)


@dataclass(frozen=True)
class Difference:
    """Every row that differs, in the order of the newer; the removed where they last stood."""

    changes: tuple[RowChange, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.changes)


def difference(before: Snapshot, after: Snapshot) -> Difference:
    """What was done between two snapshots; reads the contents of what changed, once from each."""
    old, new = before.by_uid, after.by_uid
    moved = _moved(before.rows, after.rows, old)
    changed = {
        row.uid for row in after.rows if row.uid in old and old[row.uid].digest != row.digest
    }
    added = {row.uid for row in after.rows if row.uid not in old}
    removed = {row.uid for row in before.rows if row.uid not in new}
    follows = _follows(after.rows) if added or moved else {}
    contents_before = before.contents(changed | removed)
    contents_after = after.contents(changed | added)
    changes: list[RowChange] = []
    for uid in _in_order(before.rows, after.rows, new):
        one, other = old.get(uid), new.get(uid)
        ways = set()
        if one is None:
            ways.add(ADDED)
        elif other is None:
            ways.add(REMOVED)
        else:
            if uid in changed:
                ways.add(CHANGED)
            if uid in moved:
                ways.add(MOVED)
            elif one.number != other.number or one.depth != other.depth:
                ways.add(RENUMBERED)
            if not ways:
                continue
        fields: tuple[FieldChange, ...] = ()
        if ways & {ADDED, REMOVED, CHANGED}:
            fields = field_changes(contents_before.get(uid, {}), contents_after.get(uid, {}))
            if CHANGED in ways and is_kind_changed(fields):
                ways.add(KIND)
        behind = follows[uid] if ways & {ADDED, MOVED} else ""
        changes.append(RowChange(uid, frozenset(ways), one, other, fields, behind))
    counts = {way: sum(way in change.ways for change in changes) for way in WAYS}
    return Difference(tuple(changes), counts)


def field_changes(before: Mapping, after: Mapping) -> tuple[FieldChange, ...]:
    """Fields that differ between two contents, own ones key by key, in a steady order."""
    one, other = _flat(before), _flat(after)
    return tuple(
        FieldChange(name, one.get(name), other.get(name))
        for name in dict.fromkeys([*one, *other])
        if one.get(name) != other.get(name)
    )


def is_kind_changed(fields: Iterable[FieldChange]) -> bool:
    """Whether a requirement became of another kind, such as bör from ska."""
    return any(one.name == "kind" and one.before and one.after for one in fields)


def _flat(content: Mapping) -> dict[str, object]:
    own = {f"{EXTRA}.{key}": value for key, value in content.get(EXTRA, {}).items()}
    return {name: value for name, value in content.items() if name != EXTRA} | own


def _in_order(before: Sequence[Row], after: Sequence[Row], new: Collection[str]) -> list[str]:
    """The newer rows' uids, each removed one behind the row that it last stood behind."""
    behind: dict[str, list[str]] = {}
    last = ""
    for row in before:
        if row.uid in new:
            last = row.uid
        else:
            behind.setdefault(last, []).append(row.uid)
    order = list(behind.get("", []))
    for row in after:
        order.append(row.uid)
        order += behind.get(row.uid, [])
    return order


def _follows(rows: Iterable[Row]) -> dict[str, str]:
    """The sibling before each row, empty for the first."""
    last: dict[str, str] = {}
    found = {}
    for row in rows:
        found[row.uid] = last.get(row.parent, "")
        last[row.parent] = row.uid
    return found


def _moved(before: Sequence[Row], after: Sequence[Row], old: Mapping[str, Row]) -> set[str]:
    """Rows under another heading, and the fewest siblings that explain another order."""
    places = {row.uid: place for place, row in enumerate(before)}
    moved: set[str] = set()
    siblings: dict[str, list[str]] = {}
    for row in after:
        known = old.get(row.uid)
        if known is None:
            continue
        if known.parent != row.parent:
            moved.add(row.uid)
        else:
            siblings.setdefault(row.parent, []).append(row.uid)
    for uids in siblings.values():
        stood = [places[uid] for uid in uids]
        if stood != sorted(stood):
            staying = longest_increasing(stood)
            moved.update(uid for index, uid in enumerate(uids) if index not in staying)
    return moved


def longest_increasing(values: Sequence[int]) -> set[int]:
    """Indexes of a longest increasing run of distinct values, in O(n log n)."""
    ends: list[int] = []
    indexes: list[int] = []
    previous: list[int] = []
    for index, value in enumerate(values):
        length = bisect_left(ends, value)
        previous.append(indexes[length - 1] if length else -1)
        if length == len(ends):
            ends.append(value)
            indexes.append(index)
        else:
            ends[length], indexes[length] = value, index
    found: set[int] = set()
    index = indexes[-1] if indexes else -1
    while index >= 0:
        found.add(index)
        index = previous[index]
    return found
