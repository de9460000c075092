"""The JSON form of a case: what is read, and what is refused with the name of the field."""

import json
from fractions import Fraction

import pytest

from evaluation.scoring.award import rank_case
from evaluation.scoring.problems import CaseRefused
from evaluation.scoring.reading import read_case


def case(**changes):
    """Return a good case of every part, with top fields changed."""
    return {
        "model": "weighted_points",
        "currency": "SEK",
        "criteria": [{"key": "u", "title": "Användbarhet", "max_points": "5", "weight": "40"}],
        "price": {"method": "lowest_over_price", "weight": "60", "max_points": "100"},
        "tenders": [
            {"key": "A", "price": "100", "points": {"u": "4"}, "failed_requirements": []},
            {"key": "B", "price": "120", "points": {"u": "5"}, "failed_requirements": ["R1"]},
        ],
    } | changes


def with_tender(**changes):
    good = case()
    good["tenders"][0] |= changes
    return good


def with_criterion(**changes):
    good = case()
    good["criteria"][0] |= changes
    return good


def with_price(**changes):
    good = case()
    good["price"] |= changes
    return good


def problems(document):
    text = document if isinstance(document, (str, bytes)) else json.dumps(document)
    with pytest.raises(CaseRefused) as refused:
        rank_case(read_case(text))
    return [(problem.code, problem.field) for problem in refused.value.problems]


def test_reads_every_part():
    read = read_case(json.dumps(case()))
    assert read.criteria[0].name == "Användbarhet"
    assert read.criteria[0].weight == 40
    assert read.price_rule.weight == 60
    assert read.tenders[1].failed_requirements == ("R1",)


def test_json_numbers_are_read_from_their_digits():
    text = json.dumps(case()).replace('"price": "100"', '"price": 0.1')
    assert read_case(text).tenders[0].price == Fraction(1, 10)


def test_fractions_are_numbers():
    read = read_case(json.dumps(with_tender(points={"u": "10/3"})))
    assert read.tenders[0].points == {"u": Fraction(10, 3)}


def test_optional_fields_have_documented_defaults():
    short = {"model": "lowest_price", "tenders": [{"key": "A", "price": 5}]}
    read = read_case(json.dumps(short))
    assert (read.currency, read.criteria, read.tenders[0].points) == ("SEK", (), {})


def test_a_byte_order_mark_is_no_problem():
    assert read_case(b"\xef\xbb\xbf" + json.dumps(case()).encode()).model == "weighted_points"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (b"\xff\xfe", ("not_json", "$")),
        ("{", ("not_json", "$")),
        ("[" * 100_000, ("not_json", "$")),
        ("[]", ("not_object", "$")),
        (case(extra=1), ("unknown_field", "extra")),
        (case(model="highest_price"), ("unknown_model", "model")),
        (case(model=None), ("not_text", "model")),
        (case(currency="kr"), ("bad_currency", "currency")),
        (case(criteria=[]), ("no_criteria", "criteria")),
        (case(criteria="u"), ("not_list", "criteria")),
        (case(criteria=["u"]), ("not_object", "criteria[0]")),
        (case(price=None), ("missing", "price")),
        (case(tenders=[]), ("no_tenders", "tenders")),
        (case(tenders=None), ("not_list", "tenders")),
        (case(minimum_total_points="6"), ("minimum_out_of_range", "minimum_total_points")),
        (with_criterion(weight=None), ("missing", "criteria[0].weight")),
        (with_criterion(weight="0"), ("not_positive", "criteria[0].weight")),
        (with_criterion(max_points="0"), ("not_positive", "criteria[0].max_points")),
        (with_criterion(max_points=True), ("not_number", "criteria[0].max_points")),
        (
            with_criterion(minimum_points="6"),
            ("minimum_out_of_range", "criteria[0].minimum_points"),
        ),
        (with_criterion(wieght="1"), ("unknown_field", "criteria[0].wieght")),
        (with_criterion(key=" "), ("not_text", "criteria[0].key")),
        (with_price(method="relative"), ("unknown_method", "price.method")),
        (with_price(weight="-1"), ("not_positive", "price.weight")),
        (with_price(max_points="0"), ("not_positive", "price.max_points")),
        (
            with_price(method="absolute_scale", zero_points_at="9"),
            ("missing", "price.full_points_at"),
        ),
        (
            with_price(method="absolute_scale", full_points_at="9", zero_points_at="9"),
            ("scale_reversed", "price.zero_points_at"),
        ),
        (
            with_price(method="absolute_scale", full_points_at="-1", zero_points_at="9"),
            ("negative", "price.full_points_at"),
        ),
        (with_tender(price=None), ("missing_price", "tenders[0].price")),
        (with_tender(price="-1"), ("negative", "tenders[0].price")),
        (with_tender(price="0"), ("price_not_positive", "tenders[0].price")),
        (with_tender(price="1e3"), ("not_number", "tenders[0].price")),
        (with_tender(price=float("nan")), ("not_number", "tenders[0].price")),
        (with_tender(price=float("inf")), ("not_number", "tenders[0].price")),
        (with_tender(points={}), ("missing_points", "tenders[0].points.u")),
        (with_tender(points={"u": None}), ("missing_points", "tenders[0].points.u")),
        (with_tender(points={"u": "4,5"}), ("not_number", "tenders[0].points.u")),
        (with_tender(points={"u": "5.01"}), ("points_out_of_range", "tenders[0].points.u")),
        (with_tender(points={"u": "-1"}), ("points_out_of_range", "tenders[0].points.u")),
        (with_tender(points={"u": "4", "v": "1"}), ("unknown_criterion", "tenders[0].points.v")),
        (with_tender(points=[4]), ("not_object", "tenders[0].points")),
        (with_tender(key="B"), ("duplicate_key", "tenders[1].key")),
        (with_tender(key=7), ("not_text", "tenders[0].key")),
        (with_tender(failed_requirements="R1"), ("not_list", "tenders[0].failed_requirements")),
        (with_tender(failed_requirements=[1]), ("not_text", "tenders[0].failed_requirements[0]")),
    ],
)
def test_refuses_and_names_the_field(document, expected):
    assert expected in problems(document)


def test_a_field_written_twice_is_refused():
    text = '{"model": "lowest_price", "tenders": [{"key": "A", "price": "1", "price": "2"}]}'
    assert problems(text) == [("repeated_field", "tenders[0].price")]


def test_all_problems_are_told_at_once():
    document = with_tender(price="x", points={"u": "y"})
    assert problems(document) == [
        ("not_number", "tenders[0].price"),
        ("not_number", "tenders[0].points.u"),
    ]


def test_fields_of_another_model_are_warned_of():
    result = rank_case(read_case(json.dumps(case(model="lowest_price"))))
    assert [(n.code, n.message) for n in result.warnings] == [
        ("unused_field", "Fältet weight påverkar inte modellen lowest_price."),
        ("unused_field", "Fältet price påverkar inte modellen lowest_price."),
    ]


def test_weights_that_do_not_sum_to_100_are_warned_of():
    result = rank_case(read_case(json.dumps(with_price(weight="60.5"))))
    assert ("weights_not_100", "Vikterna summerar till 100.5, inte 100.") in [
        (notice.code, notice.message) for notice in result.warnings
    ]
