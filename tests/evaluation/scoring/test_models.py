"""The published and constructed vectors of the four models."""

from fractions import Fraction

import pytest

from tests.evaluation.scoring.vectors import (
    absolute_scale,
    codes,
    criterion,
    lowest_over_price,
    order,
    rank,
    tender,
    values,
)

TC5_CRITERIA = [
    criterion("usability", 5, deduction=40_000_000),
    criterion("interoperability", 5, deduction=30_000_000),
    criterion("implementation", 5, deduction=20_000_000),
]
TC5_TENDERS = [
    tender("A", 520_000_000, {"usability": 4, "interoperability": 3, "implementation": 3}),
    tender("B", 560_000_000, {"usability": 5, "interoperability": 5, "implementation": 4}),
    tender("C", 498_000_000, {"usability": 2, "interoperability": 2, "implementation": 2}),
]


def test_lowest_price_ranks_by_price_alone():
    result = rank("lowest_price", [], [tender("A", "100.10"), tender("B", "100.09")])
    assert order(result) == [(1, "B"), (2, "A")]
    assert values(result) == {"A": Fraction(10010, 100), "B": Fraction(10009, 100)}


def test_tc5_monetary_deduction():
    result = rank("monetary_deduction", TC5_CRITERIA, TC5_TENDERS)
    assert order(result) == [(1, "A"), (2, "C"), (3, "B")]
    assert values(result) == {"A": 458_000_000, "C": 462_000_000, "B": 474_000_000}
    first = result.ranking[0].valuation
    assert [part.value for part in first.criterion_parts] == [
        -32_000_000,
        -18_000_000,
        -12_000_000,
    ]


def test_tc5_monetary_addition_gives_the_same_order():
    result = rank("monetary_addition", TC5_CRITERIA, TC5_TENDERS)
    assert order(result) == [(1, "A"), (2, "C"), (3, "B")]
    assert values(result) == {"A": 548_000_000, "C": 552_000_000, "B": 564_000_000}


@pytest.mark.parametrize(("level", "figure"), [(4, 200), (3, 400), (2, 600), (1, 800), (0, 1000)])
def test_tv9_monetary_deduction_by_level(level, figure):
    result = rank(
        "monetary_deduction",
        [criterion("quality", 4, deduction=800)],
        [tender("A", 1000, {"quality": level})],
    )
    assert values(result) == {"A": figure}


def test_tv1_low_bid_points():
    names = ("first", "second", "third")
    scales = zip(names, (60, 40, 30), strict=True)
    result = rank(
        "weighted_points",
        [criterion(name, scale, weight=scale) for name, scale in scales],
        [
            tender("A", 10_000, dict(zip(names, (40, 30, 20), strict=True))),
            tender("B", 8_000, dict(zip(names, (32, 20, 22), strict=True))),
        ],
        price_rule=lowest_over_price(70, max_points=70),
    )
    assert order(result) == [(1, "A"), (2, "B")]
    assert values(result) == {"A": 146, "B": 144}
    assert [ranked.valuation.price_part.points for ranked in result.ranking] == [56, 70]


def test_tv2_weighted_grades_on_a_scale_of_five():
    names = ("staff", "firm", "execution")
    # weights 20/10/45/25 %, written so that full grades give 5
    weights = ("1", "0.5", "2.25")
    result = rank(
        "weighted_points",
        [criterion(name, 5, weight=w) for name, w in zip(names, weights, strict=True)],
        [
            tender("F1", 1_781_400, dict(zip(names, ("3.8", "3.8", "2.7"), strict=True))),
            tender("F2", 2_367_850, dict(zip(names, ("4.8", "4.5", "4.7"), strict=True))),
            tender("F3", 1_087_400, dict(zip(names, ("4.1", "4.3", "3.5"), strict=True))),
        ],
        price_rule=lowest_over_price("1.25", max_points=5),
    )
    assert order(result) == [(1, "F2"), (2, "F3"), (3, "F1")]
    assert {key: f"{float(value):.4f}" for key, value in values(result).items()} == {
        "F1": "3.1180",
        "F2": "4.0990",
        "F3": "4.0750",
    }
    grades = {r.valuation.tender.key: r.valuation.price_part.points for r in result.ranking}
    assert {key: f"{float(grade):.2f}" for key, grade in grades.items()} == {
        "F1": "3.05",
        "F2": "2.30",
        "F3": "5.00",
    }


def test_tv5_weighted_grades():
    names = ("staff", "firm", "execution")
    result = rank(
        "weighted_points",
        [criterion(name, 5, weight=w) for name, w in zip(names, ("1", "0.5", "1.75"), strict=True)],
        [
            tender("F1", 556_100, dict(zip(names, ("4", "4.5", "3"), strict=True))),
            tender("F2", 899_500, dict(zip(names, ("4.5", "4.5", "4.5"), strict=True))),
            tender("F3", 790_800, dict(zip(names, ("4.5", "4.5", "4.5"), strict=True))),
        ],
        price_rule=lowest_over_price("1.75", max_points=5),
    )
    assert order(result) == [(1, "F3"), (2, "F1"), (3, "F2")]
    assert {key: f"{float(value):.4f}" for key, value in values(result).items()} == {
        "F1": "4.0500",
        "F2": "4.0069",
        "F3": "4.1556",
    }


