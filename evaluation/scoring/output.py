"""A result as plain dicts for JSON: every number a string, every figure open to its parts."""

from fractions import Fraction
from typing import Any

from evaluation.scoring.award import AwardResult
from evaluation.scoring.cases import ABSOLUTE_SCALE, LOWEST_OVER_PRICE, WEIGHTED_POINTS, given
from evaluation.scoring.models import CriterionPart, PricePart, Valuation
from evaluation.scoring.numbers import display_text, exact_text


def result_as_dict(result: AwardResult) -> dict[str, Any]:
    """Return the JSON form described in docs/award-case.md."""
    return {
        "ranking": [
            {
                "rank": ranked.rank,
                "tender": ranked.valuation.tender.key,
                **_figure("value", ranked.valuation.value),
                "parts": _parts(result, ranked.valuation),
            }
            for ranked in result.ranking
        ],
        "rejected": [
            {"tender": rejection.tender.key, "reasons": list(rejection.reasons)}
            for rejection in result.rejected
        ],
        "warnings": [
            {"code": notice.code, "message": notice.message} for notice in result.warnings
        ],
    }


def _figure(name: str, value: Fraction) -> dict[str, str]:
    """Return a figure for people under ``name`` and without loss under ``exact``."""
    exact_name = "exact" if name == "value" else f"{name}_exact"
    return {name: display_text(value), exact_name: exact_text(value)}


def _parts(result: AwardResult, valuation: Valuation) -> dict[str, Any]:
    case = result.case
    unit = "points" if case.model == WEIGHTED_POINTS else case.currency
    return {
        "unit": unit,
        "price": _price_part(result, valuation.price_part),
        "criteria": {
            part.criterion.key: _criterion_part(part) for part in valuation.criterion_parts
        },
    }


def _price_part(result: AwardResult, part: PricePart) -> dict[str, str]:
    case = result.case
    shown = {"price": exact_text(part.price), "currency": case.currency}
    if part.points is not None:
        rule = given(case.price_rule)
        shown |= {"method": rule.method, **_figure("points", part.points)}
        shown |= {
            "max_points": exact_text(rule.max_points),
            "weight": exact_text(given(rule.weight)),
        }
        if rule.method == LOWEST_OVER_PRICE:
            prices = (ranked.valuation.price_part.price for ranked in result.ranking)
            shown["lowest_price"] = exact_text(min(prices))
        if rule.method == ABSOLUTE_SCALE:
            shown["full_points_at"] = exact_text(given(rule.full_points_at))
            shown["zero_points_at"] = exact_text(given(rule.zero_points_at))
    return shown | _figure("value", part.value)


def _criterion_part(part: CriterionPart) -> dict[str, str]:
    criterion = part.criterion
    shown = _figure("points", part.points) | {"max_points": exact_text(criterion.max_points)}
    if criterion.max_deduction is not None:
        shown["max_deduction"] = exact_text(criterion.max_deduction)
    if criterion.weight is not None:
        shown["weight"] = exact_text(criterion.weight)
    return shown | _figure("value", part.value)
