"""Comparing a programme's requirements, and what people say of the pairs."""

import pytest
from django.core.exceptions import ValidationError

from common.append_only import AppendOnlyError
from programmes.actions import start_job
from programmes.choices import JobState
from quality.actions_likeness import (
    PairGone,
    compare_requirements,
    digest_of,
    judge_pairs,
    reopen_pair,
)
from quality.models import Comparison, PairJudgement, RequirementPair
from quality.pairs import changed_since, likest
from requirements_catalog.models import Requirement, RequirementRelation
from tests.factories import RequirementFactory
from tests.quality.pairs import LOG, OTHER, four_requirements

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(programme):
    return four_requirements(programme)


@pytest.fixture
def compared(programme, rows, anna):
    return compare_requirements(programme=programme, by=anna)


def pair_of(kind):
    return RequirementPair.objects.get(kind=kind)


def test_pairs_are_kept_with_their_score_and_figures(rows, compared, anna):
    assert (compared.requirement_count, compared.compared_by) == (4, anna)
    assert (compared.alike_count, compared.contradiction_count) == (1, 1)
    alike, differ = pair_of("alike"), pair_of("contradiction")
    assert (alike.first, alike.second) == (rows[0], rows[1])
    assert 75 <= alike.score < 100
    # 5 of 11 words are shared (test_contradictions.py).
    assert (differ.first, differ.second, differ.score) == (rows[2], rows[3], 45)
    assert (differ.topic, differ.first_figures) == ("availability", ["99,5 %"])
    assert differ.second_figures == ["99,9 procent"]


def test_headings_and_withdrawn_requirements_are_not_compared(programme, rows, anna):
    withdrawn = RequirementFactory(catalogue=rows[0].catalogue, text=LOG, status="withdrawn")
    compare_requirements(programme=programme, by=anna)
    assert not RequirementPair.objects.with_requirement(withdrawn).exists()


def test_another_programme_is_left_alone(programme, rows, compared, anna):
    from tests.factories import ProgrammeFactory

    foreign = ProgrammeFactory()
    four_requirements(foreign)
    compare_requirements(programme=foreign, by=anna)
    assert RequirementPair.objects.in_programme(programme).count() == 2
    assert RequirementPair.objects.in_programme(foreign).count() == 2


def test_a_pair_falls_when_a_text_changes_and_not_when_anything_else_does(rows, compared):
    Requirement.objects.filter(pk=rows[0].pk).update(title="Annan rubrik", status="approved")
    assert RequirementPair.objects.holding().count() == 2
    Requirement.objects.filter(pk=rows[1].pk).update(text=OTHER)
    assert [pair.kind for pair in RequirementPair.objects.holding()] == ["contradiction"]
    Requirement.objects.filter(pk=rows[2].pk).update(status="withdrawn")
    assert not RequirementPair.objects.holding().exists()


@pytest.mark.parametrize("text", ["Åäö – 99,5 %\n\nrad två", "a", "😀 emoji"])
def test_the_database_works_out_the_same_digest(rows, text):
    from django.db.models.functions import MD5

    Requirement.objects.filter(pk=rows[0].pk).update(text=text)
    found = Requirement.objects.annotate(known=MD5("text")).get(pk=rows[0].pk)
    assert found.known == digest_of(text)


def test_the_next_comparison_keeps_rows_and_judgements_and_drops_what_is_gone(
    programme, rows, compared, anna
):
    alike = pair_of("alike")
    judge_pairs(
        programme=programme, pairs=[alike.pk], verdict="kept", by=anna, reason="Olika avtal"
    )
    Requirement.objects.filter(pk=rows[3].pk).update(text=OTHER)
    later = compare_requirements(programme=programme, by=anna)
    (left,) = RequirementPair.objects.all()
    assert (left.pk, left.comparison) == (alike.pk, later)
    assert left.judgement.reason == "Olika avtal"
    assert Comparison.objects.count() == 2


def test_a_judgement_falls_with_the_text_and_comes_back_with_it(programme, rows, compared, anna):
    alike = pair_of("alike")
    judge_pairs(programme=programme, pairs=[alike.pk], verdict="different", by=anna, reason="Nej")
    text = rows[1].text
    Requirement.objects.filter(pk=rows[1].pk).update(text=text.replace("klockslag", "datum"))
    compare_requirements(programme=programme, by=anna)
    assert pair_of("alike").judgement is None
    Requirement.objects.filter(pk=rows[1].pk).update(text=text)
    compare_requirements(programme=programme, by=anna)
    assert pair_of("alike").judgement.reason == "Nej"


