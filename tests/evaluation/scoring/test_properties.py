"""What must hold for every case: agreement with a second reckoning, monotony, order, ties."""

import copy
import json
import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.scoring.award import rank_case
from evaluation.scoring.cases import MODELS
from evaluation.scoring.reading import read_case
from tests.evaluation.scoring.naive import naive_ranking

PRICE_METHODS = ("lowest_over_price", "absolute_scale")
# Case kinds whose ranking of two tenders never depends on a third.
INDEPENDENT = [(model, "absolute_scale") for model in MODELS]


def random_case(dice, model, method):
    """Return a JSON case with few distinct figures, so that ties and edges occur often."""
    criteria = [
        {
            "key": f"k{number}",
            "max_points": str(dice.choice([1, 3, 4, 5, 7, 10])),
            "max_deduction": str(dice.choice([1, 3, 10, 100])),
            "weight": str(dice.choice([5, 20, "33.3", "1/3"])),
        }
        for number in range(dice.randint(1, 4))
    ]
    if dice.random() < 0.3:
        criteria[0]["minimum_points"] = "1"
    return {
        "model": model,
        "criteria": criteria,
        "price": {
            "method": method,
            "weight": str(dice.choice([30, 50, 70])),
            "full_points_at": str(dice.choice([0, 0, 20])),
            "zero_points_at": str(dice.choice([90, 150])),
        },
        "tenders": [
            {
                "key": f"T{number}",
                "price": str(dice.choice([1, 50, 60, 100, "100.5", 150, 200])),
                "points": {c["key"]: random_points(dice, c["max_points"]) for c in criteria},
                "failed_requirements": ["R1"] if dice.random() < 0.15 else [],
            }
            for number in range(dice.randint(1, 6))
        ],
    }


def random_points(dice, max_points):
    steps = dice.choice([1, 2, 3])
    return str(Fraction(dice.randint(0, int(max_points) * steps), steps))


def ranks(case):
    """Return {tender: (rank, figure)} by the engine."""
    result = rank_case(read_case(json.dumps(case)))
    return {r.valuation.tender.key: (r.rank, r.valuation.value) for r in result.ranking}


cases = st.builds(
    random_case,
    st.randoms(use_true_random=False),
    st.sampled_from(MODELS),
    st.sampled_from(PRICE_METHODS),
)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("method", PRICE_METHODS)
def test_agrees_with_the_naive_reckoning(model, method):
    dice = random.Random(f"{model} {method}")
    for _ in range(300):
        case = random_case(dice, model, method)
        result = rank_case(read_case(json.dumps(case)))
        engine = {r.valuation.tender.key: (r.rank, r.valuation.value) for r in result.ranking}
        out = {rejection.tender.key for rejection in result.rejected}
        assert (engine, out) == naive_ranking(case)


@settings(max_examples=60, deadline=None)
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_the_case_never_matters(case, dice):
    shuffled = copy.deepcopy(case)
    dice.shuffle(shuffled["tenders"])
    dice.shuffle(shuffled["criteria"])
    assert ranks(case) == ranks(shuffled)


@settings(max_examples=60, deadline=None)
@given(cases, st.data())
def test_a_lower_price_never_gives_a_worse_place(case, data):
    before = ranks(case)
    if not before:
        return
    key = data.draw(st.sampled_from(sorted(before)))
    cheaper = copy.deepcopy(case)
    chosen = next(tender for tender in cheaper["tenders"] if tender["key"] == key)
    chosen["price"] = str(Fraction(chosen["price"]) * Fraction(3, 4))
    assert ranks(cheaper)[key][0] <= before[key][0]


@settings(max_examples=60, deadline=None)
@given(cases, st.data())
def test_more_points_never_give_a_worse_place(case, data):
    before = ranks(case)
    if not before:
        return
    key = data.draw(st.sampled_from(sorted(before)))
    better = copy.deepcopy(case)
    chosen = next(tender for tender in better["tenders"] if tender["key"] == key)
    criterion = data.draw(st.sampled_from(better["criteria"]))
    chosen["points"][criterion["key"]] = criterion["max_points"]
    assert ranks(better)[key][0] <= before[key][0]


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(INDEPENDENT), st.data())
def test_absolute_models_ignore_a_third_tender(dice, kind, data):
    case = random_case(dice, *kind)
    before = ranks(case)
    if len(before) < 2:
        return
    left_out = data.draw(st.sampled_from(sorted(before)))
    fewer = copy.deepcopy(case)
    fewer["tenders"] = [tender for tender in fewer["tenders"] if tender["key"] != left_out]
    after = ranks(fewer)
    assert {key: figure for key, (_, figure) in after.items()} == {
        key: figure for key, (_, figure) in before.items() if key != left_out
    }


@settings(max_examples=60, deadline=None)
@given(cases)
def test_deduction_and_addition_give_the_same_places(case):
    deduction = ranks(case | {"model": "monetary_deduction"})
    addition = ranks(case | {"model": "monetary_addition"})
    assert {k: rank for k, (rank, _) in deduction.items()} == {
        k: rank for k, (rank, _) in addition.items()
    }
