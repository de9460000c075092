"""What an import of objects with identities would do: matched by identity, changed where the file
has changed since it last came, so that what people did here meanwhile stays."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from requirements_catalog.import_core.cells import Problem
from requirements_catalog.import_core.cells import gettext_noop as _
from requirements_catalog.import_core.entries import Entry
from requirements_catalog.import_core.outcomes import CREATED, REFUSED, Change, Node, Plan, Row
from requirements_catalog.import_core.roundtrip_order import longest_rising
from requirements_catalog.import_core.statuses import follow_rules
from requirements_catalog.import_core.words import CODE, KIND, TEXT, TITLE

NEW_CODE = "K-%04d"


@dataclass(slots=True)
class ObjectRow:
    """An object of the file, in document order.

    ``before`` is what the same object said when it was last brought in, None when that is not
    known; ``parent`` and ``parent_before`` are identifiers, None for the top of the tree.
    """

    number: int
    identifier: str
    parent: str | None = None
    entry: Entry | None = None
    problem: Problem | None = None
    before: Entry | None = None
    parent_before: str | None = None
    is_specification: bool = False
    # Where it stood in the file that came last, counted from 0; None when that is not known.
    place_before: int | None = None


@dataclass(slots=True)
class ObjectPlan:
    """A plan, with the node of every identifier and the codes that were made up."""

    plan: Plan
    nodes: dict[str, Node] = field(default_factory=dict)
    assigned: dict[str, str] = field(default_factory=dict)


def make_object_plan(
    rows: Sequence[ObjectRow],
    existing: Sequence[Mapping],
    identities: Mapping[str, int],
    extra_keys: Mapping[str, str],
    used_codes: Collection[str] = (),
    assigned_before: Mapping[str, str] | None = None,
) -> ObjectPlan:
    """Compare objects with a catalogue.

    ``identities`` is identifier → key of its row; an object that nobody knows but whose code a
    row without identity has is that row. Parents come before their children in ``rows``.
    """
    builder = _Builder(existing, identities, extra_keys, used_codes, assigned_before or {})
    for row in rows:
        builder.add(row)
    builder.undo_circles()
    builder.compare_order()
    made = ObjectPlan(Plan([], builder.rows(), []), builder.by_identifier, builder.assigned)
    made.plan.nodes = builder.nodes
    return made


class _Builder:
    def __init__(self, existing, identities, extra_keys, used_codes, assigned_before):
        self.extra_keys, self.assigned_before = extra_keys, assigned_before
        self.existing = {row["id"]: row for row in existing}
        self.identities = {
            identifier: self.existing[key]
            for identifier, key in identities.items()
            if key in self.existing
        }
        known = {row["id"] for row in self.identities.values()}
        self.free = {row["code"]: row for row in existing if row["code"] and row["id"] not in known}
        self.codes = {row["code"]: row["id"] for row in existing if row["code"]}
        self.used = set(used_codes)
        self.nodes, self.found = [], []
        self.by_identifier, self.assigned = {}, {}
        self.number = 0

    def add(self, row):
        if row.entry is None:
            self.found.append((row, None, ()))
            return
        current = self.identities.get(row.identifier)
        if current is None and row.entry.code:
            current = self.free.pop(row.entry.code, None)
        entry = row.entry
        if current is not None and current["is_heading"] != entry.is_heading:
            # What it is here stays: people may have made it so.
            entry = _as_what_it_is(entry, current["is_heading"])
        code, notices = self._code(row, entry, current)
        parent = self.by_identifier.get(row.parent)
        title = entry.values.get(TITLE) or ""
        node = Node(code, title, entry.is_heading, entry, current, parent, True)
        if current is not None:
            self._compare(node, row, entry, current)
        notices = (*notices, *follow_rules(node, row.identifier[:80]))
        self.nodes.append(node)
        self.by_identifier[row.identifier] = node
        if not row.is_specification:
            self.found.append((row, node, notices))

    def _code(self, row, entry, current):
        """Return (code, notices): the file's own where it can be used, else the kept or a new."""
        kept = current["code"] if current is not None else ""
        wanted = entry.code
        before = row.before.code if row.before is not None else None
        if current is not None and (not wanted or wanted == before):
            if kept and self.assigned_before.get(row.identifier) == kept:
                self.assigned[row.identifier] = kept
            return kept, ()
        owner = self.codes.get(wanted)
        is_own = current is not None and owner == current["id"]
        if wanted and (is_own or (owner is None and wanted not in self.used)):
            self.codes[wanted] = current["id"] if current is not None else -1
            return wanted, ()
        if kept:
            return kept, (_taken(row, wanted, kept),)
        if not wanted and entry.is_heading:
            return "", ()
        code = self._new_code()
        self.assigned[row.identifier] = code
        return code, (_taken(row, wanted, code),) if wanted else ()

    def _new_code(self):
        while True:
            self.number += 1
            code = NEW_CODE % self.number
            if code not in self.codes and code not in self.used:
                self.codes[code] = -1
                return code

    def _compare(self, node, row, entry, current):
        before = row.before
        if node.code != current["code"]:
            node.changes.append(Change(CODE, current["code"], node.code))
        for name, new in entry.values.items():
            if before is not None and before.values.get(name) == new:
                continue
            old = current[name]
            if old != new and not (name == KIND and entry.is_heading):
                node.changes.append(Change(name, old, new))
        for label, new in entry.extra.items():
            if before is not None and before.extra.get(label) == new:
                continue
            old = current["extra"].get(self.extra_keys[label], "")
            if old != new:
                node.changes.append(Change(label, old, new, is_extra=True))
        self._compare_parent(node, row, current)

    def _compare_parent(self, node, row, current):
        new = node.parent
        is_as_before = row.before is not None and row.parent_before == row.parent
        same = (new.current["id"] if new.current else 0) if new is not None else None
        if is_as_before or same == current["parent_id"]:
            node.is_placed = False
            return
        old = self.existing.get(current["parent_id"])
        label = f"{old['code']} {old['title']}".strip() if old else ""
        node.changes.append(
            Change("parent", label, f"{new.code} {new.title}".strip() if new else "")
        )

    def undo_circles(self):
        """A row never ends up below itself: where people and file disagree, people win."""
        parents = {row["id"]: row["parent_id"] for row in self.existing.values()}
        moved = [
            node
            for node in self.nodes
            if node.current is not None and any(c.name == "parent" for c in node.changes)
        ]
        keys = {id(node): node.current["id"] for node in self.nodes if node.current is not None}
        for node in self.nodes:
            key = keys.setdefault(id(node), ("new", id(node)))
            if node.current is None or node in moved:
                parents[key] = keys[id(node.parent)] if node.parent is not None else None
        for node in moved:
            if _is_below_itself(keys[id(node)], parents):
                node.changes = [change for change in node.changes if change.name != "parent"]
                node.is_placed = False
                parents[keys[id(node)]] = node.current["parent_id"]

    def compare_order(self):
        """Move the fewest objects that explain the file's new order among those of one heading.

        What the file orders as it did last time stays as people have ordered it here.
        """
        positions = {key: place for place, key in enumerate(self.existing)}
        stands_after: dict = {}
        last: dict = {}
        for key, row in self.existing.items():
            stands_after[key] = last.get(row["parent_id"])
            last[row["parent_id"]] = row
        brothers: dict[tuple, list] = defaultdict(list)
        for row, node, _notices in self.found:
            if node is None or node.current is None or node.current["status"] == "withdrawn":
                continue
            if not any(change.name == "parent" for change in node.changes):
                brothers[row.parent, node.current["parent_id"]].append((row, node))
        for same in brothers.values():
            here = [positions[node.current["id"]] for _row, node in same]
            before = [row.place_before for row, _node in same]
            if None in before:
                # Never read before, as an export of ours: compared with how it stands here.
                before = here
            if _rises(here) or _rises(before):
                continue
            kept = longest_rising(before)
            for index, (_row, node) in enumerate(same):
                if index not in kept:
                    after = same[index - 1][1] if index else None
                    self._move(node, after, stands_after[node.current["id"]])

    def _move(self, node, after, was):
        now = f"{after.code} {after.title}".strip() if after is not None else ""
        old = f"{was['code']} {was['title']}".strip() if was is not None else ""
        node.changes.append(Change("order", old, now))

    def rows(self):
        """The outcome of each object in the order of the file."""
        made = []
        for row, node, notices in self.found:
            if node is None:
                made.append(Row(row.number, row.identifier, "", REFUSED, problem=row.problem))
                continue
            values = node.entry.values
            one = Row(
                row.number, node.code or row.identifier[:80],
                node.title or (values.get(TEXT) or "")[:120], node.outcome,
                changes=node.changes, notices=(*node.entry.notices, *notices),
            )  # fmt: skip
            if node.outcome == CREATED and not node.is_heading:
                one.kind, one.text = values.get(KIND) or "", values.get(TEXT) or ""
            made.append(one)
        return made


def _rises(numbers):
    return all(one < two for one, two in pairwise(numbers))


def _as_what_it_is(entry, is_heading):
    values = dict(entry.values)
    if is_heading:
        values = {name: value for name, value in values.items() if name in (TITLE, TEXT)}
        if not values.get(TITLE):
            values.pop(TITLE, None)
    return replace(entry, is_heading=is_heading, values=values)


def _is_below_itself(key, parents):
    seen, at = set(), parents.get(key)
    while at is not None and at not in seen:
        if at == key:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def _taken(row, wanted, given):
    return Problem(
        _("Krav-id %(code)s används redan eller har använts tidigare; kravet heter %(given)s här."),
        row.identifier[:80],
        _("Byt krav-id här om det ska heta något annat."),
        {"code": wanted, "given": given},
    )


def count_specifications(made: ObjectPlan, rows: Sequence[ObjectRow], outcome: str) -> int:
    """How many headings that stand for specifications have an outcome."""
    return sum(
        row.is_specification and made.nodes[row.identifier].outcome == outcome for row in rows
    )
