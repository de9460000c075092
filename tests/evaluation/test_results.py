"""The result from the database: figures, gates, what stops it, and how many queries it takes."""

import io
import json
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command

from evaluation.actions import unassign_evaluator
from evaluation.models import Score
from evaluation.results import ResultNotReady, load_results


def result(scene):
    (lot,) = load_results(scene.evaluation)
    return lot


def test_every_figure_by_hand(locked_scene):
    lot = result(locked_scene)
    first, second = lot.rows
    # Alfa: usability (4.5 + 3.5) of 10 → 400·8/10 = 320; support 3 of 5 → 60. 1 025 − 380 = 645
    # Beta: usability (1.5 + 1) of 10 → 100; support 1.5 of 5 → 30. 930 − 130 = 800
    assert [(row.rank, str(row.tender), row.value) for row in lot.rows] == [
        (1, "Alfa", 645),
        (2, "Beta", 800),
    ]
    assert (first.price.price, first.quality_value) == (1025, -380)
    assert [row.amount for row in first.prices] == [Decimal(1000), Decimal("25.0")]
    assert [row.part.value for row in second.criteria] == [-100, -30]
    assert [line.points for line in second.criteria[0].items] == [Fraction(3, 2), 1]
    assert [(s.evaluator, s.points, s.reason) for s in first.criteria[0].items[0].scores] == [
        ("Utvärderare 1", 5, "Utvärderare 1 om Alfa"),
        ("Utvärderare 2", 4, "Utvärderare 2 om Alfa"),
    ]


def test_a_failed_ska_requirement_rejects_with_its_code(locked_scene):
    code = locked_scene.mandatory.version.content["code"]
    assert result(locked_scene).as_dict()["rejected"] == [
        {"tender": "Gamma", "reasons": [f"Ska-krav ej uppfyllt: {code} (svar: Nej)"]}
    ]


def test_an_unanswered_ska_requirement_rejects(make_scene):
    scene = make_scene(evaluators=1)
    scene.tender("Alfa")
    scene.tender("Beta", answer=None)
    scene.tender("Gamma", answer=" ")
    scene.start()
    scene.score("Alfa", (1, 1, 1))
    scene.lock()
    code = scene.mandatory.version.content["code"]
    assert result(scene).as_dict()["rejected"] == [
        {"tender": "Beta", "reasons": [f"Ska-krav ej uppfyllt: {code} (obesvarat)"]},
        {"tender": "Gamma", "reasons": [f"Ska-krav ej uppfyllt: {code} (obesvarat)"]},
    ]


def test_three_evaluators_mean_is_exact(make_scene):
    scene = make_scene(evaluators=3)
    scene.tender("Alfa")
    scene.start()
    for person, points in zip(scene.evaluators, (3, 4, 4), strict=True):
        scene.score("Alfa", (points, 0, 0), person)
    scene.lock()
    (row,) = result(scene).rows
    assert row.criteria[0].items[0].points == Fraction(11, 3)
    # 1 025 − 400 · (11/3)/10
    assert row.value == Fraction(1025) - Fraction(440, 3)


def test_there_is_no_result_before_the_lock(scene):
    scene.score("Alfa", (1, 1, 1))
    with pytest.raises(ResultNotReady):
        load_results(scene.evaluation)


def test_ties_share_the_place(make_scene):
    scene = make_scene(evaluators=1)
    for name in ("Alfa", "Beta", "Delta"):
        scene.tender(name, unit_prices=(100 if name != "Delta" else 200, 10))
    scene.start()
    for name in scene.tenders:
        scene.score(name, (3, 3, 3))
    scene.lock()
    lot = result(scene)
    assert [(row.rank, row.is_shared, str(row.tender)) for row in lot.rows] == [
        (1, True, "Alfa"),
        (1, True, "Beta"),
        (3, False, "Delta"),
    ]


def test_weighted_points_from_the_plan(make_scene):
    scene = make_scene(
        evaluators=1,
        model="weighted_points",
        price_method="lowest_over_price",
        price_weight=Decimal(50),
    )
    scene.tender("Alfa", unit_prices=(100, 0))
    scene.tender("Beta", unit_prices=(125, 0))
    scene.start()
    scene.score("Alfa", (5, 0, 0))
    scene.score("Beta", (5, 5, 5))
    scene.lock()
    # Alfa 50 + 30/2 = 65; Beta 50·1000/1250 + 30 + 20 = 90
    assert [(str(row.tender), row.value) for row in result(scene).rows] == [
        ("Beta", 90),
        ("Alfa", 65),
    ]


