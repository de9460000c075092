"""The award plan in figures before any tender exists: what a made-up tender would come to.

These are sums a reader can follow on the plan's own numbers; the award itself is computed by
evaluation/scoring, and a test holds the two equal.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .award_plans import MONETARY_MODELS
from .choices import AwardModel, PriceMethod
from .models import AwardCriterion, AwardPlan

EXAMPLE_PRICE = Fraction(100_000_000)


@dataclass(frozen=True)
class Example:
    """A made-up tender: its price, the share of full points it earns, and its comparison figure."""

    price: Fraction
    share: Fraction
    price_part: Fraction
    quality_part: Fraction

    @property
    def value(self) -> Fraction:
        """The comparison figure (kronor, or weighted points)."""
        return self.price_part + self.quality_part


def examples_of(plan: AwardPlan, criteria: list[AwardCriterion]) -> list[Example]:
    """Tenders with full, half and no points; empty while the plan lacks a number it needs."""
    if plan.model == AwardModel.LOWEST_PRICE:
        return [Example(EXAMPLE_PRICE, Fraction(0), EXAMPLE_PRICE, Fraction(0))]
    if plan.model in MONETARY_MODELS:
        return _monetary(plan, _total([row.max_deduction for row in criteria]))
    return _weighted(plan, _total([row.weight for row in criteria]))


def example_price(total: Fraction) -> Fraction:
    """A round price that makes the deductions a fifth of it."""
    return total * 5


def _total(amounts: list[Decimal | None]) -> Fraction | None:
    """Sum of the amounts; None when there are none or one is missing."""
    if not amounts or None in amounts:
        return None
    return sum((Fraction(amount) for amount in amounts if amount is not None), Fraction(0))


def _monetary(plan: AwardPlan, total: Fraction | None) -> list[Example]:
    if total is None:
        return []
    price = example_price(total)
    is_deduction = plan.model == AwardModel.MONETARY_DEDUCTION
    return [
        Example(price, share, price, -total * share if is_deduction else total * (1 - share))
        for share in _shares()
    ]


def _weighted(plan: AwardPlan, total: Fraction | None) -> list[Example]:
    if total is None or plan.price_weight is None:
        return []
    weight = Fraction(plan.price_weight)
    if plan.price_method == PriceMethod.LOWEST_OVER_PRICE:
        # The lowest price, and one a quarter above it: lowest/price is 1 and 4/5.
        prices = [(EXAMPLE_PRICE, Fraction(1)), (EXAMPLE_PRICE * 5 / 4, Fraction(4, 5))]
    elif plan.zero_points_at is None:
        return []
    else:
        full, zero = Fraction(plan.full_points_at or 0), Fraction(plan.zero_points_at)
        prices = [
            (price, (zero - price) / (zero - full)) for price in ((full + zero) / 2, zero * 3 / 4)
        ]
    shares = _shares()[:2]
    return [
        Example(price, share, weight * points, total * share)
        for price, points in prices
        for share in shares
    ]


def _shares() -> list[Fraction]:
    return [Fraction(1), Fraction(1, 2), Fraction(0)]
