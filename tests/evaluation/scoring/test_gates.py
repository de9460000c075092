"""Ska-requirements, minimum points and ties."""

from tests.evaluation.scoring.vectors import codes, criterion, order, rank, tender, values

CRITERIA = [criterion("usability", 5, deduction=100, minimum=3), criterion("help", 5, deduction=50)]


def rejected(result):
    return {rejection.tender.key: rejection.reasons for rejection in result.rejected}


def test_a_failed_requirement_rejects_whatever_the_points():
    result = rank(
        "monetary_deduction",
        CRITERIA,
        [
            tender("A", 1, {"usability": 5, "help": 5}, failed=["R2", "R7"]),
            tender("B", 900, {"usability": 3, "help": 0}),
        ],
    )
    assert order(result) == [(1, "B")]
    assert rejected(result) == {"A": ("Ska-krav ej uppfyllt: R2", "Ska-krav ej uppfyllt: R7")}


def test_a_failed_tender_needs_neither_price_nor_points():
    result = rank(
        "monetary_deduction",
        CRITERIA,
        [tender("A", None, failed=["R2"]), tender("B", 9, {"usability": 3, "help": 0})],
    )
    assert order(result) == [(1, "B")]


def test_points_under_the_minimum_reject_and_points_at_it_do_not():
    result = rank(
        "monetary_deduction",
        CRITERIA,
        [
            tender("A", 900, {"usability": "2.99", "help": 5}),
            tender("B", 900, {"usability": "3", "help": 0}),
        ],
    )
    assert order(result) == [(1, "B")]
    assert rejected(result) == {"A": ("Under lägsta poäng för usability: 2.99 av minst 3",)}


def test_total_under_the_minimum_rejects():
    result = rank(
        "monetary_deduction",
        CRITERIA,
        [
            tender("A", 900, {"usability": 4, "help": 1}),
            tender("B", 900, {"usability": 4, "help": 2}),
        ],
        minimum_total_points=6,
    )
    assert order(result) == [(1, "B")]
    assert rejected(result) == {"A": ("Under lägsta totalpoäng: 5 av minst 6",)}


def test_every_reason_is_told():
    result = rank(
        "monetary_deduction",
        CRITERIA,
        [tender("A", 900, {"usability": 1, "help": 0}, failed=["R1"])],
        minimum_total_points=2,
    )
    assert rejected(result)["A"] == (
        "Ska-krav ej uppfyllt: R1",
        "Under lägsta poäng för usability: 1 av minst 3",
        "Under lägsta totalpoäng: 1 av minst 2",
    )
    assert codes(result) == ["no_valid_tender"]


def test_gates_hold_in_lowest_price_too():
    result = rank(
        "lowest_price",
        [criterion("quality", 5, minimum=3)],
        [tender("A", 1, {"quality": 2}), tender("B", 2, {"quality": 3})],
    )
    assert order(result) == [(1, "B")]
    assert values(result) == {"B": 2}


def test_the_lowest_price_is_that_of_a_valid_tender():
    from tests.evaluation.scoring.vectors import lowest_over_price

    result = rank(
        "weighted_points",
        [criterion("quality", 10, weight=40)],
        [
            tender("A", 100, {"quality": 5}),
            tender("B", 200, {"quality": 5}),
            tender("C", 0, failed=["R1"]),
        ],
        price_rule=lowest_over_price(60),
    )
    assert values(result) == {"A": 80, "B": 50}


def test_ties_share_the_place_and_the_next_place_is_skipped():
    result = rank("lowest_price", [], [tender("C", 7), tender("B", 5), tender("A", "5.00")])
    assert order(result) == [(1, "A"), (1, "B"), (3, "C")]
    assert result.warnings[0].message == (
        "Delad plats 1: A, B. Särskiljning görs bara efter en regel som stod i "
        "upphandlingsdokumenten."
    )


def test_a_difference_beyond_any_float_still_decides():
    result = rank(
        "lowest_price", [], [tender("A", "1" + "0" * 30 + ".01"), tender("B", "1" + "0" * 30)]
    )
    assert order(result) == [(1, "B"), (2, "A")]
