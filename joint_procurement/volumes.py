"""Volumes and values of lots as they are stated, and whether the parts sum to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from procurements.models import Lot, PriceItem, Procurement

from .members import Member
from .models import FixedPart, VolumeShare
from .what_if import Change, Item, LotFacts


@dataclass(frozen=True)
class StatedLot:
    """A lot with its items and what is stated of them."""

    lot: Lot
    facts: LotFacts
    items: list["StatedItem"]

    @property
    def remarks(self) -> list["StatedItem"]:
        """The items whose parts are stated and do not sum to the total, or not by everybody."""
        return [item for item in self.items if item.lacking or item.gap]


@dataclass(frozen=True)
class StatedItem:
    """A price item with the volumes of its organisations."""

    item: PriceItem
    volumes: dict[int, Decimal]
    # Names of those who join and have stated nothing, where others have.
    lacking: list[str]
    # What those who join have stated together less the item's total; 0 while somebody lacks.
    gap: Decimal

    @property
    def short(self) -> Decimal:
        """How much they are short of the total; negative when they are above it."""
        return -self.gap


def volumes_in(lot: Lot) -> dict[tuple[int, int], Decimal]:
    """(price item, organisation) → quantity as it is saved; one query."""
    rows = VolumeShare.objects.filter(price_item__lot=lot)
    return {(row.price_item_id, row.organisation_id): row.quantity for row in rows}


def stated_lots(
    procurement: Procurement, members: Sequence[Member], today: date
) -> list[StatedLot]:
    """Every lot with items, volumes and fixed part; four queries."""
    volumes: dict[int, dict[int, Decimal]] = {}
    for row in VolumeShare.objects.of(procurement):
        volumes.setdefault(row.price_item_id, {})[row.organisation_id] = row.quantity
    fixed = fixed_parts(procurement, today)
    joined = [member for member in members if member.is_joined]
    return [
        _stated(lot, volumes, fixed, joined)
        for lot in procurement.lots.prefetch_related("price_items")
    ]


def _stated(lot: Lot, volumes, fixed, joined: list[Member]) -> StatedLot:
    items = [_item(item, volumes.get(item.pk, {}), joined) for item in lot.price_items.all()]
    value = None if lot.estimated_value is None else Fraction(lot.estimated_value)
    part = Fraction(fixed.get(lot.pk, fixed.get(None, Decimal(0)))) / 100
    facts = LotFacts(
        lot.pk,
        value,
        part,
        [
            Item(
                one.item.pk,
                Fraction(one.item.quantity),
                {key: Fraction(volume) for key, volume in one.volumes.items()},
            )
            for one in items
        ],
    )
    return StatedLot(lot, facts, items)


def _item(item: PriceItem, volumes: dict[int, Decimal], joined: list[Member]) -> StatedItem:
    stated = [volumes[member.key] for member in joined if member.key in volumes]
    lacking = [member.organisation.name for member in joined if member.key not in volumes]
    is_whole = bool(stated) and not lacking
    gap = sum(stated, Decimal(0)) - item.quantity if is_whole else Decimal(0)
    return StatedItem(item, volumes, lacking if stated else [], gap)


def fixed_parts(procurement: Procurement, today: date) -> dict[int | None, Decimal]:
    """Lot → fixed part in percent that holds today; under None that of the whole; one query."""
    rows = FixedPart.objects.filter(procurement=procurement, applies_from__lte=today)
    return {row.lot_id: row.percent for row in rows.order_by("applies_from", "pk")}


def change_of(
    members: Sequence[Member], leave: set[int], join: set[int], *, by_population: bool = False
) -> Change:
    """Who joins before and after; those who leave are of the first, those who join are not."""
    before = tuple(member.key for member in members if member.is_joined)
    after = tuple(
        member.key
        for member in members
        if (member.key in before and member.key not in leave)
        or (member.key not in before and member.key in join)
    )
    population = {member.key: member.organisation.population for member in members}
    by_option = frozenset(member.key for member in members if member.is_by_option)
    return Change(before, after, population, by_population, by_option=by_option)
