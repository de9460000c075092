"""What reviewers say: verdicts of which the newest counts, comments, proposals, approvals."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from requirements_catalog.actions.requirements import edit_requirement
from requirements_catalog.models import Approval
from reviews import actions, actions_reading
from reviews.actions_dispositions import dispose
from reviews.models import ReviewComment, Verdict
from reviews.problems import AlreadyAnswered, RoundNotOpen
from reviews.progress import progress_of
from reviews.reading import others_comments, way_of
from tests.reviews.conftest import item_of, reviewer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(make_round, rune, olga):
    return make_round([rune, olga])


def verdict(review, person, choice, *codes):
    return actions_reading.give_verdicts(
        reviewer=reviewer_of(review, person),
        items=[item_of(review, code) for code in codes],
        choice=choice,
        by=person,
    )


def comment(review, person, code="A1", **values):
    told = {"kind": "question", "text": "Vilken lista?"} | values
    return actions_reading.write_comment(
        reviewer=reviewer_of(review, person), item=item_of(review, code), by=person, **told
    )


def propose(review, person, code="A1", text="Ska visa hela listan.", **values):
    told = {"kind": "proposal", "field": "text", "proposed_text": text, "text": ""} | values
    return comment(review, person, code, **told)


def test_the_newest_verdict_counts_and_the_same_again_writes_nothing(review, rune):
    verdict(review, rune, "approve", "A1", "A2")
    verdict(review, rune, "approve", "A1")
    assert Verdict.objects.count() == 2
    verdict(review, rune, "abstain", "A1")
    verdict(review, rune, "withdrawn", "A2")
    way = way_of(reviewer_of(review, rune))
    assert [(stop.code, stop.verdict) for stop in way.stops] == [
        ("A1", "abstain"), ("A2", ""), ("B1", ""),
    ]  # fmt: skip
    assert (way.total, way.done, way.left) == (3, 1, 2)
    assert Verdict.objects.count() == 4


def test_the_way_leads_on_to_what_is_left_and_round_the_corner(review, rune):
    verdict(review, rune, "approve", "A2")
    way = way_of(reviewer_of(review, rune))
    a1, a2, b1 = (stop.pk for stop in way.stops)
    assert way.next_left().pk == a1
    assert way.next_left(a1).pk == b1
    assert way.next_left(b1).pk == a1
    assert (way.neighbour(a1, -1), way.neighbour(a1, 1).pk, way.neighbour(b1, 1)) == (
        None,
        a2,
        None,
    )
    verdict(review, rune, "abstain", "A1", "B1")
    assert way_of(reviewer_of(review, rune)).next_left(a1) is None
    told = [(chapter["title"], chapter["total"], chapter["left"]) for chapter in way.chapters]
    assert told == [("Journal", 2, 1), ("Läkemedel", 1, 1)]


def test_nobody_speaks_for_another_nor_of_what_was_not_asked(
    review, make_round, rune, olga, lead, row
):
    with pytest.raises(PermissionDenied):
        actions_reading.give_verdicts(
            reviewer=reviewer_of(review, rune), items=[item_of(review, "A1")], choice="approve",
            by=olga,
        )  # fmt: skip
    other = make_round([rune], name="Annan")
    with pytest.raises(PermissionDenied):
        actions_reading.write_comment(
            reviewer=reviewer_of(review, rune), item=item_of(other, "A1"), by=rune,
            kind="question", text="Hej?",
        )  # fmt: skip
    actions.invite_members(review=review, people=[lead], by=lead, chapters=[row("B")])
    with pytest.raises(PermissionDenied):
        verdict(review, lead, "approve", "A1")
    own = comment(review, rune)
    for step in (actions_reading.remove_comment, actions_reading.edit_comment):
        more = {} if step is actions_reading.remove_comment else {"kind": "question", "text": "X"}
        with pytest.raises(PermissionDenied):
            step(comment=own, by=olga, **more)
    assert not Verdict.objects.exists()
    assert ReviewComment.objects.get().text == "Vilken lista?"


def test_nothing_is_said_before_and_after(make_round, rune, lead):
    review = make_round([rune])
    kept = comment(review, rune)
    actions.close_round(review=review, by=lead, summary="")
    for refused in (
        lambda: verdict(review, rune, "approve", "A1"),
        lambda: comment(review, rune),
        lambda: actions_reading.remove_comment(comment=kept, by=rune),
    ):
        with pytest.raises(RoundNotOpen):
            refused()
    kept.refresh_from_db()
    assert (Verdict.objects.count(), kept.removed_at) == (0, None)


@pytest.mark.parametrize(
    "values",
    [
        {"text": "   "},
        {"kind": "finnsinte"},
        {"field": "status"},
        {"text": "x" * 10_001},
        {"kind": "proposal", "field": "text", "proposed_text": ""},
        {"kind": "proposal", "field": "", "proposed_text": "Ny."},
        {"kind": "proposal", "field": "text", "proposed_text": " Ska visa listan. "},
        {"kind": "proposal", "field": "status", "proposed_text": "approved"},
    ],
)
def test_what_says_nothing_or_too_much_is_refused(review, rune, values):
    with pytest.raises(ValidationError):
        comment(review, rune, **values)
    assert not ReviewComment.objects.exists()


def test_the_database_refuses_an_empty_comment_too(review, rune):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewComment.objects.create(
            item=item_of(review, "A1"), reviewer=reviewer_of(review, rune), kind="question"
        )


def test_a_comment_is_changed_until_it_is_answered(review, rune, author):
    said = comment(review, rune)
    actions_reading.edit_comment(comment=said, by=rune, kind="objection", text="Vilken?")
    said.refresh_from_db()
    assert (said.kind, said.text, said.edited_at is not None) == ("objection", "Vilken?", True)
    assert said.history.count() == 2
    dispose(comment=said, by=author, outcome="answered", answer="Läkemedelslistan.")
    for step in (
        lambda: actions_reading.remove_comment(comment=said, by=rune),
        lambda: actions_reading.edit_comment(comment=said, by=rune, kind="question", text="Nej"),
    ):
        with pytest.raises(AlreadyAnswered):
            step()
    said.refresh_from_db()
    assert (said.text, said.removed_at) == ("Vilken?", None)


def test_a_removed_comment_is_neither_shown_nor_counted(review, rune):
    said = comment(review, rune)
    actions_reading.remove_comment(comment=said, by=rune)
    assert way_of(reviewer_of(review, rune)).left == 3
    assert progress_of(review).comments == 0
    assert said.history.first().history_user == rune


def test_others_comments_are_seen_only_where_the_round_says_so(make_round, rune, olga, lead):
    for shows, seen in ((False, 0), (True, 1)):
        review = make_round([rune, olga], shows_comments=shows, is_external=True)
        party = actions.invite_party(review=review, by=lead, organisation="Fjällvyn AB")
        item = item_of(review, "A1")
        comment(review, olga)
        comment(review, rune)
        actions_reading.write_comment(
            reviewer=party, item=item, by=None, kind="objection", text="För dyrt."
        )
        asked = reviewer_of(review, rune)
        asked.round = review
        texts = [str(one.reviewer) for one in others_comments(asked, item)]
        assert texts == ["Olga"] * seen
        assert not others_comments(party, item).exists()


def test_progress_is_counted_by_reviewer_and_chapter(review, rune, olga, author):
    verdict(review, rune, "approve", "A1", "B1")
    verdict(review, rune, "abstain", "A2")
    said = comment(review, olga, "B1", kind="objection", text="Nej.")
    propose(review, olga, "B1", "Ska larma.")
    dispose(comment=said, by=author, outcome="declined", answer="Behövs.")
    found = progress_of(review)
    people = [(str(o.reviewer), o.done, o.total, o.approved, o.abstained) for o in found.reviewers]
    assert people == [("Rune", 3, 3, 2, 1), ("Olga", 1, 3, 0, 0)]
    # Two reviewers: Journal 2 requirements x 2, of which Rune's two; Läkemedel 1 x 2, both.
    chapters = [(c.title, c.items, c.done, c.total, c.comments) for c in found.chapters]
    assert chapters == [("Journal", 2, 2, 4, 0), ("Läkemedel", 1, 2, 2, 2)]
    assert (found.total, found.done, found.begun) == (6, 4, 2)
    kinds = {row["kind"]: (row["total"], row["outcomes"], row["left"]) for row in found.kinds}
    assert kinds["objection"] == (1, [0, 0, 1, 0], 0)
    assert kinds["proposal"] == (1, [0, 0, 0, 0], 1)
    assert (found.comments, found.undisposed) == (2, 1)


def test_progress_costs_the_same_however_much_was_said(review, make_round, rune, olga, lead):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            progress_of(review)
        return len(queries)

    before = cost()
    for person in (rune, olga):
        verdict(review, person, "approve", "A1", "A2", "B1")
        comment(review, person, "A1")
    actions.invite_members(review=review, people=[lead], by=lead)
    assert (before, cost()) == (6, 6)


# ---------------------------------------------------------------- approvals


def test_a_verdict_approves_only_where_the_round_says_so(review, make_round, rune, row):
    verdict(review, rune, "approve", "A1")
    assert row("A1").status == "in_review"
    strict = make_round([rune], name="Skarp", approves_requirements=True)
    assert verdict(strict, rune, "approve", "A1", "B1") == {}
    assert [row(code).status for code in ("A1", "A2", "B1")] == [
        "approved", "in_review", "approved",
    ]  # fmt: skip
    made = Approval.objects.get(requirement__code="A1")
    assert (made.approved_by, made.version) == (rune, item_of(strict, "A1").version)
    assert made.reason == "Godkänt i granskningen ”Skarp”"
    # Said again after a second thought: the requirement is approved already.
    verdict(strict, rune, "withdrawn", "A1")
    assert verdict(strict, rune, "approve", "A1") == {}
    assert Approval.objects.count() == 2


def test_nobody_approves_own_text_nor_another_text_than_was_read(make_round, rune, lead, row):
    edit_requirement(requirement=row("A1"), by=lead, text="Ska visa hela listan.")
    review = make_round([rune, lead], approves_requirements=True)
    item = item_of(review, "A1").pk
    refused = verdict(review, lead, "approve", "A1")
    assert refused == {
        item: "Du har ändrat texten sedan den senast godkändes; någon annan måste godkänna."
    }
    assert row("A1").status == "in_review"
    edit_requirement(requirement=row("A1"), by=lead, text="Ska visa nästan hela listan.")
    assert verdict(review, rune, "approve", "A1") == {
        item: "Texten har ändrats sedan rundan öppnades."
    }
    assert row("A1").status == "in_review"
    assert not Approval.objects.exists()
    # The opinions of both are kept all the same.
    assert Verdict.objects.filter(choice="approve").count() == 2


def test_who_may_not_approve_gives_an_opinion(make_round, olga, row):
    review = make_round([olga], approves_requirements=True)
    assert verdict(review, olga, "approve", "A1") == {}
    assert (row("A1").status, Verdict.objects.count()) == ("in_review", 1)


def test_an_approval_needs_a_requirement_that_is_in_review(make_round, rune, lead, row):
    review = make_round([rune], approves_requirements=True)
    edit_requirement(requirement=row("A1"), by=lead, status="draft")
    item = item_of(review, "A1").pk
    assert verdict(review, rune, "approve", "A1") == {item: "Kravet är inte längre på granskning."}
    assert row("A1").status == "draft"
