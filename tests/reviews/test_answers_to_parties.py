"""Answers to external parties: seen when they are shown, each party its own, and nobody's name."""

import pytest
from django.urls import reverse

from reviews import actions_reading
from reviews.actions_dispositions import dispose
from reviews.actions_referral import hide_answers, show_answers
from reviews.problems import StateNotAllowed
from reviews.progress import AnswersToParties, answers_to_parties
from tests.reviews.conftest import address, item_of, text_of
from tests.reviews.referral import let_in, make_referral, party_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(catalogue, lead):
    return make_referral(catalogue, lead)


def say(review, name, code="A1", text="Hur ofta?"):
    return actions_reading.write_comment(
        reviewer=party_in(review, name), item=item_of(review, code) if code else None, by=None,
        kind="question", text=text,
    )  # fmt: skip


def page_of(client, review, lead, name, code="A1"):
    """The party's page of a requirement, by a link that is made for it."""
    client.logout()
    party = let_in(client, party_in(review, name), lead)
    start = text_of(client.get(reverse("party:start", args=[party.uid])))
    place = item_of(review, code).place
    return start, text_of(client.get(reverse("party:item", args=[party.uid, place])))


def test_a_party_sees_its_answers_when_they_are_shown(client, review, lead, author):
    own = say(review, "Ymer Vård AB")
    say(review, "Ask Data AB", text="Asks fråga")
    dispose(comment=own, by=author, outcome="answered", answer="En gång i timmen.")
    start, page = page_of(client, review, lead, "Ymer Vård AB")
    assert "timmen" not in page and "Synpunkten handläggs" in page
    assert "fått ett svar" not in start
    assert answers_to_parties(review) == AnswersToParties(total=2, answered=1, unseen=1)
    review = show_answers(review=review, by=lead)
    assert answers_to_parties(review) == AnswersToParties(total=2, answered=1, unseen=0)
    start, page = page_of(client, review, lead, "Ymer Vård AB")
    assert "En gång i timmen." in page and "besvaras" in page
    assert "Anna" not in page and "Asks fråga" not in page
    assert "En av era synpunkter har fått ett svar." in start
    assert "en synpunkt, besvarad" in start
    start, page = page_of(client, review, lead, "Ask Data AB")
    assert "timmen" not in page and "fått ett svar" not in start


def test_what_is_answered_later_waits_until_answers_are_shown_again(client, review, lead, author):
    own = say(review, "Ymer Vård AB")
    dispose(comment=own, by=author, outcome="answered", answer="Första svaret.")
    review = show_answers(review=review, by=lead)
    dispose(comment=own, by=author, outcome="answered", answer="Andra svaret.")
    _start, page = page_of(client, review, lead, "Ymer Vård AB")
    assert "Första svaret." in page and "Andra svaret." not in page
    assert answers_to_parties(review).unseen == 1
    review = show_answers(review=review, by=lead)
    _start, page = page_of(client, review, lead, "Ymer Vård AB")
    assert "Andra svaret." in page and "Första svaret." not in page
    review = hide_answers(review=review, by=lead)
    _start, page = page_of(client, review, lead, "Ymer Vård AB")
    assert "svaret." not in page
    assert [one.history_change_reason for one in review.history.all()[:3]] == [
        "Svaren visas inte längre för parterna",
        "Svaren visas för parterna",
        "Svaren visas för parterna",
    ]


def test_an_answer_about_the_whole_is_shown_too(client, review, lead, author):
    own = say(review, "Ymer Vård AB", code="", text="Hur långt är avtalet?")
    dispose(comment=own, by=author, outcome="answered", answer="Åtta år.")
    show_answers(review=review, by=lead)
    start, _page = page_of(client, review, lead, "Ymer Vård AB")
    assert "Hur långt är avtalet?" in start and "Åtta år." in start


def test_who_leads_shows_and_hides_them_on_the_page_of_the_parties(
    as_person, review, lead, author, rune
):
    parties = address("party-list", review.pk)
    client = as_person(lead)
    assert "Svar till parterna" not in text_of(client.get(parties))
    own = say(review, "Ymer Vård AB")
    dispose(comment=own, by=author, outcome="answered", answer="Varje timme.")
    page = text_of(client.get(parties))
    assert "1 av 1 synpunkter är besvarade. Parterna ser inga svar än." in page
    answers = address("answers-show", review.pk)
    assert client.post(answers)["Location"] == parties
    review.refresh_from_db()
    assert review.answers_shown_at
    assert "Visa svaren för parterna" not in text_of(client.get(parties))
    client.post(answers, {"act": "hide"})
    review.refresh_from_db()
    assert review.answers_shown_at is None
    assert as_person(rune).post(answers).status_code == 403
    review.refresh_from_db()
    assert review.answers_shown_at is None


def test_only_a_referral_that_has_begun_has_answers_to_show(make_round, rune, lead):
    review = make_round([rune])
    with pytest.raises(StateNotAllowed):
        show_answers(review=review, by=lead)
    review.refresh_from_db()
    assert review.answers_shown_at is None


def test_who_holds_a_link_is_led_back_from_what_is_not_there(client, review, lead):
    """A place that the party was not asked about is no try at a link."""
    ymer = let_in(client, party_in(review, "Ymer Vård AB"), lead)
    for _time in range(21):
        answer = client.get(reverse("party:item", args=[ymer.uid, 99]))
        assert answer.status_code == 404
    page = text_of(answer)
    assert "Sidan finns inte" in page
    assert f'href="{reverse("party:start", args=[ymer.uid])}"' in page
    theirs = say(review, "Ask Data AB")
    answer = client.get(reverse("party:comment-edit", args=[ymer.uid, theirs.uid]))
    assert answer.status_code == 404 and "Hur ofta?" not in text_of(answer)