@pytest.mark.parametrize(
    ("price", "points"),
    [
        (700_000, Fraction(55)),
        (1_850_000, Fraction(55, 2)),
        (3_000_000, Fraction(0)),
        (3_500_000, Fraction(0)),
        (500_000, Fraction(1375, 23)),  # 59.7826: never clipped at the top
    ],
)
def test_tv10_price_scale_with_a_floor_is_unclipped_and_warned_of(price, points):
    result = rank(
        "weighted_points",
        [criterion("quality", 45, weight=45)],
        [tender("A", price, {"quality": 45})],
        price_rule=absolute_scale(55, 700_000, 3_000_000, max_points=55),
    )
    assert result.ranking[0].valuation.price_part.points == points
    assert "price_floor" in codes(result)


QUALITY_50 = [criterion("quality", 100, weight=50)]
TC1_A, TC1_B = tender("A", 100, {"quality": 60}), tender("B", 140, {"quality": 80})
TC1_C = tender("C", 60, {"quality": 10})


def test_tc1_relative_price_points_without_the_third_tender():
    rule = lowest_over_price(50)
    result = rank("weighted_points", QUALITY_50, [TC1_A, TC1_B], price_rule=rule)
    assert values(result) == {"A": 80, "B": Fraction(530, 7)}
    assert codes(result) == ["relative_price"]


def test_tc1_a_hopeless_third_tender_turns_the_order_and_is_named():
    rule = lowest_over_price(50)
    result = rank("weighted_points", QUALITY_50, [TC1_A, TC1_B, TC1_C], price_rule=rule)
    assert order(result) == [(1, "B"), (2, "A"), (3, "C")]
    assert values(result) == {"A": 60, "B": Fraction(430, 7), "C": 55}
    assert codes(result) == ["relative_price", "rank_reversal"]
    assert result.warnings[1].message == (
        "Utan anbudet C blir ordningen mellan de övriga A, B i stället för B, A."
    )


def test_tc3_absolute_scale_keeps_the_order_when_a_third_tender_comes():
    rule = absolute_scale(50, 0, 250)
    two = rank("weighted_points", QUALITY_50, [TC1_A, TC1_B], price_rule=rule)
    three = rank("weighted_points", QUALITY_50, [TC1_A, TC1_B, TC1_C], price_rule=rule)
    assert values(two) == {"A": 60, "B": 62}
    assert values(three) == {"A": 60, "B": 62, "C": 43}
    assert codes(three) == []


def test_tc3_with_cap_200_ties():
    rule = absolute_scale(50, 0, 200)
    result = rank("weighted_points", QUALITY_50, [TC1_B, TC1_C, TC1_A], price_rule=rule)
    assert order(result) == [(1, "A"), (1, "B"), (3, "C")]
    assert values(result) == {"A": 55, "B": 55, "C": 40}
    assert codes(result) == ["tie"]


def test_alaska_cost_to_points():
    # State of Alaska, request for proposals, section 6.15 (CC0): 40 / 37.4 / 33.7 points
    result = rank(
        "weighted_points",
        [criterion("quality", 60, weight=60)],
        [
            tender("#1", 40_000, {"quality": 0}),
            tender("#2", 42_750, {"quality": 0}),
            tender("#3", 47_500, {"quality": 0}),
        ],
        price_rule=lowest_over_price(40, max_points=40),
        currency="USD",
    )
    assert values(result) == {
        "#1": 40,
        "#2": Fraction(1_600_000, 42_750),
        "#3": Fraction(1_600_000, 47_500),
    }
    shown = [f"{float(ranked.valuation.value):.1f}" for ranked in result.ranking]
    assert shown == ["40.0", "37.4", "33.7"]


def test_sixty_price_and_forty_quality():
    criteria = [criterion("quality", 100, weight=40)]
    a, b = tender("A", 100, {"quality": 60}), tender("B", 130, {"quality": 90})
    two = rank("weighted_points", criteria, [a, b], price_rule=lowest_over_price(60))
    assert values(two) == {"A": 84, "B": Fraction(1068, 13)}
    # A further valid tender priced below 260/3 turns A and B, one at it makes them equal.
    at = tender("C", "260/3", {"quality": 0})
    below = tender("C", "86", {"quality": 0})
    rule = lowest_over_price(60)
    assert order(rank("weighted_points", criteria, [a, b, at], price_rule=rule))[:2] == [
        (1, "A"),
        (1, "B"),
    ]
    assert order(rank("weighted_points", criteria, [a, b, below], price_rule=rule))[:2] == [
        (1, "B"),
        (2, "A"),
    ]


def test_the_deciding_price_score_is_weighted():
    """A known defect elsewhere: the winner was picked from the unweighted price score."""
    result = rank(
        "weighted_points",
        [criterion("quality", 5, weight="3.5")],
        [tender("A", 0, {"quality": 2}), tender("B", 60, {"quality": 5})],
        price_rule=absolute_scale("1.5", 0, 100, max_points=5),
    )
    points = {r.valuation.tender.key: r.valuation.price_part.points for r in result.ranking}
    assert points == {"A": 5, "B": 2}
    assert values(result) == {"A": Fraction(29, 10), "B": Fraction(41, 10)}
    assert order(result) == [(1, "B"), (2, "A")]


def test_nothing_is_rounded_before_ranking():
    result = rank(
        "monetary_deduction",
        [criterion("quality", 3, deduction=1)],
        [tender("A", "10.33334", {"quality": 1}), tender("B", "10.33333", {"quality": 1})],
    )
    assert order(result) == [(1, "B"), (2, "A")]
