"""Exact shares, and shares rounded so that what is shown sums to the whole; without Django."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from common.numbers import rounded_shares


def percents(shares: Mapping[int, Fraction]) -> dict[int, Decimal]:
    """Shares of 1 as percent in one decimal; shares that sum to 1 are shown as exactly 100."""
    shown = rounded_shares([share * 100 for share in shares.values()], 1)
    return dict(zip(shares, shown, strict=True))


def kronor(value: Fraction, shares: Mapping[int, Fraction]) -> dict[int, Decimal]:
    """What each has of a value, in whole kronor that sum to the value in whole kronor."""
    shown = rounded_shares([value * share for share in shares.values()], 0)
    return dict(zip(shares, shown, strict=True))


def against_base(
    sizes: Mapping[int, int | Decimal | Fraction | None], base: Iterable[int], keys: Iterable[int]
) -> dict[int, Fraction | None]:
    """The size of each key in relation to the sum of the base: 1 is as large as the whole base.

    None where its own size is not known. All are None while a size in the base is not known, or
    the base is empty: missing is not zero.
    """
    known = [sizes.get(key) for key in base]
    total = sum((Fraction(size) for size in known if size is not None), Fraction(0))
    if None in known or not total:
        return dict.fromkeys(keys)
    return {key: None if (own := sizes.get(key)) is None else Fraction(own) / total for key in keys}


def of_whole(weights: Mapping[int, Fraction | None]) -> dict[int, Fraction] | None:
    """Weights as shares of their sum; None while one is not known, or there is nothing to share."""
    known = {key: weight for key, weight in weights.items() if weight is not None}
    total = sum(known.values(), Fraction(0))
    if len(known) != len(weights) or not total:
        return None
    return {key: weight / total for key, weight in known.items()}
