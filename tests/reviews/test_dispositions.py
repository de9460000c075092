"""What becomes of comments: answers with reasons, proposals written into the catalogue."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from common.append_only import AppendOnlyError
from requirements_catalog.actions.requirements import edit_requirement
from requirements_catalog.actions.structure import withdraw_requirement
from requirements_catalog.actions.undo import undo
from requirements_catalog.models import ChangeSet
from reviews import actions, actions_reading
from reviews.actions_dispositions import adopt_proposal, dispose, seen_mark, undo_adoption
from reviews.lists import comments_waiting_for
from reviews.models import Disposition
from reviews.problems import NotAdopted, ProposalConflict, ReviewProblem
from tests.reviews.conftest import address, reviewer_of, text_of
from tests.reviews.test_reading import comment, propose

pytestmark = pytest.mark.django_db
READ = "Ska visa listan."


@pytest.fixture
def review(make_round, rune):
    return make_round([rune])


def test_a_later_disposition_supersedes_and_none_is_changed(review, rune, author, lead):
    said = comment(review, rune)
    dispose(comment=said, by=author, outcome="declined", answer="Behövs inte.")
    second = dispose(comment=said, by=lead, outcome="accepted")
    newest = Disposition.objects.newest().get()
    assert (newest, newest.decided_by, Disposition.objects.count()) == (second, lead, 2)
    second.answer = "Annat"
    with pytest.raises(AppendOnlyError):
        second.save()


@pytest.mark.parametrize(
    ("outcome", "answer"),
    [
        ("declined", " "), ("answered", ""), ("accepted_changed", ""), ("finnsinte", "Svar."),
        ("answered", "x" * 10_001),
    ],
)  # fmt: skip
def test_what_needs_an_answer_is_refused_without(review, rune, author, outcome, answer):
    said = comment(review, rune)
    with pytest.raises(ValidationError):
        dispose(comment=said, by=author, outcome=outcome, answer=answer)
    assert not Disposition.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposition.objects.create(comment=said, outcome="declined", decided_by=author)


def test_an_adopted_proposal_stands_in_the_requirement(review, rune, author, row):
    said = propose(review, rune)
    done = adopt_proposal(comment=said, by=author, seen=seen_mark(READ), answer="Bra.")
    assert row("A1").text == "Ska visa hela listan."
    assert (done.outcome, done.answer, done.decided_by) == ("accepted", "Bra.", author)
    record = row("A1").history.first()
    reason = f"Förslag {said.pk} i granskningen ”Vårens runda” antogs"
    assert (record.history_user, record.history_change_reason) == (author, reason)
    written = done.change_set
    assert [cell[1:4] for cell in written.cells] == [["text", READ, "Ska visa hela listan."]]
    undo(catalogue=written.catalogue, by=author, change_set=written)
    assert row("A1").text == READ


def test_an_adoption_is_undone_and_can_be_made_again(review, rune, author, row):
    said = propose(review, rune)
    adopt_proposal(comment=said, by=author, seen=seen_mark(READ))
    undone = undo_adoption(comment=said, by=author)
    assert row("A1").text == READ
    assert (undone.outcome, undone.decided_by) == ("answered", author)
    with pytest.raises(ReviewProblem, match="inget antagande"):
        undo_adoption(comment=said, by=author)
    adopt_proposal(comment=said, by=author, seen=seen_mark(READ))
    edit_requirement(requirement=row("A1"), by=author, text="Någon annan skrev.")
    with pytest.raises(NotAdopted, match="har ändrats"):
        undo_adoption(comment=said, by=author)
    assert row("A1").text == "Någon annan skrev."


def test_undo_is_offered_where_the_proposal_was_adopted(as_person, review, rune, author, row):
    said = propose(review, rune)
    page = as_person(author)
    adopt = address("proposal-adopt", review.pk, said.pk)
    shown = text_of(page.post(f"{adopt}?state=left", {"seen": seen_mark(READ)}, follow=True))
    assert "som är utkast tills det godkänns" in shown
    assert "Förslaget till A1 är antaget." in shown
    shown = text_of(page.post(address("adoption-undo", review.pk, said.pk), follow=True))
    assert "Antagandet är ångrat." in shown and "Anta förslaget" in shown
    assert row("A1").text == READ


def test_a_text_that_was_changed_meanwhile_is_not_overwritten(review, rune, author, row):
    said = propose(review, rune)
    edit_requirement(requirement=row("A1"), by=author, text="Ska visa och spara listan.")
    with pytest.raises(ProposalConflict):
        adopt_proposal(comment=said, by=author, seen=seen_mark(READ))
    assert row("A1").text == "Ska visa och spara listan."
    assert not Disposition.objects.exists()
    seen = seen_mark("Ska visa och spara listan.")
    adopt_proposal(comment=said, by=author, seen=seen)
    assert row("A1").text == "Ska visa hela listan."


def test_a_proposal_that_stands_already_is_adopted_without_writing(review, rune, author, row):
    said = propose(review, rune)
    edit_requirement(requirement=row("A1"), by=author, text="Ska visa hela listan.")
    before = ChangeSet.objects.count()
    done = adopt_proposal(comment=said, by=author, seen="annat")
    assert (done.change_set, ChangeSet.objects.count()) == (None, before)


def test_what_cannot_be_adopted_is_told(review, rune, author, row):
    question = comment(review, rune)
    with pytest.raises(ReviewProblem):
        adopt_proposal(comment=question, by=author, seen=seen_mark(READ))
    said = propose(review, rune)
    with pytest.raises(ValidationError):
        dispose(comment=said, by=author, outcome="accepted")
    long = propose(review, rune, field="title", text="", proposed_text="x" * 501)
    with pytest.raises(NotAdopted):
        adopt_proposal(comment=long, by=author, seen=seen_mark(row("A1").title))
    withdraw_requirement(requirement=row("A1"), by=author, reason="Dubblett")
    with pytest.raises(NotAdopted):
        adopt_proposal(comment=said, by=author, seen=seen_mark(READ))
    actions_reading.remove_comment(comment=said, by=rune)
    with pytest.raises(ReviewProblem):
        dispose(comment=said, by=author, outcome="declined", answer="Nej.")
    assert (row("A1").text, Disposition.objects.count()) == (READ, 0)


def test_an_adopted_proposal_takes_an_approval_away(make_round, rune, author, row):
    review = make_round([rune], approves_requirements=True)
    said = propose(review, rune)
    item = said.item
    actions_reading.give_verdicts(
        reviewer=reviewer_of(review, rune), items=[item], choice="approve", by=rune
    )
    assert row("A1").status == "approved"
    adopt_proposal(comment=said, by=author, seen=seen_mark(READ))
    assert row("A1").status == "draft"


def test_comments_are_answered_after_the_round_too(review, rune, author, lead):
    said = comment(review, rune)
    actions.close_round(review=review, by=lead, summary="")
    dispose(comment=said, by=author, outcome="answered", answer="Läkemedelslistan.")
    assert Disposition.objects.get().comment == said


def test_comments_wait_for_who_is_responsible(review, programme, rune, author, lead, row):
    edit_requirement(requirement=row("A1"), by=lead, owner=lead)
    first = comment(review, rune, "A1")
    comment(review, rune, "B1")  # Nobody is responsible: everybody's.
    assert [one["count"] for one in comments_waiting_for(author, programme)] == [1]
    assert [one["count"] for one in comments_waiting_for(lead, programme)] == [2]
    dispose(comment=first, by=lead, outcome="accepted")
    assert [one["count"] for one in comments_waiting_for(lead, programme)] == [1]
