"""What changes the requirements of a package: picked, given a role, refreshed, removed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.history import (
    bulk_create_with_history,
    bulk_delete_with_history,
    bulk_update_with_history,
)
from requirements_catalog.choices import RequirementStatus
from requirements_catalog.models import Requirement
from requirements_catalog.versions import CONTENT_LINKS, capture_versions

from .choices import ItemRole
from .locking import lock_draft
from .models import AwardCriterion, Lot, Procurement
from .models import ProcurementRequirement as Item
from .package_tree import (
    ItemLot,
    bring_headings,
    lots_of,
    package_position,
    settle_tree,
    write_lots,
)
from .problems import PackageProblem

KEEP: Any = object()
REQUIREMENT_ROLES = (ItemRole.MANDATORY, ItemRole.DESIRABLE, ItemRole.INFORMATION)


@dataclass(frozen=True)
class Skipped:
    """A requirement that was not picked, and why."""

    requirement: Requirement
    reason: str


@dataclass
class PickResult:
    """What a pick did: items made, headings brought along, requirements left out."""

    created: list[Item] = field(default_factory=list)
    headings: int = 0
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True)
class _Place:
    """What an item is to be: its role, its lots (empty: all) and what it earns."""

    role: str
    lots: frozenset[int]
    criterion_id: int | None = None
    max_points: Decimal | None = None

    def collides_with(self, other: "_Place") -> bool:
        """Whether a requirement cannot hold both places: same lot, or two without criterion."""
        share_a_lot = not self.lots or not other.lots or bool(self.lots & other.lots)
        return share_a_lot or (self.criterion_id is None and other.criterion_id is None)


@transaction.atomic
def pick_requirements(
    *,
    procurement: Procurement,
    requirements: Iterable[Requirement],
    by,
    role: str | None = None,
    lots: Iterable[Lot] = (),
    criterion: AwardCriterion | None = None,
    max_points: Decimal | int | None = None,
) -> PickResult:
    """Freeze requirements into the package, in document order with the headings above them.

    ``role`` None gives each the role of its kind. Bör-krav need ``criterion`` and ``max_points``
    and stand in the criterion's lot; the others stand in ``lots``, none meaning all. Headings among
    ``requirements`` are passed over, since those that are needed come along by themselves.
    Requirements that are there already, or withdrawn, are left out and told.
    PackageProblem for a requirement, lot or criterion from elsewhere. The number of reads
    grows by one with each level of headings and not with the requirements, which are inserted as
    many at a time as the database takes.
    """
    procurement = lock_draft(procurement)
    wanted = _loaded(requirements)
    if any(row.catalogue.programme_id != procurement.programme_id for row in wanted):
        raise PackageProblem(_("Alla krav måste höra till upphandlingens program."))
    chosen_lots = _own_lots(procurement, lots)
    if criterion is not None:
        _check_criterion(procurement, criterion, chosen_lots)
    places = {
        row.pk: _place(role or row.kind, chosen_lots, criterion, max_points) for row in wanted
    }
    result = PickResult()
    taken = _places_taken(procurement)
    for row in wanted:
        _sort_out(row, places[row.pk], taken.get(row.pk, []), result)
    left_out = {skipped.requirement.pk for skipped in result.skipped}
    chosen = [row for row in wanted if row.pk not in left_out]
    if not chosen:
        return result
    versions = capture_versions(chosen, by=by)
    headings, result.headings = bring_headings(procurement, chosen, by=by)
    items = [
        Item(
            procurement=procurement,
            version=versions[row.pk],
            parent=headings.get(row.parent_id),
            role=places[row.pk].role,
            criterion_id=places[row.pk].criterion_id,
            max_points=places[row.pk].max_points,
            position=package_position(row),
        )
        for row in chosen
    ]
    reason = _lots_reason(chosen_lots, procurement)
    result.created = bulk_create_with_history(Item, items, by=by, reason=reason)
    write_lots({item.pk: set(places[item.version.requirement_id].lots) for item in result.created})
    settle_tree(procurement, by=by)
    return result


def _loaded(requirements: Iterable[Requirement]) -> list[Requirement]:
    """The rows that are no headings, in document order, with what their version holds."""
    keys = (
        requirements.values("pk")
        if hasattr(requirements, "values")
        else [row.pk for row in requirements]
    )
    rows = Requirement.objects.requirements().filter(pk__in=keys).in_order()
    return list(rows.select_related("catalogue").prefetch_related(*CONTENT_LINKS))


def _own_lots(procurement: Procurement, lots: Iterable[Lot]) -> frozenset[int]:
    lots = list(lots)
    if any(lot.procurement_id != procurement.pk for lot in lots):
        raise PackageProblem(_("Delkontraktet hör inte till upphandlingen."))
    return frozenset(lot.pk for lot in lots)


def _check_criterion(
    procurement: Procurement, criterion: AwardCriterion, lots: frozenset[int]
) -> None:
    if criterion.lot.procurement_id != procurement.pk:
        raise PackageProblem(_("Tilldelningskriteriet hör inte till upphandlingen."))
    if lots and criterion.lot_id not in lots:
        raise PackageProblem(
            _("Kriteriet %(criterion)s hör till delkontrakt %(lot)s, som inte är valt.")
            % {"criterion": criterion, "lot": criterion.lot}
        )


def _place(
    role: str,
    lots: frozenset[int],
    criterion: AwardCriterion | None,
    max_points: Decimal | int | None,
) -> _Place:
    if role not in REQUIREMENT_ROLES:
        raise PackageProblem(_("Välj ska-krav, bör-krav eller upplysning."))
    if role != ItemRole.DESIRABLE:
        return _Place(role, lots)
    if criterion is None or max_points is None:
        raise PackageProblem(
            _("Bör-krav behöver tilldelningskriterium och poäng. Ange båda eller en annan roll.")
        )
    points = Decimal(max_points)
    if points <= 0:
        raise PackageProblem(_("Högsta poäng ska vara större än noll."))
    return _Place(role, frozenset({criterion.lot_id}), criterion.pk, points)


def _places_taken(procurement: Procurement) -> dict[int, list[_Place]]:
    """The places that each requirement holds in the package, by requirement key; two queries."""
    items = list(
        procurement.items.exclude(role=ItemRole.HEADING)
        .select_related("version")
        .defer("version__content")
    )
    lots = lots_of(items)
    taken: dict[int, list[_Place]] = {}
    for item in items:
        place = _Place(item.role, frozenset(lots[item.pk]), item.criterion_id, item.max_points)
        taken.setdefault(item.version.requirement_id, []).append(place)
    return taken


def _sort_out(row: Requirement, place: _Place, taken: list[_Place], result: PickResult) -> None:
    if row.status == RequirementStatus.WITHDRAWN:
        result.skipped.append(Skipped(row, _("Kravet har utgått.")))
    elif any(place.collides_with(other) for other in taken):
        result.skipped.append(Skipped(row, _("Kravet finns redan i upphandlingen.")))


def _lots_reason(lots: frozenset[int], procurement: Procurement) -> str:
    if not lots:
        return ""
    numbers = procurement.lots.filter(pk__in=lots).values_list("number", flat=True)
    return _("Delkontrakt %(lots)s.") % {"lots": ", ".join(str(number) for number in numbers)}


@transaction.atomic
def change_items(
    *,
    procurement: Procurement,
    items: Iterable[Item],
    by,
    role: str | None = None,
    lots: Iterable[Lot] | None = None,
    criterion: AwardCriterion | None = None,
    max_points: Decimal | int | None = None,
    reason: str = "",
) -> int:
    """Set role, lots, criterion or points of many requirements; what is None stays.

    A bör-krav stands in its criterion's lot, so ``lots`` moves only the others. All or nothing:
    PackageProblem names the requirements that cannot be changed so. Returns how many were set.
    """
    procurement = lock_draft(procurement)
    rows = _own_items(procurement, items)
    chosen_lots = None if lots is None else _own_lots(procurement, lots)
    if criterion is not None:
        _check_criterion(procurement, criterion, frozenset())
    old_lots = lots_of(rows)
    places = {}
    for item in rows:
        places[item.pk] = _place(
            role or item.role,
            frozenset(old_lots[item.pk]) if chosen_lots is None else chosen_lots,
            criterion or item.criterion,
            item.max_points if max_points is None else max_points,
        )
    _refuse_collisions(procurement, rows, places)
    for item in rows:
        place = places[item.pk]
        item.role, item.criterion_id = place.role, place.criterion_id
        item.max_points = place.max_points
    if chosen_lots is not None and not reason:
        reason = _lots_reason(chosen_lots, procurement) or _("Alla delkontrakt.")
    bulk_update_with_history(Item, rows, ["role", "criterion", "max_points"], by=by, reason=reason)
    write_lots({pk: set(place.lots) for pk, place in places.items()})
    settle_tree(procurement, by=by)
    return len(rows)


def _own_items(procurement: Procurement, items: Iterable[Item]) -> list[Item]:
    keys = {item.pk for item in items}
    rows = list(
        procurement.items.filter(pk__in=keys)
        .exclude(role=ItemRole.HEADING)
        .select_related("version", "criterion")
        .in_order()
    )
    if len(rows) != len(keys):
        raise PackageProblem(_("Markera krav i den här upphandlingen, inte rubriker."))
    return rows


def _refuse_collisions(
    procurement: Procurement, rows: list[Item], places: dict[int, _Place]
) -> None:
    """Refuse when a requirement would hold two places in one lot, or two without criterion."""
    requirements = {item.version.requirement_id for item in rows}
    others = list(
        procurement.items.filter(version__requirement__in=requirements)
        .exclude(pk__in=list(places))
        .select_related("version")
    )
    other_lots = lots_of(others)
    held: dict[int, list[_Place]] = {}
    for item in others:
        place = _Place(
            item.role, frozenset(other_lots[item.pk]), item.criterion_id, item.max_points
        )
        held.setdefault(item.version.requirement_id, []).append(place)
    wrong = []
    for item in rows:
        mine = held.setdefault(item.version.requirement_id, [])
        if any(places[item.pk].collides_with(other) for other in mine):
            wrong.append(item.version.content["code"] or item.version.content["title"])
        mine.append(places[item.pk])
    if wrong:
        raise PackageProblem(
            ngettext(
                "%(codes)s finns redan i samma delkontrakt med en annan roll.",
                "De här kraven finns redan i samma delkontrakt med en annan roll: %(codes)s.",
                len(wrong),
            )
            % {"codes": ", ".join(wrong[:10]) + (" …" if len(wrong) > 10 else "")}
        )


def set_item_role(
    *,
    item: Item,
    role: str,
    by,
    lots: Iterable[Lot] | None = None,
    criterion: AwardCriterion | None = None,
    max_points: Decimal | int | None = None,
) -> None:
    """Set the role of one requirement; as change_items."""
    change_items(
        procurement=item.procurement,
        items=[item],
        role=role,
        lots=lots,
        criterion=criterion,
        max_points=max_points,
        by=by,
    )


@transaction.atomic
def remove_items(*, procurement: Procurement, items: Iterable[Item], by, reason: str = "") -> int:
    """Take requirements out of the package, and headings left without any. Returns how many."""
    procurement = lock_draft(procurement)
    keys = [item.pk for item in _own_items(procurement, items)]
    _release_children(procurement, keys, by)
    ItemLot.objects.filter(procurementrequirement__in=keys).delete()
    bulk_delete_with_history(procurement.items.filter(pk__in=keys), by=by, reason=reason)
    settle_tree(procurement, by=by)
    return len(keys)


def _release_children(procurement: Procurement, keys: list[int], by) -> None:
    """Rows below a removed one hang loose until the tree is settled again."""
    children = list(procurement.items.filter(parent__in=keys).exclude(pk__in=keys))
    for child in children:
        child.parent_id = None
    if children:
        bulk_update_with_history(Item, children, ["parent"], by=by)


@transaction.atomic
def refresh_items(
    *, procurement: Procurement, by, items: Iterable[Item] | None = None, reason: str = ""
) -> int:
    """Take the newest text of the catalogue into the package; returns how many texts changed.

    ``items`` None refreshes all, headings included. The order follows the catalogue as well.
    """
    procurement = lock_draft(procurement)
    rows = procurement.items.select_related("version")
    if items is not None:
        rows = rows.filter(pk__in=[item.pk for item in items])
    rows = list(rows)
    live = Requirement.objects.filter(
        pk__in={item.version.requirement_id for item in rows}
    ).prefetch_related(*CONTENT_LINKS)
    versions = capture_versions(live, by=by)
    changed = [item for item in rows if versions[item.version.requirement_id].pk != item.version_id]
    for item in changed:
        item.version = versions[item.version.requirement_id]
    if changed:
        bulk_update_with_history(
            Item, changed, ["version"], by=by, reason=reason or _("Texten hämtad från katalogen.")
        )
    settle_tree(procurement, by=by)
    return len(changed)
