"""What may change in an evaluation, by whom and when; a refusal writes nothing."""

from decimal import Decimal

import pytest

from common.history import bulk_update_with_history
from evaluation import actions
from evaluation.models import Evaluation, EvaluatorAssignment, Score
from procurements.choices import ProcurementState
from tenders.actions import TenderProblem, register_tender
from tests.factories import OperatorFactory


def give(scene, points="3", reason="Motiv.", *, by=None, item=None, tender="Alfa", **seen):
    return actions.record_score(
        evaluation=scene.evaluation,
        tender=scene.tenders[tender],
        item=item or scene.items[0],
        points=Decimal(points),
        reason=reason,
        by=by or scene.evaluators[0],
        **seen,
    )


def test_evaluation_starts_once_and_only_with_opened_tenders(make_scene):
    scene = make_scene()
    opened_at = scene.procurement.opened_at
    scene.procurement.state, scene.procurement.opened_at = ProcurementState.PUBLISHED, None
    scene.procurement.save()
    with pytest.raises(actions.StageNotAllowed):
        scene.start()
    assert not Evaluation.objects.exists()
    scene.procurement.state, scene.procurement.opened_at = ProcurementState.OPENED, opened_at
    scene.procurement.save()
    scene.start()
    with pytest.raises(actions.StageNotAllowed, match="redan startad"):
        actions.start_evaluation(procurement=scene.procurement, by=scene.officer)
    assert Evaluation.objects.count() == 1


def test_only_evaluators_are_appointed(scene, make_person):
    for role in ("reader", "procurement_officer", "programme_lead"):
        person = make_person(role, scene.programme)
        with pytest.raises(actions.EvaluationProblem, match="inte rollen utvärderare"):
            actions.assign_evaluator(evaluation=scene.evaluation, user=person, by=scene.officer)
    assert EvaluatorAssignment.objects.count() == 2


def test_an_evaluator_of_another_programme_is_not_appointed(scene, make_person):
    from tests.factories import ProgrammeFactory

    person = make_person("evaluator", ProgrammeFactory())
    with pytest.raises(actions.EvaluationProblem):
        actions.assign_evaluator(evaluation=scene.evaluation, user=person, by=scene.officer)


def test_appointing_twice_is_once(scene):
    person = scene.evaluators[0]
    actions.assign_evaluator(evaluation=scene.evaluation, user=person, by=scene.officer)
    assert EvaluatorAssignment.objects.count() == 2


def test_a_score_is_stored_with_reason_and_history(scene):
    give(scene, "3", "  Tydlig vy. ")
    score = give(scene, "4", "Bättre än väntat.")
    assert (score.points, score.reason) == (4, "Bättre än väntat.")
    changes = list(score.history.order_by("history_id"))
    assert [change.points for change in changes] == [3, 4]
    assert changes[0].reason == "Tydlig vy."
    assert changes[1].history_change_reason == "Poäng 3 blev 4"
    assert changes[1].history_user == scene.evaluators[0]


def test_the_same_score_again_leaves_no_history(scene):
    give(scene)
    score = give(scene)
    assert score.history.count() == 1


def test_zero_is_a_score(scene):
    assert give(scene, "0").points == 0


@pytest.mark.parametrize(
    ("points", "field"), [("-1", "points"), ("6", "points"), ("2.5", "points"), ("NaN", "points")]
)
def test_points_outside_the_scale_are_refused(scene, points, field):
    with pytest.raises(actions.ScoreRefused) as refused:
        give(scene, points)
    assert refused.value.field == field
    assert not Score.objects.exists()


def test_steps_follow_the_criterion(scene):
    criterion = scene.items[0].criterion
    criterion.score_step = Decimal("0.5")
    criterion.save()
    scene.items[0].refresh_from_db()
    assert give(scene, "2.5").points == Decimal("2.5")
    with pytest.raises(actions.ScoreRefused, match="steg om 0,5"):
        give(scene, "2.4")


def test_a_reason_is_needed(scene):
    with pytest.raises(actions.ScoreRefused) as refused:
        give(scene, reason="  \n")
    assert refused.value.field == "reason"
    assert not Score.objects.exists()


def test_only_appointed_evaluators_score(scene, make_person):
    for person in (scene.officer, make_person("evaluator", scene.programme)):
        with pytest.raises(actions.ScoreRefused, match="inte utsedd"):
            give(scene, by=person)
    assert not Score.objects.exists()


