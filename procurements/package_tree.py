"""Order and headings of a package: it reads as the catalogue does, with only the headings it needs.

``settle_tree`` is called after every change of which requirements there are. It needs as many
queries as the catalogue is levels deep, whatever the number of requirements.
"""

from collections.abc import Iterable

from common.history import (
    bulk_create_with_history,
    bulk_delete_with_history,
    bulk_update_with_history,
)
from requirements_catalog.models import Requirement
from requirements_catalog.versions import CONTENT_LINKS, capture_versions

from .choices import ItemRole
from .models import Procurement
from .models import ProcurementRequirement as Item

ItemLot = Item.lots.through
# Catalogues one after another, each in its own order: positions of a catalogue stay below 2^44
# (16 million rows at the distance of requirements_catalog/tree.py).
_CATALOGUE_BITS = 44


def package_position(requirement: Requirement) -> int:
    """Where a requirement stands among those of all catalogues."""
    return (requirement.catalogue_id << _CATALOGUE_BITS) + requirement.position


def write_lots(lots_by_item: dict[int, set[int]]) -> None:
    """Set the lots of many items, by key; the items' own history tells of it as the reason."""
    ItemLot.objects.filter(procurementrequirement__in=list(lots_by_item)).delete()
    rows = [
        ItemLot(procurementrequirement_id=item, lot_id=lot)
        for item, lots in lots_by_item.items()
        for lot in sorted(lots)
    ]
    ItemLot.objects.bulk_create(rows, batch_size=5000)


def lots_of(items: Iterable[Item]) -> dict[int, set[int]]:
    """Lot keys of each item; empty means all lots. One query."""
    found: dict[int, set[int]] = {item.pk: set() for item in items}
    pairs = ItemLot.objects.filter(procurementrequirement__in=list(found)).values_list(
        "procurementrequirement", "lot"
    )
    for item, lot in pairs:
        found[item].add(lot)
    return found


def bring_headings(
    procurement: Procurement, rows: Iterable[Requirement], *, by
) -> tuple[dict[int, Item], int]:
    """Put the headings above some requirements into the package.

    Returns all headings of the package by requirement key, and how many were added.
    """
    rows = list(rows)
    present = procurement.items.filter(role=ItemRole.HEADING).select_related("version")
    headings = {item.version.requirement_id: item for item in present}
    needed = _headings_above(rows, _with_ancestors({row.pk: row for row in rows}))
    added = _add_headings(procurement, needed - set(headings), by)
    return headings | {item.version.requirement_id: item for item in added}, len(added)


def settle_tree(procurement: Procurement, *, by) -> None:
    """Add headings that are missing, drop empty ones, put all in document order.

    Writes only what differs from what stands there.
    """
    items = list(procurement.items.select_related("version__requirement").defer("version__content"))
    rows = {item.version.requirement_id: item.version.requirement for item in items}
    headings = {
        item.version.requirement_id: item for item in items if item.role == ItemRole.HEADING
    }
    known = _with_ancestors(rows)
    needed = _headings_above(
        [item.version.requirement for item in items if item.role != ItemRole.HEADING], known
    )
    added = _add_headings(procurement, needed - set(headings), by)
    _drop(procurement, [item for pk, item in headings.items() if pk not in needed], by)
    kept = [item for item in items if item.role != ItemRole.HEADING]
    kept += [item for pk, item in headings.items() if pk in needed]
    _place(kept + added, {**known, **rows}, by)


def _with_ancestors(rows: dict[int, Requirement]) -> dict[int, Requirement]:
    """The rows and everything above them in the catalogue; one query a level."""
    known = dict(rows)
    wanted = {row.parent_id for row in rows.values()} - set(known) - {None}
    while wanted:
        found = {row.pk: row for row in Requirement.objects.filter(pk__in=wanted)}
        known |= found
        wanted = {row.parent_id for row in found.values()} - set(known) - {None}
    return known


def _ancestors(row: Requirement, known: dict[int, Requirement]) -> Iterable[Requirement]:
    parent = known.get(row.parent_id)
    while parent is not None:
        yield parent
        parent = known.get(parent.parent_id)


def _headings_above(rows: Iterable[Requirement], known: dict[int, Requirement]) -> set[int]:
    return {above.pk for row in rows for above in _ancestors(row, known) if above.is_heading}


def _add_headings(procurement: Procurement, keys: set[int], by) -> list[Item]:
    if not keys:
        return []
    rows = list(Requirement.objects.filter(pk__in=keys).prefetch_related(*CONTENT_LINKS))
    versions = capture_versions(rows, by=by)
    items = [
        Item(
            procurement=procurement,
            version=versions[row.pk],
            role=ItemRole.HEADING,
            position=package_position(row),
        )
        for row in rows
    ]
    return bulk_create_with_history(Item, items, by=by)


def _drop(procurement: Procurement, items: list[Item], by) -> None:
    if not items:
        return
    keys = [item.pk for item in items]
    # An empty heading may stand above another empty one: let go of the parents first.
    children = list(procurement.items.filter(parent__in=keys))
    for child in children:
        child.parent_id = None
    if children:
        bulk_update_with_history(Item, children, ["parent"], by=by)
    ItemLot.objects.filter(procurementrequirement__in=keys).delete()
    bulk_delete_with_history(procurement.items.filter(pk__in=keys), by=by)


def _place(items: list[Item], known: dict[int, Requirement], by) -> None:
    """Position, parent and, for headings, lots of every item; writes only what differs."""
    item_of = _one_item_a_requirement(items)
    lots = lots_of(items)
    heading_lots: dict[int, set[int]] = {}
    all_lots: set[int] = set()
    moved = []
    for item in items:
        row = known[item.version.requirement_id]
        above = [item_of[up.pk] for up in _ancestors(row, known) if up.pk in item_of]
        place = (package_position(row), above[0].pk if above else None)
        if place != (item.position, item.parent_id):
            item.position, item.parent_id = place
            moved.append(item)
        if item.role == ItemRole.HEADING:
            continue
        for heading in above:
            heading_lots.setdefault(heading.pk, set()).update(lots[item.pk])
            if not lots[item.pk]:
                all_lots.add(heading.pk)
    if moved:
        bulk_update_with_history(Item, moved, ["position", "parent"], by=by)
    wanted = {
        item.pk: set() if item.pk in all_lots else heading_lots.get(item.pk, set())
        for item in items
        if item.role == ItemRole.HEADING
    }
    write_lots({pk: value for pk, value in wanted.items() if value != lots[pk]})


def _one_item_a_requirement(items: list[Item]) -> dict[int, Item]:
    """The item that stands for a catalogue row as parent: the oldest of those with its text."""
    found: dict[int, Item] = {}
    for item in sorted(items, key=lambda item: item.pk, reverse=True):
        found[item.version.requirement_id] = item
    return found
