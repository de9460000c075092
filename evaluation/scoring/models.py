"""The award models: what each tender's comparison figure is the sum of (docs/scoring.md §3).

Every model writes the comparison figure as one price part plus one part per criterion, so
that any figure can be opened to its parts and the parts always add up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from evaluation.scoring.cases import (
    ABSOLUTE_SCALE,
    LOWEST_OVER_PRICE,
    LOWEST_PRICE,
    MONETARY_ADDITION,
    MONETARY_DEDUCTION,
    WEIGHTED_POINTS,
    AwardCase,
    Criterion,
    PriceRule,
    Tender,
    given,
)
from evaluation.scoring.problems import CaseRefused, Problem
from evaluation.scoring.sentences import sentence


@dataclass(frozen=True)
class PricePart:
    """What the price adds to the comparison figure; ``points`` only where it earns points."""

    price: Fraction
    value: Fraction
    points: Fraction | None = None


@dataclass(frozen=True)
class CriterionPart:
    """What one criterion adds to the comparison figure (negative for a deduction)."""

    criterion: Criterion
    points: Fraction
    value: Fraction


@dataclass(frozen=True)
class Valuation:
    """One tender's comparison figure and the parts it is the sum of.

    ``value`` is in the case's currency or in weighted points.
    """

    tender: Tender
    price_part: PricePart
    criterion_parts: tuple[CriterionPart, ...]
    value: Fraction


def is_lower_better(model: str) -> bool:
    """Say whether the lowest comparison figure wins; only weighted points turn it round."""
    return model != WEIGHTED_POINTS


def value_tenders(case: AwardCase, tenders: tuple[Tender, ...]) -> tuple[Valuation, ...]:
    """Return the comparison figure of each valid tender.

    ``tenders`` are those that passed the gates: relative price points look at them only.
    """
    if not tenders:
        return ()
    lowest = lowest_price(case, tenders)
    return tuple(_valuation(case, tender, lowest) for tender in tenders)


def lowest_price(case: AwardCase, tenders: tuple[Tender, ...]) -> Fraction:
    """Return the lowest price among the valid tenders (at least one).

    Raises ``CaseRefused`` where lowest/price would divide by a price of zero.
    """
    if case.model == WEIGHTED_POINTS and given(case.price_rule).method == LOWEST_OVER_PRICE:
        problems = [
            Problem(
                "price_not_positive",
                f"tenders[{case.tenders.index(tender)}].price",
                sentence(
                    "Anbudet %(tender)s: priset ska vara större än noll när poängen är lägsta pris "
                    "genom eget pris.",
                    tender=tender.key,
                ),
            )
            for tender in tenders
            if tender.price == 0
        ]
        if problems:
            raise CaseRefused(problems)
    return min(given(tender.price) for tender in tenders)


def price_points(rule: PriceRule, price: Fraction, lowest: Fraction) -> Fraction:
    """Return the points of a price on the scale 0 … ``rule.max_points``.

    The absolute scale is never cut off at its top: a price below ``full_points_at`` earns
    more than full points, because a price that stops mattering is unlawful
    (HFD 2022 ref. 41). At and above ``zero_points_at`` the points are zero.
    """
    if rule.method == ABSOLUTE_SCALE:
        full, zero = given(rule.full_points_at), given(rule.zero_points_at)
        return max(Fraction(0), rule.max_points * (zero - price) / (zero - full))
    return rule.max_points * lowest / price


def _valuation(case: AwardCase, tender: Tender, lowest: Fraction) -> Valuation:
    price, criteria = _price_part(case, tender, lowest), _criterion_parts(case, tender)
    value = sum((part.value for part in criteria), price.value)
    return Valuation(tender, price, criteria, value)


def _price_part(case: AwardCase, tender: Tender, lowest: Fraction) -> PricePart:
    price = given(tender.price)
    if case.model != WEIGHTED_POINTS:
        return PricePart(price, price)
    rule = given(case.price_rule)
    points = price_points(rule, price, lowest)
    return PricePart(price, given(rule.weight) * points / rule.max_points, points)


def _criterion_parts(case: AwardCase, tender: Tender) -> tuple[CriterionPart, ...]:
    value = _CRITERION_VALUES[case.model]
    return tuple(
        CriterionPart(criterion, points, value(criterion, points / criterion.max_points))
        for criterion in case.criteria
        for points in (tender.points[criterion.key],)
    )


# The share s/S of full points in, the part of the comparison figure out.
_CRITERION_VALUES: dict[str, Callable[[Criterion, Fraction], Fraction]] = {
    LOWEST_PRICE: lambda criterion, share: Fraction(0),
    MONETARY_DEDUCTION: lambda criterion, share: -given(criterion.max_deduction) * share,
    MONETARY_ADDITION: lambda criterion, share: given(criterion.max_deduction) * (1 - share),
    WEIGHTED_POINTS: lambda criterion, share: given(criterion.weight) * share,
}