def test_one_who_lost_the_role_no_longer_scores(scene):
    scene.evaluators[0].memberships.all().delete()
    with pytest.raises(actions.ScoreRefused):
        give(scene)


def test_only_bor_requirements_are_scored(scene):
    with pytest.raises(actions.ScoreRefused, match="Bara bör-krav"):
        give(scene, item=scene.mandatory)


def test_tenders_of_another_procurement_are_not_scored(scene):
    from tests.factories import TenderFactory

    scene.tenders["Främmande"] = TenderFactory()
    with pytest.raises(actions.ScoreRefused):
        give(scene, tender="Främmande")


def test_a_tender_is_scored_only_in_its_lots(scene):
    scene.tenders["Alfa"].lots.clear()
    with pytest.raises(actions.ScoreRefused, match="delkontrakt"):
        give(scene)


def test_a_withdrawn_tender_is_not_scored(scene):
    scene.tenders["Alfa"].status = "withdrawn"
    scene.tenders["Alfa"].save()
    with pytest.raises(actions.ScoreRefused, match="återtaget"):
        give(scene)


def test_submitting_needs_every_score_of_qualified_tenders(scene):
    person = scene.evaluators[0]
    scene.score("Alfa", (1, 1, 1), person)
    give(scene, tender="Beta")
    with pytest.raises(actions.ScoresMissing) as refused:
        actions.submit_scores(evaluation=scene.evaluation, by=person)
    # Gamma fails a ska-requirement and needs no scores.
    codes = [item.version.content["code"] for item in scene.items]
    assert refused.value.missing == [
        f"Utvärderare 1: Beta, {codes[1]}",
        f"Utvärderare 1: Beta, {codes[2]}",
    ]
    assert not EvaluatorAssignment.objects.filter(submitted_at__isnull=False).exists()


def test_submitted_scores_stand_until_taken_back(scene):
    person = scene.evaluators[0]
    scene.score("Alfa", (1, 1, 1), person)
    scene.score("Beta", (1, 1, 1), person)
    actions.submit_scores(evaluation=scene.evaluation, by=person)
    with pytest.raises(actions.ScoreRefused, match="lämnat in"):
        give(scene, "5")
    assert set(Score.objects.values_list("points", flat=True)) == {1}
    with pytest.raises(actions.EvaluationProblem, match="skäl"):
        actions.reopen_scores(evaluation=scene.evaluation, by=person, reason=" ")
    actions.reopen_scores(evaluation=scene.evaluation, by=person, reason="Läste fel bilaga.")
    assert give(scene, "5").points == 5


def test_locking_needs_every_evaluators_scores(scene):
    scene.score("Alfa", (1, 1, 1))
    scene.score("Beta", (1, 1, 1), scene.evaluators[0])
    with pytest.raises(actions.ScoresMissing) as refused:
        scene.lock()
    assert len(refused.value.missing) == 3
    assert all(line.startswith("Utvärderare 2: Beta, ") for line in refused.value.missing)
    assert Evaluation.objects.get().stage == "scoring"
    assert not any(tender.frozen_at for tender in scene.procurement.tenders.all())


def change_answer(scene, tender="Alfa", item=0):
    """What a form that is read in again does to one answer."""
    response = scene.tenders[tender].responses.get(item=scene.items[item])
    response.answer = "no"
    bulk_update_with_history(type(response), [response], ["answer"], by=scene.officer)


def test_a_score_is_looked_at_again_when_its_answer_has_changed(scene):
    first, second = scene.evaluators
    scene.score("Alfa", (1, 1, 1))
    scene.score("Beta", (1, 1, 1))
    actions.submit_scores(evaluation=scene.evaluation, by=second)
    change_answer(scene)
    with pytest.raises(actions.ScoresMissing) as refused:
        scene.lock()
    code = scene.items[0].version.content["code"]
    assert refused.value.missing == [
        f"{person}: Alfa, {code} (svaret har ändrats sedan poängen sattes)"
        for person in scene.evaluators
    ]
    assert Evaluation.objects.get().stage == "scoring"
    with pytest.raises(actions.ScoresMissing):
        actions.submit_scores(evaluation=scene.evaluation, by=first)
    # One confirms, the other takes the submission back and scores anew.
    confirmed = give(scene, "1", reason=f"{first} om Alfa")
    assert [row.history_change_reason for row in confirmed.history.all()] == [
        "Bekräftad sedan svaret ändrats",
        None,
    ]
    actions.reopen_scores(evaluation=scene.evaluation, by=second, reason="Svaret är ändrat.")
    assert give(scene, "0", by=second).points == 0
    assert scene.lock().stage == "locked"


