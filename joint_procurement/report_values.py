"""Values in the report of what happens: of each lot, of each organisation, and their sums.

Kronor are rounded once, lot by lot, and every sum is the sum of what is shown: a column adds up.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from common.numbers import round_half_up
from procurements.models import PriceItem

from .members import Member, names_of
from .models import JoiningOption
from .report_basis import why_in
from .report_rows import (
    ItemRow,
    LotRow,
    OrganisationRow,
    OrganisationSum,
    WeightRow,
    WeightSum,
)
from .shares import kronor, of_whole, percents
from .volumes import StatedLot
from .what_if import Amount, Change, LotOutcome, lot_after

Shares = Mapping[int, Fraction] | None


def holders_of(
    change: Change,
    options: Iterable[JoiningOption],
    stated: Sequence[StatedLot],
    by_key: Mapping[int, Member],
) -> dict[int, tuple[int, ...]]:
    """Lot → those who do not join and have an open option on it; one without a lot is on all.

    One that others join through has no option of its own.
    """
    held = [
        (organisation.pk, option.lot_id)
        for option in options
        if not option.is_for_others
        for organisation in option.organisations.all()
        if organisation.pk in by_key and organisation.pk not in change.before
    ]
    found = {
        row.lot.pk: tuple(dict.fromkeys(key for key, lot in held if lot in (None, row.lot.pk)))
        for row in stated
    }
    return {lot: keys for lot, keys in found.items() if keys}


def lot_row(stated: StatedLot, change: Change, by_key: Mapping[int, Member]) -> LotRow:
    """A lot before and after, with its items and the weights of each."""
    outcome = lot_after(stated.facts, change)
    items = [
        ItemRow(one.item, found, names_of(found.estimated, by_key))
        for one, found in zip(stated.items, outcome.items, strict=True)
    ]
    weights = outcome.weights
    weighed = [one.item for one in items if one.item.pk in weights.parts]
    before, after = (percents(one or {}) for one in (outcome.shares_before, outcome.shares_after))
    rows = [
        WeightRow(
            by_key[key].organisation.name,
            [_percent(part[key]) for part in weights.parts.values()],
            _percent(weight),
            weighed,
            before.get(key),
            after.get(key),
        )
        for key, weight in weights.by_key.items()
    ]
    sums = [
        _weight_sum(name, keys, outcome, weighed, shares)
        for name, keys, shares in (
            (_("Summa före"), change.counted_before(stated.lot.pk), (before, {})),
            (_("Summa efter"), change.counted_after(stated.lot.pk), ({}, after)),
        )
    ]
    return LotRow(
        stated,
        outcome,
        whole(outcome.value),
        items,
        names_of(weights.estimated, by_key),
        rows,
        why_in(stated, outcome, change, by_key),
        sums[: 1 if change.is_without_buyers else 2] if rows else [],
    )


def _weight_sum(
    name: str,
    keys: Sequence[int],
    outcome: LotOutcome,
    weighed: list[PriceItem],
    shares: tuple[Mapping[int, Decimal], Mapping[int, Decimal]],
) -> WeightSum:
    weights = outcome.weights
    return WeightSum(
        name,
        [_percent(_sum_exact(part[key] for key in keys)) for part in weights.parts.values()],
        _percent(_sum_exact(weights.by_key[key] for key in keys)),
        weighed,
        *(sum(one.values(), Decimal(0)) if one else None for one in shares),
    )


def _sum_exact(parts: Iterable[Fraction | None]) -> Fraction | None:
    found = list(parts)
    known = [part for part in found if part is not None]
    return sum(known, Fraction(0)) if len(known) == len(found) else None


def _percent(share: Fraction | None) -> Fraction | None:
    return None if share is None else share * 100


def whole(amount: Amount) -> Amount:
    """An amount in whole kronor."""
    before, after = (
        None if one is None else Fraction(round_half_up(one, 0))
        for one in (amount.before, amount.after)
    )
    return Amount(before, after)


def total_of(values: Iterable[Amount]) -> Amount:
    """The sum of the lots that have a value; None where one of them cannot be worked out."""
    valued = [(one.before, one.after) for one in values if one.before is not None]
    if not valued:
        return Amount(None, None)
    before, after = (
        None if None in column else sum(column, Fraction(0)) for column in zip(*valued, strict=True)
    )
    return Amount(before, after)


def organisation_rows(
    change: Change, by_key: Mapping[int, Member], lots: Sequence[LotRow]
) -> list[OrganisationRow]:
    """Each one's share of the values, and its kronor, before and after."""
    outcomes = [row.outcome for row in lots if row.outcome.value.before is not None]
    had = _values(outcomes, change.before, lambda one: (one.value.before, one.shares_before))
    has = _values(outcomes, change.after, lambda one: (one.value.after, one.shares_after))
    before, after = (
        percents(of_whole({key: Fraction(one) for key, one in values.items()}) or {})
        for values in (had, has)
    )
    return [
        OrganisationRow(
            by_key[key],
            before.get(key),
            after.get(key),
            had.get(key),
            has.get(key),
            leaves=key in change.before and key not in change.after,
            joins=key in change.after and key not in change.before,
            has_option=key in change.with_option and key not in change.after,
        )
        for key in change.everyone
    ]


def _values(
    outcomes: Iterable[LotOutcome],
    keys: Iterable[int],
    read: Callable[[LotOutcome], tuple[Fraction | None, Shares]],
) -> dict[int, Decimal]:
    """Each one's kronor of all lots, summing lot by lot; empty while one cannot be worked out.

    ``keys`` are those who have a sum even if it is nothing; those with an option have theirs too.
    """
    sums = dict.fromkeys(keys, Decimal(0))
    for outcome in outcomes:
        value, shares = read(outcome)
        if value is None or shares is None:
            return {}
        for key, amount in kronor(value, shares).items():
            sums[key] = sums.get(key, Decimal(0)) + amount
    return sums


def sum_of(rows: Sequence[OrganisationRow]) -> OrganisationSum:
    """The sum of each column; None where no row has a figure."""
    return OrganisationSum(
        *(
            _sum([getattr(row, name) for row in rows])
            for name in ("percent_before", "percent_after", "value_before", "value_after")
        )
    )


def _sum(figures: Iterable[Decimal | None]) -> Decimal | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known, Decimal(0)) if known else None
