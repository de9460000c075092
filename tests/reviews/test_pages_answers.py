"""Pages on which comments are answered, and one's own work: order, conflicts, costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requirements_catalog.actions.requirements import edit_requirement
from reviews.models import Disposition
from tests.reviews.conftest import address, text_of
from tests.reviews.test_reading import comment, propose

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def test_answers_lead_on_to_the_next_comment_that_waits(as_person, make_round, rune, author):
    review = make_round([rune])
    first, second = comment(review, rune, "A1"), comment(review, rune, "B1", text="Hur?")
    page = as_person(author)
    shown = text_of(page.get(address("disposition-list", review.pk)))
    assert "2 av 2 väntar på svar" in shown
    url = address("disposition-write", review.pk, first.pk)
    assert page.post(url, {"outcome": "declined", "answer": ""}).status_code == 422
    answer = page.post(f"{url}?state=left", {"outcome": "answered", "answer": "Läkemedel."})
    goal = address("disposition-list", review.pk)
    assert answer.url == f"{goal}?state=left#comment-{second.pk}"
    shown = text_of(page.get(goal, {"state": "left"}))
    assert ("Vilken lista?" in shown, "Hur?" in shown) == (False, True)
    assert "Läkemedel." in text_of(page.get(goal, {"state": "answered"}))
    read = as_person(rune).get(address("reading-item", review.pk, first.item_id))
    assert "Läkemedel." in text_of(read)


def test_a_conflict_is_shown_and_the_new_difference_can_be_adopted(
    as_person, make_round, rune, author, row
):
    review = make_round([rune])
    said = propose(review, rune)
    page = as_person(author)
    shown = page.get(address("disposition-list", review.pk))
    ((_item, comments),) = shown.context["groups"]
    adopt = address("proposal-adopt", review.pk, said.pk)
    edit_requirement(requirement=row("A1"), by=author, text="Ska visa listorna.")
    answer = page.post(adopt, {"seen": comments[0].seen})
    assert answer.status_code == 409
    assert "Inget har skrivits över" in text_of(answer)
    assert "skriv över den ändrade texten" in text_of(answer)
    assert (row("A1").text, Disposition.objects.count()) == ("Ska visa listorna.", 0)
    ((_item, comments),) = answer.context["groups"]
    page.post(adopt, {"seen": comments[0].seen})
    assert row("A1").text == "Ska visa hela listan."
    assert Disposition.objects.get().decided_by == author


def test_comments_of_another_round_are_not_found(as_person, make_round, rune, author):
    review, other = make_round([rune]), make_round([rune], name="Annan")
    said = propose(other, rune)
    page = as_person(author)
    for name in ("disposition-write", "proposal-adopt"):
        answer = page.post(
            address(name, review.pk, said.pk), {"outcome": "declined", "answer": "N"}
        )
        assert answer.status_code == 404
    assert not Disposition.objects.exists()


def test_answers_cost_the_same_however_many_comments(as_person, make_round, rune, author):
    review = make_round([rune])
    page = as_person(author)
    url = address("disposition-list", review.pk)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert page.get(url).status_code == 200
        return len(queries)

    propose(review, rune, "A1")
    cost()
    few = cost()
    for code in ("A1", "A2", "B1"):
        comment(review, rune, code)
        propose(review, rune, code, "Annan text.")
    assert (few, cost()) == (13, 13)


def test_what_waits_is_on_the_page_of_ones_own_work(as_person, make_round, rune, author):
    review = make_round([rune])
    comment(review, rune)
    work = reverse("requirements_catalog:my-work", args=["prov"])
    shown = text_of(as_person(rune).get(work))
    assert "Granskningar som väntar på mig" in shown
    assert "2 krav kvar av 3" in shown
    assert "Kommentarer som väntar på svar" not in shown
    shown = text_of(as_person(author).get(work))
    assert "Granskningar som väntar på mig" not in shown
    assert address("disposition-list", review.pk) in shown