def test_a_changed_answer_of_another_tender_or_requirement_leaves_the_score(scene):
    scene.score("Alfa", (1, 1, 1))
    change_answer(scene, "Beta")
    stale = Score.objects.with_staleness().filter(is_stale=True)
    assert not stale.exists()
    change_answer(scene, "Alfa", 1)
    assert set(stale.values_list("item", flat=True)) == {scene.items[1].pk}


def test_a_score_of_an_answer_that_is_no_longer_so_is_refused(scene):
    seen = actions.answer_mark(scene.tenders["Alfa"], scene.items[0])
    change_answer(scene)
    with pytest.raises(actions.ScoreRefused, match="ändrats sedan du öppnade sidan"):
        give(scene, seen=seen)
    assert not Score.objects.exists()
    give(scene, seen=actions.answer_mark(scene.tenders["Alfa"], scene.items[0]))
    assert Score.objects.count() == 1


def test_locking_needs_an_evaluator(make_scene):
    scene = make_scene(evaluators=0)
    scene.tender("Alfa")
    scene.start()
    with pytest.raises(actions.ScoresMissing, match="ingen utvärderare"):
        scene.lock()


def test_a_lot_without_criteria_locks_without_scores(make_scene):
    scene = make_scene(evaluators=0, model="lowest_price")
    for item in scene.items:
        item.delete()
    scene.items = []
    scene.lot.criteria.all().delete()
    scene.tender("Alfa")
    scene.start()
    assert scene.lock().stage == "locked"


def test_locked_scores_answers_and_prices_do_not_change(locked_scene):
    with pytest.raises(actions.StageNotAllowed, match="låsta"):
        give(locked_scene, "0")
    with pytest.raises(actions.StageNotAllowed):
        locked_scene.lock()
    with pytest.raises(actions.StageNotAllowed):
        actions.unassign_evaluator(
            evaluation=locked_scene.evaluation,
            user=locked_scene.evaluators[0],
            by=locked_scene.officer,
            reason="Sjuk",
        )
    assert all(tender.frozen_at for tender in locked_scene.procurement.tenders.all())


def test_no_tender_is_registered_beside_a_result(locked_scene):
    late = {
        "procurement": locked_scene.procurement,
        "operator": OperatorFactory(programme=locked_scene.programme),
        "received_at": locked_scene.tenders["Alfa"].received_at,
        "by": locked_scene.officer,
    }
    with pytest.raises(TenderProblem, match="Poängen är låsta"):
        register_tender(**late)
    assert locked_scene.procurement.tenders.count() == 3
    actions.unlock_scores(
        evaluation=locked_scene.evaluation, by=locked_scene.officer, reason="Ett anbud glömdes."
    )
    register_tender(**late)
    assert locked_scene.procurement.tenders.count() == 4


def test_unlocking_needs_a_reason_that_is_kept(locked_scene):
    with pytest.raises(actions.EvaluationProblem, match="skäl"):
        actions.unlock_scores(
            evaluation=locked_scene.evaluation, by=locked_scene.officer, reason=""
        )
    assert Evaluation.objects.get().stage == "locked"
    actions.unlock_scores(
        evaluation=locked_scene.evaluation, by=locked_scene.officer, reason="Fel bilaga lästes."
    )
    evaluation = Evaluation.objects.get()
    assert (evaluation.stage, evaluation.locked_at) == ("scoring", None)
    assert evaluation.history.first().history_change_reason == "Fel bilaga lästes."
    assert not any(tender.frozen_at for tender in locked_scene.procurement.tenders.all())


def test_a_relieved_evaluators_scores_stay_on_file_but_do_not_count(scene):
    first, second = scene.evaluators
    scene.score("Alfa", (5, 5, 5))
    scene.score("Beta", (1, 1, 1), first)
    actions.unassign_evaluator(
        evaluation=scene.evaluation, user=second, by=scene.officer, reason="Jävig."
    )
    assert Score.objects.filter(evaluator=second).count() == 3
    assert scene.lock().stage == "locked"
