"""Bring a workbook in: the one write after it is approved."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from common.history import (
    bulk_create_with_history,
    bulk_update_with_history,
    chunks,
    save_with_reason,
)

from ..approval import APPROVED, is_content
from ..choices import FieldKind, RequirementStatus
from ..fields import EXTRA_PREFIX, LINK_MODELS, PEOPLE
from ..import_core.outcomes import CREATED, LINKS, PLACES, UPDATED, Node, Plan, is_moved
from ..import_core.own_files import extra_label
from ..import_core.tree import place
from ..import_core.value_reader import NUMBERS
from ..models import Catalogue, ExtraField, Requirement
from ..tree import write_spread
from ..tree_shape import GAP
from .approval_rows import record_recalls
from .import_set import cells_of_moves, created_cells, stored_in
from .links import write_links

# So many new rows are held as models at a time.
MADE_AT_ONCE = 1000


@dataclass
class Applied:
    """What an import has written: node → key, and every cell as a set of changes keeps it."""

    keys: dict[Node, int]
    cells: list[list] = field(default_factory=list)


@transaction.atomic
def apply_import(
    *,
    catalogue: Catalogue,
    plan: Plan,
    existing: Sequence[Mapping],
    extra_keys: Mapping[str, str],
    column_mapping: Mapping,
    by,
    reason: str,
    extra_kinds: Mapping[str, tuple[str, str]] | None = None,
) -> Applied:
    """Bring the planned rows into the catalogue and remember its columns.

    ``existing`` is the catalogue that the plan was made against; the caller holds its lock.
    Rows that the file does not name stay as they are, but for those in ``plan.withdrawn``; of
    them a heading with live rows under it stays too, and is taken out of that list.
    ``extra_kinds`` is header → (kind, choices) of new fields; the others hold text.
    """
    catalogue.column_mapping = dict(column_mapping)
    save_with_reason(catalogue, by=by, reason=reason)
    if not plan.changes_anything:
        return Applied({n: n.current["id"] for n in plan.nodes if n.current is not None})
    _add_extra_fields(catalogue, extra_keys, extra_kinds or {}, by, reason)
    placement = place(plan.nodes, existing, GAP)
    done = Applied(_create(catalogue, plan, placement, extra_keys, by, reason))
    keys = done.keys
    done.cells += created_cells(plan, keys)
    done.cells += _update(plan, placement, existing, keys, extra_keys, by, reason)
    for name in LINK_MODELS:
        done.cells += _link(plan, keys, name, by, reason)
    _recall(done.cells, by, reason)
    done.cells += _withdraw(catalogue, plan, by, reason)
    done.cells += cells_of_moves(catalogue, plan, existing)
    return done


def _recall(cells: list[list], by, reason: str) -> None:
    """Take approvals back where the file changes the status of an approved row and no more."""
    changed = {cell[0] for cell in cells if is_content(cell[1])}
    recalled = [
        key
        for key, name, old, _new in cells
        if name == "status" and old == APPROVED and key not in changed
    ]
    if recalled:
        record_recalls(keys=recalled, by=by, reason=reason)


def _add_extra_fields(catalogue, extra_keys, extra_kinds, by, reason):
    """Give the catalogue the columns that any written row fills and that it does not have yet."""
    known = set(catalogue.extra_fields.values_list("key", flat=True))
    new = [label for label in extra_keys if extra_keys[label] not in known]
    start = len(known)
    fields = [
        ExtraField(
            catalogue=catalogue,
            key=extra_keys[label],
            label=extra_label(label)[:200],
            position=number,
            kind=extra_kinds.get(label, (FieldKind.TEXT, ""))[0],
            choice_list=extra_kinds.get(label, ("", ""))[1],
        )
        for number, label in enumerate(new, start)
    ]
    if fields:
        bulk_create_with_history(ExtraField, fields, by=by, reason=reason)


def _create(catalogue, plan, placement, extra_keys, by, reason):
    """Insert the new rows, parents before children; returns node → key for every node."""
    keys = {node: node.current["id"] for node in plan.nodes if node.current is not None}
    by_depth = defaultdict(list)
    for node in plan.nodes:
        if node.outcome == CREATED:
            by_depth[placement.places[node][1]].append(node)
    for depth in sorted(by_depth):
        for nodes in chunks(by_depth[depth], MADE_AT_ONCE):
            rows = [_new_row(catalogue, node, placement, keys, extra_keys) for node in nodes]
            created = bulk_create_with_history(Requirement, rows, by=by, reason=reason)
            keys.update(zip(nodes, (row.pk for row in created), strict=True))
    return keys


def _new_row(catalogue, node, placement, keys, extra_keys):
    position, depth = placement.places[node]
    entry = node.entry
    values = dict(entry.values) if entry else {}
    for name in (*LINKS, "title"):
        values.pop(name, None)
    people = {f"{name}_id": values.pop(name, None) for name in PEOPLE}
    for name in NUMBERS:
        if values.get(name) is not None:
            values[name] = Decimal(values[name])
    columns = entry.extra.items() if entry else ()
    return Requirement(
        catalogue=catalogue,
        parent_id=_parent_key(node, placement, keys),
        position=position,
        depth=depth,
        is_heading=node.is_heading,
        code=node.code,
        title=node.title,
        extra={extra_keys[label]: text for label, text in columns if text},
        **people,
        **values,
    )


def _parent_key(node: Node, placement, keys):
    parent = placement.parents[node]
    return keys[parent] if isinstance(parent, Node) else parent


def _update(plan, placement, existing, keys, extra_keys, by, reason):
    """Write changed fields, and the place of rows that moved or had to make room.

    Returns the changed cells; places and links are not among them.
    """
    changed = [node for node in plan.nodes if node.outcome == UPDATED]
    moved = {ref: where for ref, where in placement.places.items() if not isinstance(ref, Node)}
    wanted = {keys[node] for node in changed} | set(moved)
    if not wanted:
        return []
    stored = _in_bulk(wanted)
    cells: list[list] = []
    contents: dict[int, Requirement] = {}
    fields = {"changed_at"}
    now = timezone.now()
    for node in changed:
        row = stored[keys[node]]
        names = _names_of_cells(node, extra_keys)
        before = [stored_in(row, name) for name in names]
        fields |= _take_changes(row, node, placement, keys, extra_keys)
        row.changed_at = now
        contents[row.pk] = row
        after = [stored_in(row, name) for name in names]
        cells += [
            [row.pk, name, old, new]
            for name, old, new in zip(names, before, after, strict=True)
            if new != old
        ]
    for key, (position, depth) in moved.items():
        stored[key].position, stored[key].depth = position, depth
    if moved:
        fields |= {"position", "depth"}
    if contents:
        bulk_update_with_history(
            Requirement, list(contents.values()), sorted(fields), by=by, reason=reason
        )
    carried = _carried(plan, existing)
    others = [stored[key] for key in moved if key not in contents]
    below = [row for row in others if row.pk in carried]
    if below:
        bulk_update_with_history(Requirement, below, ["position", "depth"], by=by, reason=reason)
    write_spread([row for row in others if row.pk not in carried])
    return cells


def _names_of_cells(node: Node, extra_keys) -> list[str]:
    """The changed cells that are fields of the row itself, by the names that a set keeps."""
    return [
        EXTRA_PREFIX + extra_keys[change.name] if change.is_extra else change.name
        for change in node.changes
        if change.is_extra or change.name not in (*PLACES, *LINKS)
    ]


def _take_changes(row: Requirement, node: Node, placement, keys, extra_keys) -> set[str]:
    """Give a row what the file changes in it; the names of the columns to write.

    Links are written apart, and where the row stands among its brothers is in the placement.
    """
    fields = set()
    for change in node.changes:
        name, value = change.name, change.new
        if change.is_extra:
            _set_extra(row, extra_keys[name], value)
            fields.add("extra")
        elif name == "parent":
            row.parent_id = _parent_key(node, placement, keys)
            fields.add(name)
        elif name != "order" and name not in LINKS:
            if name in NUMBERS and value is not None:
                value = Decimal(value)
            setattr(row, f"{name}_id" if name in PEOPLE else name, value)
            fields.add(name)
    return fields


def _carried(plan: Plan, existing: Sequence[Mapping]) -> set[int]:
    """The rows that the file moves, and all that stands under them."""
    carried = {n.current["id"] for n in plan.nodes if n.current is not None and is_moved(n)}
    for row in existing:
        if row["parent_id"] in carried:
            carried.add(row["id"])
    return carried


def _withdraw(catalogue, plan, by, reason):
    """Withdraw the rows that a person has chosen among those that the file no longer has."""
    if not plan.withdrawn:
        return []
    chosen = set(plan.withdrawn)
    live = catalogue.requirements.live().values_list("pk", "parent_id", "is_heading")
    rows = list(live.order_by("position"))
    children: dict = defaultdict(set)
    for key, parent, _is_heading in rows:
        children[parent].add(key)
    gone: set[int] = set()
    # Those under a heading come after it, so from the end every row's own come first.
    for key, _parent, is_heading in reversed(rows):
        if key in chosen and not (is_heading and children[key] - gone):
            gone.add(key)
    plan.withdrawn = [key for key in plan.withdrawn if key in gone]
    stored = _in_bulk(gone)
    cells = [
        [row.pk, "status", row.status, RequirementStatus.WITHDRAWN.value] for row in stored.values()
    ]
    now = timezone.now()
    for row in stored.values():
        row.status, row.changed_at = RequirementStatus.WITHDRAWN, now
    bulk_update_with_history(
        Requirement, list(stored.values()), ["status", "changed_at"], by=by, reason=reason
    )
    return cells


def _in_bulk(keys):
    """Return key → row for many keys, in portions that every database takes."""
    ordered = sorted(keys)
    found: dict[int, Requirement] = {}
    for start in range(0, len(ordered), 5000):
        found |= Requirement._base_manager.in_bulk(ordered[start : start + 5000])
    return found


def _set_extra(row, key, text):
    """Set or clear one extra column; an empty one is left out, as when it is first read."""
    row.extra = (
        {**row.extra, key: text} if text else {k: v for k, v in row.extra.items() if k != key}
    )


def _link(plan, keys, name, by, reason):
    """Make the links of written rows those that the file names; returns the changed cells."""
    wanted, removed, cells = [], [], []
    for node in plan.nodes:
        if node.entry is None or name not in node.entry.values:
            continue
        old, new = _links_of(node, name)
        wanted += [(keys[node], key) for key in sorted(new - old)]
        removed += [(keys[node], key) for key in sorted(old - new)]
        if node.current is not None and new != old:
            cells.append([keys[node], name, sorted(old), sorted(new)])
    write_links(name=name, new=wanted, gone=removed, by=by, reason=reason)
    return cells


def _links_of(node, name):
    """What a row is linked to before and after; of a known row only a change is told."""
    if node.current is None:
        return set(), set(node.entry.values[name])
    changed = [c for c in node.changes if c.name == name and not c.is_extra]
    return (set(changed[-1].old), set(changed[-1].new)) if changed else (set(), set())
