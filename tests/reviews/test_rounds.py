"""Rounds: what is frozen and who is asked when one opens, and what may follow what."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baselines.actions import publish_baseline
from requirements_catalog.actions.cells import Cell, change_cells
from requirements_catalog.models import ChangeSet, RequirementVersion
from reviews import actions
from reviews.actions_reading import give_verdicts
from reviews.models import Reviewer, ReviewItem, ReviewRound
from reviews.problems import NobodyAsked, NothingAsked, ReviewProblem, StateNotAllowed
from reviews.progress import progress_of
from tests.factories import CatalogueFactory, RequirementFactory
from tests.reviews.conftest import item_of, reviewer_of

pytestmark = pytest.mark.django_db


def edit(row, by, **values):
    cells = [Cell(row.pk, name, value) for name, value in values.items()]
    change_cells(catalogue=row.catalogue, cells=cells, by=by, kind="edit", label="Prov")


def test_opening_freezes_the_text_and_puts_drafts_in_review(make_round, row, rune, lead, author):
    edit(row("B1"), lead, status="in_review")
    review = make_round([rune])
    found = [
        (item.place, item.number, item.path, item.version.content["code"], item.chapter.title)
        for item in review.items.select_related("version", "chapter")
    ]
    assert found == [
        (1, "1.1", "Journal", "A1", "Journal"),
        (2, "1.2", "Journal", "A2", "Journal"),
        (3, "2.1", "Läkemedel", "B1", "Läkemedel"),
    ]
    assert [row(code).status for code in ("A1", "A2", "B1")] == ["in_review"] * 3
    written = ChangeSet.objects.first()
    assert (written.row_count, written.made_by) == (2, lead)
    assert row("A1").history.first().history_change_reason == "Granskningen ”Vårens runda”"
    edit(row("A1"), author, text="Ska visa hela listan.")
    assert item_of(review, "A1").version.content["text"] == "Ska visa listan."
    assert (review.state, review.opened_by) == ("open", lead)
    assert review.history.first().history_user == lead


def test_a_round_under_one_heading_is_shared_by_the_headings_below(make_round, row, rune):
    """Where all stand under "Journal" the chapter would say nothing: the rows stand right there."""
    review = make_round([rune], selection=f"heading={row('A').pk}")
    codes = review.items.values_list("requirement__code", "chapter__title")
    assert list(codes) == [("A1", "Journal"), ("A2", "Journal")]


def test_roles_are_resolved_when_the_round_opens(make_round, make_person, programme, rune, lead):
    review = make_round([rune], is_open=False, roles=["reviewer", "author"])
    late = make_person("author", programme, "Sen")
    make_person("reader", programme, "Läsare")
    actions.open_round(review=review, by=lead)
    asked = review.reviewers.values_list("user__full_name", "role")
    assert sorted(asked) == [("Rune", ""), ("Sen", "author")]
    assert reviewer_of(review, late).history.get().history_user == lead


def test_what_cannot_be_opened_stays_in_preparation(make_round, rune, lead):
    nobody = make_round(is_open=False)
    with pytest.raises(NobodyAsked):
        actions.open_round(review=nobody, by=lead)
    nothing = make_round([rune], is_open=False, selection="q=finnsinte")
    with pytest.raises(NothingAsked):
        actions.open_round(review=nothing, by=lead)
    late = make_round([rune], is_open=False, due_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(ValidationError):
        actions.open_round(review=late, by=lead)
    odd = make_round([rune], is_open=False, selection="status=finnsinte")
    with pytest.raises(ValidationError):
        actions.open_round(review=odd, by=lead)
    assert set(ReviewRound.objects.values_list("state", flat=True)) == {"draft"}
    assert not ReviewItem.objects.exists()
    assert not ChangeSet.objects.exists()


def test_a_round_goes_one_way(make_round, rune, lead):
    review = make_round([rune], is_open=False)
    with pytest.raises(StateNotAllowed):
        actions.close_round(review=review, by=lead, summary="")
    actions.open_round(review=review, by=lead)
    with pytest.raises(StateNotAllowed):
        actions.open_round(review=review, by=lead)
    with pytest.raises(StateNotAllowed):
        actions.edit_round(review=review, by=lead, people=[], name="Annat")
    closed = actions.close_round(review=review, by=lead, summary=" Klart. ")
    assert (closed.state, closed.summary, closed.closed_by) == ("closed", "Klart.", lead)
    for refused in (
        lambda: actions.close_round(review=review, by=lead, summary=""),
        lambda: actions.invite_members(review=review, people=[rune], by=lead),
        lambda: actions.remind(review=review, reviewers=[], by=lead),
    ):
        with pytest.raises(ReviewProblem):
            refused()
    assert ReviewItem.objects.count() == 3


def test_only_members_who_may_comment_are_asked(make_round, make_person, programme, lead):
    reader, stranger = make_person("reader", programme), make_person()
    for person in (reader, stranger):
        with pytest.raises(ValidationError):
            make_round([person], is_open=False)
    with pytest.raises(ValidationError):
        make_round(is_open=False, roles=["reader"])
    assert not ReviewRound.objects.exists()


def test_a_baseline_is_reviewed_as_it_was(make_round, catalogue, row, rune, lead, author):
    baseline = publish_baseline(catalogue=catalogue, by=lead, name="Utkast", override_reason="Prov")
    edit(row("A1"), author, text="Ny text.")
    versions = RequirementVersion.objects.count()
    review = make_round([rune], baseline=baseline)
    assert item_of(review, "A1").version.content["text"] == "Ska visa listan."
    assert [item.number for item in review.items.all()] == ["1.1", "1.2", "2.1"]
    assert [item.path for item in review.items.all()] == ["Journal", "Journal", "Läkemedel"]
    assert RequirementVersion.objects.count() == versions
    other = CatalogueFactory(programme=catalogue.programme)
    with pytest.raises(ValidationError):
        actions.create_round(
            catalogue=other, by=lead, name="Fel", due_on=review.due_on, baseline=baseline
        )


def test_chapters_narrow_what_is_asked(make_round, row, rune, olga, lead):
    review = make_round([rune])
    actions.invite_members(review=review, people=[olga], by=lead, chapters=[row("B")])
    totals = {str(one.reviewer): one.total for one in progress_of(review).reviewers}
    assert totals == {"Rune": 3, "Olga": 1}
    other = RequirementFactory(is_heading=True, kind="", title="Främmande")
    for wrong in (row("A1"), other):
        with pytest.raises(ValidationError):
            actions.invite_members(review=review, people=[lead], by=lead, chapters=[wrong])
    assert review.reviewers.count() == 2


def test_the_last_day_moves_with_a_reason(make_round, rune, lead):
    review = make_round([rune])
    later = review.due_on + timedelta(days=3)
    moved = actions.extend_round(review=review, by=lead, due_on=later, reason="Sommar")
    assert (moved.due_on, moved.history.first().history_change_reason) == (later, "Sommar")
    for wrong in (
        {"due_on": timezone.localdate() - timedelta(days=1), "reason": "Bakåt"},
        {"due_on": later, "reason": "  "},
    ):
        with pytest.raises(ValidationError):
            actions.extend_round(review=review, by=lead, **wrong)
    review.refresh_from_db()
    assert review.due_on == later


def test_who_has_said_something_stays(make_round, rune, olga, lead):
    review = make_round([rune, olga])
    give_verdicts(
        reviewer=reviewer_of(review, rune), items=[item_of(review, "A1")], choice="approve", by=rune
    )
    with pytest.raises(StateNotAllowed):
        actions.remove_reviewer(reviewer=reviewer_of(review, rune), by=lead)
    gone = reviewer_of(review, olga)
    key = gone.pk
    actions.remove_reviewer(reviewer=gone, by=lead)
    assert [str(one) for one in review.reviewers.all()] == ["Rune"]
    record = Reviewer.history.filter(id=key).first()
    assert (record.history_type, record.history_user) == ("-", lead)


def test_parties_without_accounts_are_asked_in_referrals_only(make_round, rune, lead):
    inner, outer = make_round([rune]), make_round([rune], is_external=True)
    with pytest.raises(StateNotAllowed):
        actions.invite_party(review=inner, by=lead, organisation="Fjällvyn AB")
    party = actions.invite_party(
        review=outer, by=lead, organisation="Fjällvyn AB", contact_name="Ida", email="Ida@F.test"
    )
    assert (str(party), party.email, party.is_external) == ("Ida, Fjällvyn AB", "ida@f.test", True)
    for wrong in ({"organisation": "Annan", "email": "ida@f.test"}, {"organisation": ""}):
        with pytest.raises(ValidationError):
            actions.invite_party(review=outer, by=lead, **wrong)
    assert outer.reviewers.count() == 2


def test_opening_costs_the_same_however_many_rows(make_round, catalogue, rune, lead):
    def cost():
        review = make_round([rune], is_open=False)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            actions.open_round(review=review, by=lead)
        return len(queries)

    cost()
    few = cost()
    heading = catalogue.requirements.get(code="B")
    for number in range(20):
        RequirementFactory(catalogue=catalogue, parent=heading, depth=1, status="in_review",
                           position=(10 + number) << 20)  # fmt: skip
    first = cost()  # Twenty new versions are written once.
    assert cost() == few
    assert first <= few + 3
