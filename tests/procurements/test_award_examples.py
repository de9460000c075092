"""The worked example on the plan's page equals what the engine computes for the same tenders."""

from decimal import Decimal
from fractions import Fraction

import pytest

from evaluation.scoring.cases import AwardCase, Criterion, PriceRule, Tender
from evaluation.scoring.models import value_tenders
from procurements.award_examples import examples_of
from procurements.models import AwardCriterion, AwardPlan

CRITERIA = [
    AwardCriterion(key="a", title="A", max_deduction=Decimal(40_000_000), weight=Decimal(25)),
    AwardCriterion(key="b", title="B", max_deduction=Decimal(30_000_000), weight=Decimal(15)),
]


def plan(model, **fields):
    weighted = {"price_weight": Decimal(60), "price_max_points": Decimal(100)}
    return AwardPlan(model=model, **(weighted if model == "weighted_points" else {}), **fields)


@pytest.mark.parametrize(
    "award",
    [
        plan("monetary_deduction"),
        plan("monetary_addition"),
        plan("lowest_price"),
        plan("weighted_points", price_method="lowest_over_price"),
        plan(
            "weighted_points",
            price_method="absolute_scale",
            full_points_at=Decimal(0),
            zero_points_at=Decimal(900_000_000),
        ),
    ],
    ids=lambda award: f"{award.model} {award.price_method}",
)
def test_examples_equal_the_engine(award):
    examples = examples_of(award, CRITERIA)
    rule = None
    if award.model == "weighted_points":
        scale = award.full_points_at, award.zero_points_at
        rule = PriceRule(
            award.price_method,
            Fraction(60),
            Fraction(100),
            *(None if end is None else Fraction(end) for end in scale),
        )
    case = AwardCase(
        model=award.model,
        criteria=tuple(
            Criterion(row.key, Fraction(5), Fraction(row.max_deduction), Fraction(row.weight))
            for row in CRITERIA
        ),
        tenders=tuple(
            Tender(str(number), row.price, dict.fromkeys(("a", "b"), row.share * 5))
            for number, row in enumerate(examples)
        ),
        price_rule=rule,
    )
    assert [row.value for row in value_tenders(case, case.tenders)] == [
        row.value for row in examples
    ]


def test_worked_by_hand():
    """70 million in deductions; the price is five times that: 350 million."""
    values = [row.value for row in examples_of(plan("monetary_deduction"), CRITERIA)]
    assert values == [280_000_000, 315_000_000, 350_000_000]


def test_no_example_while_a_number_is_missing():
    assert examples_of(plan("monetary_deduction"), []) == []
    missing = AwardCriterion(key="c", title="C")
    assert examples_of(plan("monetary_deduction"), [*CRITERIA, missing]) == []
    assert examples_of(plan("weighted_points", price_method="absolute_scale"), CRITERIA) == []
