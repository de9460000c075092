"""Cases with published or hand-worked results (domain §3.4–3.5), shared by the tests."""

from evaluation.scoring.award import rank_case
from evaluation.scoring.cases import AwardCase, Criterion, PriceRule, Tender
from evaluation.scoring.numbers import parse_number


def number(text):
    """Read a number the way a case file writes it; None stays None."""
    return None if text is None else parse_number(str(text))


def criterion(key, max_points, *, deduction=None, weight=None, minimum=None):
    return Criterion(
        key=key,
        max_points=number(max_points),
        max_deduction=number(deduction),
        weight=number(weight),
        minimum_points=number(minimum),
    )


def tender(key, price, points=None, failed=()):
    scored = {name: number(value) for name, value in (points or {}).items()}
    return Tender(key=key, price=number(price), points=scored, failed_requirements=tuple(failed))


def lowest_over_price(weight, max_points=100):
    return PriceRule("lowest_over_price", number(weight), number(max_points))


def absolute_scale(weight, full, zero, max_points=100):
    return PriceRule(
        "absolute_scale", number(weight), number(max_points), number(full), number(zero)
    )


def rank(model, criteria, tenders, **more):
    return rank_case(AwardCase(model, tuple(criteria), tuple(tenders), **more))


def order(result):
    """Return [(rank, tender), …] as the ranking stands."""
    return [(ranked.rank, ranked.valuation.tender.key) for ranked in result.ranking]


def values(result):
    """Return {tender: exact comparison figure}."""
    return {ranked.valuation.tender.key: ranked.valuation.value for ranked in result.ranking}


def codes(result):
    """Return the codes of the warnings, in order."""
    return [notice.code for notice in result.warnings]
