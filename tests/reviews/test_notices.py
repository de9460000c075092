"""Being asked, reminded and answered: in the notices and in the daily letter."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from programmes.digest import send_digests
from programmes.models import Membership
from programmes.notices import notices_since, unseen
from reviews import actions
from reviews.actions_dispositions import dispose
from tests.reviews.conftest import reviewer_of
from tests.reviews.test_reading import comment

pytestmark = pytest.mark.django_db


def told(person):
    """What the person is told of: words and titles, the newest first."""
    since = timezone.now() - timedelta(days=1)
    return [(notice.words, notice.title) for notice in notices_since(person, since, 10)]


def test_being_asked_reminded_and_answered(make_round, rune, olga, lead, author):
    review = make_round([rune], is_open=False)
    assert told(rune) == []
    actions.open_round(review=review, by=lead)
    actions.invite_members(review=review, people=[olga], by=lead)
    assert told(olga) == [("Lena ber dig granska krav", "Vårens runda")]
    assert actions.remind(review=review, reviewers=[reviewer_of(review, rune)], by=lead) == 1
    said = comment(review, rune)
    dispose(comment=said, by=author, outcome="answered", answer="Läkemedelslistan.")
    assert [words for words, _title in told(rune)] == [
        "Anna svarade på din kommentar i en granskning",
        "Påminnelse om en granskning",
        "Lena ber dig granska krav",
    ]
    assert unseen(rune) == 3
    assert reviewer_of(review, rune).history.first().history_user == lead


def test_the_letter_tells_it(make_round, rune, lead):
    review = make_round([rune])
    actions.remind(review=review, reviewers=[reviewer_of(review, rune)], by=lead)
    send_digests()
    letter = next(one for one in mail.outbox if one.to == [rune.email])
    assert "Påminnelse om en granskning" in letter.body
    assert f"Svar senast {review.due_on.isoformat()}." in letter.body


def test_a_round_that_is_over_asks_nobody_and_who_has_left_hears_nothing(
    make_round, rune, lead, author
):
    review = make_round([rune])
    said = comment(review, rune)
    actions.close_round(review=review, by=lead, summary="")
    assert told(rune) == []
    dispose(comment=said, by=author, outcome="answered", answer="Ja.")
    assert len(told(rune)) == 1
    Membership.objects.filter(user=rune).delete()
    assert told(rune) == []


def test_parties_are_not_reminded_here(make_round, rune, lead):
    review = make_round([rune], is_external=True)
    party = actions.invite_party(review=review, by=lead, organisation="Fjällvyn AB")
    assert actions.remind(review=review, reviewers=[party], by=lead) == 0
    party.refresh_from_db()
    assert party.reminded_at is None
