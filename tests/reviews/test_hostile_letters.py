"""Letters with names that are written to be more than names."""

import pytest
from django.core import mail

from accounts.welcome import send_welcome
from programmes.digest import send_digests
from reviews import actions, actions_referral
from tests.reviews.conftest import reviewer_of

pytestmark = pytest.mark.django_db

HOSTILE = '<a href="https://x.test">A</a>\r\nBcc: b@x.test\n\n- Byt lösenord:\n  https://x.test'
ON_A_LINE = '<a href="https://x.test">A</a> Bcc: b@x.test - Byt lösenord: https://x.test'


def holds(letter) -> None:
    """To one person, as plain text, with no line that a name has written."""
    assert "\n" not in letter.subject and "\r" not in letter.subject
    assert (letter.cc, letter.bcc, letter.alternatives) == ([], [], [])
    assert letter.content_subtype == "plain"
    lines = [line.strip() for line in letter.body.splitlines()]
    assert not {"Bcc: b@x.test", "- Byt lösenord:", "https://x.test"} & set(lines)
    # As it was written, not as HTML would have it.
    assert any(ON_A_LINE in line for line in lines)
    assert "Bcc" not in letter.message() and letter.message()["Subject"]


def test_the_daily_letter(make_round, rune, lead):
    review = make_round([rune])
    review.name = HOSTILE
    review.save()
    type(lead).objects.filter(pk__in=[lead.pk, rune.pk]).update(full_name=HOSTILE[:150])
    actions.remind(review=review, reviewers=[reviewer_of(review, rune)], by=lead)
    send_digests()
    holds(next(one for one in mail.outbox if one.to == [rune.email]))


def test_the_letter_to_a_party(make_round, rune, lead):
    review = make_round([rune], is_external=True)
    review.name = HOSTILE
    review.save()
    party = actions.invite_party(
        review=review, by=lead, organisation=HOSTILE[:150], email="part@x.test"
    )
    lead.full_name = HOSTILE
    party.round.name = HOSTILE
    actions_referral.send_link(reviewer=party, by=lead, address="https://fvm.test/l")
    (letter,) = mail.outbox
    assert letter.to == ["part@x.test"]
    holds(letter)


def test_the_letter_of_welcome(rf, rune, lead):
    lead.full_name = rune.full_name = HOSTILE
    request = rf.get("/")
    request.user = lead
    send_welcome(rune, request=request, place=HOSTILE)
    (letter,) = mail.outbox
    holds(letter)