def test_minimum_points_reject(make_scene):
    scene = make_scene(evaluators=1)
    scene.lot.criteria.filter(key="support").update(minimum_points=3)
    scene.tender("Alfa")
    scene.tender("Beta")
    scene.start()
    scene.score("Alfa", (5, 5, 2))
    scene.score("Beta", (0, 0, 3))
    scene.lock()
    lot = result(scene).as_dict()
    assert [ranked["tender"] for ranked in lot["ranking"]] == ["Beta"]
    assert lot["rejected"][0]["reasons"] == ["Under lägsta poäng för Stöd: 2 av minst 3"]


def test_a_missing_price_is_not_zero(make_scene):
    scene = make_scene(evaluators=1)
    scene.tender("Alfa", unit_prices=(100,))
    scene.start()
    scene.score("Alfa", (1, 1, 1))
    scene.lock()
    lot = result(scene)
    assert lot.award is None
    assert lot.problems == ("Alfa saknar pris för 2 Drift.",)


def test_a_lot_without_tenders_says_so(make_scene):
    scene = make_scene(evaluators=1)
    scene.start()
    scene.lock()
    assert result(scene).problems == ("Inget anbud har kommit in för delkontraktet.",)


def test_withdrawn_tenders_are_left_out(locked_scene):
    beta = locked_scene.tenders["Beta"]
    beta.status = "withdrawn"
    beta.save()
    assert [str(row.tender) for row in result(locked_scene).rows] == ["Alfa"]


def test_scores_of_relieved_evaluators_do_not_count(scene):
    scene.score("Alfa", (5, 5, 5), scene.evaluators[0])
    scene.score("Alfa", (0, 0, 0), scene.evaluators[1])
    scene.score("Beta", (1, 1, 1))
    unassign_evaluator(
        evaluation=scene.evaluation, user=scene.evaluators[1], by=scene.officer, reason="Jävig."
    )
    scene.lock()
    assert result(scene).rows[0].criteria[0].part.points == 10
    assert Score.objects.count() == 12


@pytest.mark.parametrize("tenders", [1, 3])
def test_the_result_takes_eleven_queries(make_scene, django_assert_num_queries, tenders):
    scene = make_scene()
    for number in range(tenders):
        scene.tender(f"Anbud {number}")
    scene.start()
    for name in scene.tenders:
        scene.score(name, (1, 2, 3))
    scene.lock()
    scene.evaluation.procurement  # noqa: B018 – the loaders bring it along
    with django_assert_num_queries(11):
        (lot,) = load_results(scene.evaluation)
        assert len(lot.as_dict()["ranking"]) == tenders


def run_evaluate(slug):
    out = io.StringIO()
    call_command("evaluate", slug, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_prints_the_same_result(locked_scene):
    document = run_evaluate("journal")
    assert document["procurement"] == "journal"
    (lot,) = document["lots"]
    assert (lot["lot"], lot["title"], lot["model"]) == (1, "Journal", "monetary_deduction")
    assert [(r["rank"], r["tender"], r["value"]) for r in lot["ranking"]] == [
        (1, "Alfa", "645"),
        (2, "Beta", "800"),
    ]
    assert lot == result(locked_scene).as_dict()


def test_the_command_has_exit_codes(scene, db):
    with pytest.raises(CommandError, match="låsta") as not_locked:
        run_evaluate("journal")
    assert not_locked.value.returncode == 1
    with pytest.raises(CommandError, match="finns-inte") as unknown:
        run_evaluate("finns-inte")
    assert unknown.value.returncode == 2


def as_case(lot):
    """The case of a lot as the JSON of docs/award-case.md."""
    case = lot.award.case
    return {
        "model": case.model,
        "currency": case.currency,
        "criteria": [
            {
                "key": criterion.key,
                "title": criterion.title,
                "max_points": str(criterion.max_points),
                "max_deduction": str(criterion.max_deduction),
            }
            for criterion in case.criteria
        ],
        "tenders": [
            {
                "key": tender.key,
                "price": None if tender.price is None else str(tender.price),
                "points": {key: str(points) for key, points in tender.points.items()},
                "failed_requirements": list(tender.failed_requirements),
            }
            for tender in case.tenders
        ],
    }


def test_evaluate_and_simulate_award_agree(locked_scene, tmp_path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(as_case(result(locked_scene))))
    out = io.StringIO()
    call_command("simulate_award", str(path), stdout=out)
    (lot,) = run_evaluate("journal")["lots"]
    assert json.loads(out.getvalue()) == {
        key: lot[key] for key in ("ranking", "rejected", "warnings")
    }
