"""The JSON form of a result."""

import json
from fractions import Fraction

from evaluation.scoring.award import rank_case
from evaluation.scoring.output import result_as_dict
from evaluation.scoring.reading import read_case


def output(document):
    return result_as_dict(rank_case(read_case(json.dumps(document))))


def test_the_example_of_the_format():
    assert output(
        {
            "model": "monetary_deduction",
            "currency": "SEK",
            "criteria": [{"key": "usability", "max_points": "5", "max_deduction": "40000000"}],
            "tenders": [
                {
                    "key": "A",
                    "price": "520000000",
                    "points": {"usability": "4"},
                    "failed_requirements": [],
                }
            ],
        }
    ) == {
        "ranking": [
            {
                "rank": 1,
                "tender": "A",
                "value": "488000000",
                "exact": "488000000",
                "parts": {
                    "unit": "SEK",
                    "price": {
                        "price": "520000000",
                        "currency": "SEK",
                        "value": "520000000",
                        "exact": "520000000",
                    },
                    "criteria": {
                        "usability": {
                            "points": "4",
                            "points_exact": "4",
                            "max_points": "5",
                            "max_deduction": "40000000",
                            "value": "-32000000",
                            "exact": "-32000000",
                        }
                    },
                },
            }
        ],
        "rejected": [],
        "warnings": [],
    }


WEIGHTED = {
    "model": "weighted_points",
    "currency": "NOK",
    "criteria": [{"key": "quality", "max_points": "100", "weight": "40"}],
    "price": {"method": "lowest_over_price", "weight": "60", "max_points": "100"},
    "tenders": [
        {"key": "A", "price": "100", "points": {"quality": "60"}},
        {"key": "B", "price": "130", "points": {"quality": "90"}},
        {"key": "C", "price": "1", "points": {}, "failed_requirements": ["R9"]},
    ],
}


def test_a_value_no_decimal_can_write_is_shown_rounded_with_its_fraction():
    result = output(WEIGHTED)
    second = result["ranking"][1]
    assert (second["tender"], second["value"], second["exact"]) == ("B", "82.1538", "1068/13")
    assert second["parts"]["price"] == {
        "price": "130",
        "currency": "NOK",
        "method": "lowest_over_price",
        "points": "76.9231",
        "points_exact": "1000/13",
        "max_points": "100",
        "weight": "60",
        "lowest_price": "100",
        "value": "46.1538",
        "exact": "600/13",
    }
    assert result["rejected"] == [{"tender": "C", "reasons": ["Ska-krav ej uppfyllt: R9"]}]


def test_the_parts_add_up_to_the_value():
    for ranked in output(WEIGHTED)["ranking"]:
        parts = [ranked["parts"]["price"], *ranked["parts"]["criteria"].values()]
        assert sum(Fraction(part["exact"]) for part in parts) == Fraction(ranked["exact"])


def test_every_number_is_a_string():
    def leaves(value):
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            return [leaf for item in value for leaf in leaves(item)]
        return [value]

    result = output(WEIGHTED)
    for ranked in result["ranking"]:
        assert isinstance(ranked.pop("rank"), int)
    assert all(isinstance(leaf, str) for leaf in leaves(result))