def test_a_stop_writes_nothing(programme, rows, anna):
    def told(done, total, text):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        compare_requirements(programme=programme, by=anna, told=told)
    assert not Comparison.objects.exists() and not RequirementPair.objects.exists()


def test_a_comparison_that_read_earlier_does_not_overwrite(programme, rows, compared, anna):
    from datetime import timedelta

    from quality.actions_likeness import _keep

    early = Comparison(
        programme=programme, compared_at=compared.compared_at - timedelta(minutes=1),
        compared_by=anna, requirement_count=0, alike_count=0, contradiction_count=0,
    )  # fmt: skip
    assert _keep(early, []) == compared
    assert RequirementPair.objects.count() == 2


def test_the_job_compares(programme, rows, anna, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = start_job(kind="compare-requirements", programme=programme, title="Jämför", by=anna)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.result == {"alike": 1, "contradictions": 1}
    assert job.result_url == f"/p/{programme.slug}/likeness/"


def test_the_job_of_one_who_may_not_write_any_more_says_so(
    programme, rows, make_person, django_capture_on_commit_callbacks
):
    reader = make_person("reader", programme)
    with django_capture_on_commit_callbacks(execute=True):
        job = start_job(kind="compare-requirements", programme=programme, title="Jämför", by=reader)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "roll" in job.error
    assert not RequirementPair.objects.exists()


# ---------------------------------------------------------------- decisions


def test_they_are_said_to_be_other_things(programme, compared, anna):
    pair = pair_of("alike")
    found = judge_pairs(
        programme=programme, pairs=[pair.pk], verdict="different", by=anna, reason=" Två system "
    )
    assert found == 1
    judgement = PairJudgement.objects.get()
    assert (judgement.verdict, judgement.reason, judgement.judged_by) == (
        "different",
        "Två system",
        anna,
    )
    assert not RequirementPair.objects.filter(kind="alike").open().exists()


@pytest.mark.parametrize(("kind", "verdict", "relation"), [
    ("alike", "corresponds", "corresponds_to"),
    ("contradiction", "conflicts", "conflicts_with"),
])  # fmt: skip
def test_a_relation_is_made_and_known(programme, compared, anna, kind, verdict, relation):
    pair = pair_of(kind)
    judge_pairs(programme=programme, pairs=[pair.pk], verdict=verdict, by=anna)
    made = RequirementRelation.objects.get()
    assert (made.source_id, made.target_id, made.kind) == (pair.first_id, pair.second_id, relation)
    assert made.history.get().history_user == anna
    assert [one.pk for one in RequirementPair.objects.known()] == [pair.pk]
    made.delete()
    assert pair_of(kind) in RequirementPair.objects.open()


@pytest.mark.parametrize("kind", ["corresponds_to", "derived_from"])
@pytest.mark.parametrize("is_turned", [False, True])
def test_what_is_related_already_is_no_finding(rows, compared, kind, is_turned):
    ends = rows[1::-1] if is_turned else rows[:2]
    RequirementRelation.objects.create(source=ends[0], target=ends[1], kind=kind)
    assert [pair.kind for pair in RequirementPair.objects.open()] == ["contradiction"]


def test_that_two_correspond_does_not_hide_that_their_figures_differ(rows, compared):
    RequirementRelation.objects.create(source=rows[2], target=rows[3], kind="corresponds_to")
    assert RequirementPair.objects.open().filter(kind="contradiction").exists()


@pytest.mark.parametrize(("verdict", "reason", "words"), [
    ("different", "  ", "skäl"),
    ("kept", "", "skäl"),
    ("reopened", "Skäl", "Välj"),
    ("nonsense", "Skäl", "Välj"),
])  # fmt: skip
def test_what_cannot_be_said_is_refused(programme, compared, anna, verdict, reason, words):
    with pytest.raises(ValidationError, match=words):
        judge_pairs(programme=programme, pairs=[pair_of("alike").pk], verdict=verdict, by=anna,
                    reason=reason)  # fmt: skip
    assert not PairJudgement.objects.exists()


def test_one_that_has_changed_meanwhile_stops_all(programme, rows, compared, anna):
    keys = [pair.pk for pair in RequirementPair.objects.all()]
    Requirement.objects.filter(pk=rows[1].pk).update(text=OTHER)
    with pytest.raises(PairGone):
        judge_pairs(programme=programme, pairs=keys, verdict="kept", by=anna, reason="Skäl")
    assert not PairJudgement.objects.exists()


def test_a_pair_of_another_programme_is_none(compared, anna):
    from tests.factories import ProgrammeFactory

    with pytest.raises(PairGone):
        judge_pairs(programme=ProgrammeFactory(), pairs=[pair_of("alike").pk], verdict="kept",
                    by=anna, reason="Skäl")  # fmt: skip


def test_no_pair_and_too_many(programme, anna):
    for pairs, words in (([], "minst ett"), (range(201), "200")):
        with pytest.raises(ValidationError, match=words):
            judge_pairs(programme=programme, pairs=pairs, verdict="kept", by=anna, reason="Skäl")


def test_a_word_is_taken_back_and_stays_written(programme, compared, anna):
    judge_pairs(
        programme=programme, pairs=[pair_of("alike").pk], verdict="kept", by=anna, reason="Ja"
    )
    said = PairJudgement.objects.get()
    reopen_pair(judgement=said, by=anna)
    assert pair_of("alike") in RequirementPair.objects.open()
    assert [one.verdict for one in PairJudgement.objects.order_by("pk")] == ["kept", "reopened"]
    assert not PairJudgement.objects.latest().exists()
    with pytest.raises(ValidationError, match="ersatt"):
        reopen_pair(judgement=said, by=anna)
    compare_requirements(programme=programme, by=anna)
    assert pair_of("alike").judgement is None


def test_a_word_that_is_a_relation_is_taken_back_there(programme, compared, anna):
    judge_pairs(programme=programme, pairs=[pair_of("alike").pk], verdict="corresponds", by=anna)
    with pytest.raises(ValidationError, match="relationen"):
        reopen_pair(judgement=PairJudgement.objects.get(), by=anna)


def test_what_was_said_is_never_rewritten(programme, compared, anna):
    judge_pairs(
        programme=programme, pairs=[pair_of("alike").pk], verdict="kept", by=anna, reason="Ja"
    )
    said = PairJudgement.objects.get()
    said.reason = "Nej"
    with pytest.raises(AppendOnlyError):
        said.save()
    with pytest.raises(AppendOnlyError):
        PairJudgement.objects.update(reason="Nej")


# ---------------------------------------------------------------- reading


def test_what_a_requirement_is_most_like(programme, rows, compared, anna):
    (found,) = likest(rows[1])
    assert (found["other"], found["score"]) == (rows[0], pair_of("alike").score)
    assert found["tab"] == "alike"
    assert likest(rows[2]) == []  # figures that differ are no likeness
    judge_pairs(programme=programme, pairs=[pair_of("alike").pk], verdict="different", by=anna,
                reason="Nej")  # fmt: skip
    assert likest(rows[1]) == []


def test_what_is_kept_is_still_told_and_what_is_related_is_not(programme, rows, compared, anna):
    judge_pairs(
        programme=programme, pairs=[pair_of("alike").pk], verdict="kept", by=anna, reason="Ja"
    )
    assert [one["tab"] for one in likest(rows[0])] == ["judged"]
    RequirementRelation.objects.create(source=rows[0], target=rows[1], kind="corresponds_to")
    assert likest(rows[0]) == []


def test_how_many_have_changed_since(programme, rows, compared):
    assert changed_since(programme, compared.compared_at) == 0
    rows[0].title = "Ny"
    rows[0].save()
    RequirementFactory(catalogue=rows[0].catalogue)
    assert changed_since(programme, compared.compared_at) == 2


@pytest.mark.parametrize("more", [1, 3])
def test_a_comparison_costs_the_same_for_more(
    programme, rows, anna, more, django_assert_num_queries
):
    for number in range(more):
        RequirementFactory(catalogue=rows[0].catalogue, text=f"{LOG} Även nummer {number}.")
    # texts, modules; lock, last, insert, keys, stored, judgements, pairs, run; savepoint twice.
    with django_assert_num_queries(12):
        compare_requirements(programme=programme, by=anna)
