"""Personal links: what a party sees and writes, and everything that it must not see."""

import hashlib
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews import actions, actions_reading
from reviews.actions_dispositions import dispose
from reviews.actions_referral import issue_link, move_link, revoke_link
from reviews.models import ReviewComment, Reviewer
from tests.reviews.conftest import address, item_of, text_of
from tests.reviews.referral import day, link, opened, pages, party_in

pytestmark = [pytest.mark.once, pytest.mark.django_db]
START, ITEM = 5, 8


def ask_says(review, text="Asks hemlighet"):
    return actions_reading.write_comment(
        reviewer=party_in(review, "Ask Data AB"),
        item=item_of(review, "A1"),
        by=None,
        kind="objection",
        text=text,
    )


def test_only_the_digest_of_a_secret_is_kept(ymer, secret):
    row = Reviewer.objects.get(pk=ymer.pk)
    assert row.token_digest == hashlib.sha256(secret.encode()).hexdigest()
    assert len(secret) == 43
    assert not [f for f in row.history.model._meta.fields if f.name == "token_digest"]


def test_a_party_reads_writes_changes_and_removes_without_an_account(client, review, secret, ymer):
    page = text_of(opened(client, secret))
    for words in ("Remiss", "Pröva kraven", "Ymer Vård AB", "A1", "A2", "B1", "Provprogrammet"):
        assert words in page
    place = item_of(review, "A2").place
    page = text_of(client.get(pages(ymer, "item", place)))
    assert "Ska spara." in page
    sent = {"kind": "question", "field": "", "text": "Hur fort?"}
    answer = client.post(pages(ymer, "item", place), sent)
    assert (answer.status_code, answer["Location"]) == (302, pages(ymer, "item", place))
    made = ymer.comments.get()
    assert (made.text, made.history.first().history_user) == ("Hur fort?", None)
    proposal = {"proposal-field": "text", "proposal-proposed_text": "Ska spara på en sekund."}
    client.post(pages(ymer, "item", place), proposal)
    assert ymer.comments.get(kind="proposal").proposed_text == "Ska spara på en sekund."
    page = text_of(client.get(pages(ymer, "item", place)))
    assert "Hur fort?" in page and "sekund" in page
    client.post(pages(ymer, "comment-edit", made.uid), {**sent, "text": "Hur långsamt?"})
    made.refresh_from_db()
    assert made.text == "Hur långsamt?"
    client.post(pages(ymer, "comment-remove", made.uid))
    made.refresh_from_db()
    assert made.removed_at is not None
    page = text_of(client.get(pages(ymer)))
    assert "en synpunkt" in page and "2 synpunkter" not in page


def test_nothing_else_leaks(inside, review, lead, author, ymer):
    ask_says(review)
    own = actions_reading.write_comment(
        reviewer=ymer, item=item_of(review, "A1"), by=None, kind="question", text="Vår fråga"
    )
    dispose(comment=own, by=author, outcome="answered", answer="Internt svar än så länge")
    place = item_of(review, "A1").place
    got = [inside.get(pages(ymer)), inside.get(pages(ymer, "item", place))]
    for page in got:
        words = text_of(page)
        for hidden in (
            "Ask Data", "Mimer", "Asks hemlighet", "Internt", "Rune", "Lena", "Anna", "part0@",
            "part1@", "/p/prov", "Kärnan",
        ):  # fmt: skip
            assert hidden not in words, hidden
        assert page["Cache-Control"] == ("max-age=0, no-cache, no-store, must-revalidate, private")
        assert page["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert page["Referrer-Policy"] == "same-origin"
        assert '<meta name="robots" content="noindex, nofollow">' in words
    assert "Vår fråga" in text_of(got[1])
    assert "Synpunkten handläggs" in text_of(got[1])


def test_a_signed_in_leader_who_opens_the_link_gets_the_partys_page(as_person, secret, lead):
    words = text_of(opened(as_person(lead), secret))
    assert "Lena" not in words and "/p/prov" not in words


def test_one_party_neither_sees_nor_changes_anothers(inside, review, ymer):
    other = ask_says(review)
    for name in ("comment-edit", "comment-remove"):
        answer = inside.post(pages(ymer, name, other.uid), {"kind": "question", "text": "Mitt"})
        assert answer.status_code == 404
    assert inside.get(pages(ymer, "comment-edit", other.uid)).status_code == 404
    # Nor through the other's own addresses, which are no secret.
    ask = other.reviewer
    assert inside.get(pages(ask)).status_code == 404
    assert inside.get(pages(ask, "comment-edit", other.uid)).status_code == 404
    # The cookie of one under the name of the other.
    inside.cookies[f"referral_{ask.uid.hex}"] = inside.cookies[f"referral_{ymer.uid.hex}"].value
    assert inside.get(pages(ask)).status_code == 404
    assert inside.get(pages(ymer)).status_code == 200
    other.refresh_from_db()
    assert (other.text, other.removed_at) == ("Asks hemlighet", None)


def test_a_party_asked_about_a_chapter_sees_only_that(client, review, lead, row):
    party = actions.invite_party(
        review=review, by=lead, organisation="Smal AB", chapters=[row("B")]
    )
    secret = issue_link(reviewer=party, by=lead, expires_on=day(1))
    words = text_of(opened(client, secret))
    # With the mark-up: a form's own token may hold any two letters.
    assert '<span class="code">B1</span>' in words
    assert '<span class="code">A1</span>' not in words
    outside = pages(party, "item", item_of(review, "A1").place)
    assert client.get(outside).status_code == 404
    assert client.post(outside, {"kind": "question", "text": "x"}).status_code == 404
    assert not party.comments.exists()


def test_forged_expired_and_revoked_links_get_the_same_answer(client, review, ymer, secret, lead):
    place = item_of(review, "A1").place
    forged = client.get(link("x" * 43))
    uninvited = client.get(pages(ymer))
    opened(client, secret)
    Reviewer.objects.filter(pk=ymer.pk).update(token_expires_at=timezone.now())
    expired, expired_inside = client.get(link(secret)), client.get(pages(ymer))
    revoked_secret = issue_link(reviewer=ymer, by=lead, expires_on=day(1))
    old, old_inside = client.get(link(secret)), client.get(pages(ymer))
    opened(client, revoked_secret)
    revoke_link(reviewer=ymer, by=lead)
    revoked, revoked_inside = client.get(link(revoked_secret)), client.get(pages(ymer))
    empty = client.get(link("-"))
    posted = client.post(pages(ymer, "item", place), {"kind": "question", "text": "x"})

    def told(answer):
        # The form that changes the language leads back to the page it stands on.
        words = text_of(answer)
        return (answer.status_code, words[words.index("<h1>") : words.index("</main>")])

    by_link = (forged, expired, old, revoked, empty)
    by_page = (uninvited, expired_inside, old_inside, revoked_inside)
    # A form is answered with what it brought itself, and with nothing else.
    forged_post = client.post(f"/referral/{uuid4()}/1/", {"kind": "question", "text": "x"})
    assert told(posted) == told(forged_post)
    answers = [told(one) for one in by_link + by_page]
    assert len(set(answers)) == 1
    assert answers[0][0] == 404 and "Länken gäller inte" in answers[0][1]
    headers = {one["Cache-Control"] for one in (forged, expired, revoked)}
    assert headers == {"max-age=0, no-cache, no-store, must-revalidate, private"}
    assert not ymer.comments.exists()


def test_a_member_has_no_link_and_a_round_that_is_prepared_none_that_works(
    client, catalogue, lead, rune
):
    review = actions.create_round(
        catalogue=catalogue, by=lead, name="Förbereds", due_on=day(5), is_external=True
    )
    party = actions.invite_party(review=review, by=lead, organisation="Tidig AB")
    secret = issue_link(reviewer=party, by=lead, expires_on=day(5))
    assert client.get(link(secret)).status_code == 404
    (member,) = actions.invite_members(review=review, people=[rune], by=lead)
    with pytest.raises(Exception, match="Bara parter utan konto"):
        issue_link(reviewer=member, by=lead, expires_on=day(5))


def test_a_party_writes_until_the_last_day_and_reads_after_it(inside, review, ymer):
    review.due_on = day(-1)
    review.save()
    place = item_of(review, "A1").place
    page = text_of(inside.get(pages(ymer, "item", place)))
    assert "Tiden för synpunkter är ute" in page and "Spara synpunkten" not in page
    sent = {"kind": "question", "text": "För sent"}
    answer = inside.post(pages(ymer, "item", place), sent)
    assert answer.status_code == 422
    assert "Sista dagen för synpunkter har passerat." in text_of(answer)
    review.due_on = day(0)
    review.save()
    assert "För sent" in text_of(answer)  # what was typed is still there
    assert inside.post(pages(ymer, "item", place), sent).status_code == 302
    assert ymer.comments.get().text == "För sent"


def test_bad_input_is_told_and_kept(inside, review, ymer):
    place = item_of(review, "A1").place
    for sent, words in (
        ({"kind": "question", "text": "y" * 10_001}, "10000"),
        ({"kind": "nonsens", "text": "Skrivet"}, "Skrivet"),
        ({"kind": "question", "text": ""}, "måste fyllas i"),
        ({"proposal-field": "owner", "proposal-proposed_text": "Nytt"}, "Nytt"),
        ({"proposal-field": "text", "proposal-proposed_text": "Ska visa listan."}, "likadant"),
    ):
        answer = inside.post(pages(ymer, "item", place), sent)
        assert answer.status_code == 422
        assert words in text_of(answer).replace("\xa0", "")
    assert ReviewComment.objects.count() == 1  # Rune's


def test_who_guesses_is_stopped_and_told_nothing(client, secret):
    for number in range(20):
        assert client.get(link(f"gissning{number}")).status_code == 404
    assert client.get(link("gissning")).status_code == 429
    # Also with a right one: else the answer would tell which it is.
    assert client.get(link(secret)).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.9")
    assert opened(elsewhere, secret).status_code == 200


def test_writing_is_limited(inside, review, ymer):
    place = item_of(review, "A1").place
    cache.set("party-writes-127.0.0.1", 120)
    answer = inside.post(pages(ymer, "item", place), {"kind": "question", "text": "x"})
    assert (answer.status_code, ymer.comments.count()) == (429, 0)


def test_the_pages_cost_the_same_however_much_was_said(inside, review, ymer):
    def cost(*address):
        with CaptureQueriesContext(connection) as queries:
            assert inside.get(pages(ymer, *address)).status_code == 200
        return len(queries)

    def say(*codes):
        for code in codes:
            actions_reading.write_comment(
                reviewer=ymer, item=item_of(review, code), by=None, kind="question", text=code
            )

    say("A1")
    place = item_of(review, "A1").place
    before = cost("start"), cost("item", place)
    say("A1", "A2", "B1")
    # The party with its round; its comments; its chapters; how many requirements, and a page of
    # them. Of one: the party; the item and the places, each after the chapters; the comments and
    # what became of them; the glossary.
    assert cost("start") == before[0] == START
    assert cost("item", place) == before[1] == ITEM


def test_forms_need_their_own_token(secret, review, ymer):
    strict = Client(enforce_csrf_checks=True)
    opened(strict, secret)
    place = item_of(review, "A1").place
    answer = strict.post(pages(ymer, "item", place), {"kind": "question", "text": "x"})
    assert answer.status_code == 403


# ---------------------------------------------------------------- who leads it


def test_a_link_is_shown_once(as_person, review, ymer, lead):
    client = as_person(lead)
    url = address("party-link", review.pk, ymer.pk)
    answer = client.post(url, {"act": "show", "expires_on": day(3).isoformat()})
    page = text_of(answer)
    start = page.index("http://testserver/referral/")
    shown = page[start : page.index('"', start)]
    assert f'data-copy="{shown}"' in page
    assert Client().get(shown, follow=True).status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    again = text_of(client.get(address("party-list", review.pk)))
    assert "/referral/" not in again
    assert f"länk till {day(3).isoformat()}" in again
    entry = Reviewer.history.filter(id=ymer.pk).first()
    assert (entry.history_user, entry.history_change_reason) == (lead, "Ny personlig länk")


def test_a_link_is_sent_to_its_party_only(as_person, review, ymer, lead):
    url = address("party-link", review.pk, ymer.pk)
    as_person(lead).post(url, {"act": "mail", "expires_on": day(3).isoformat()})
    (letter,) = mail.outbox
    assert letter.to == ["part0@exempel.test"]
    assert letter.subject == "Extern remiss: Remiss"
    start = letter.body.index("http://testserver/referral/")
    assert Client().get(letter.body[start:].split()[0], follow=True).status_code == 200
    assert "Ask" not in letter.body and "&" not in letter.body


def test_the_day_is_moved_and_the_link_is_taken_back(as_person, review, ymer, lead, secret):
    client = as_person(lead)
    url = address("party-link", review.pk, ymer.pk)
    client.post(url, {"act": "move", "expires_on": day(30).isoformat()})
    ymer.refresh_from_db()
    assert timezone.localtime(ymer.token_expires_at).date() == day(30)
    for bad in ("i går", day(-1).isoformat(), day(400).isoformat(), ""):
        assert client.post(url, {"act": "move", "expires_on": bad}).status_code == 422
    ymer.refresh_from_db()
    assert timezone.localtime(ymer.token_expires_at).date() == day(30)
    client.post(url, {"act": "revoke"})
    ymer.refresh_from_db()
    assert (ymer.token_digest, ymer.token_expires_at) == ("", None)
    assert Client().get(link(secret)).status_code == 404
    assert client.post(url, {"act": "move", "expires_on": day(3).isoformat()}).status_code == 422
    with pytest.raises(ValidationError):
        move_link_without_party(review, lead)


def move_link_without_party(review, lead):
    ask = party_in(review, "Ask Data AB")
    issue_link(reviewer=ask, by=lead, expires_on=day(1))
    move_link(reviewer=ask, by=lead, expires_on=day(-1))


def test_without_an_address_nothing_is_sent_and_the_old_link_works(
    as_person, review, ymer, lead, secret
):
    Reviewer.objects.filter(pk=ymer.pk).update(email="")
    url = address("party-link", review.pk, ymer.pk)
    answer = as_person(lead).post(url, {"act": "mail", "expires_on": day(3).isoformat()})
    assert answer.status_code == 422
    assert "Parten har ingen e-postadress." in text_of(answer)
    assert not mail.outbox
    assert opened(Client(), secret).status_code == 200


def test_what_was_typed_when_a_link_is_revoked_stays_on_the_page(inside, ymer, lead):
    """It is not saved, and that is said; it is shown as text, and nothing more is told."""
    revoke_link(reviewer=ymer, by=lead)
    typed = {"kind": "question", "text": "Vår <b>långa</b> synpunkt"}
    answer = inside.post(pages(ymer, "item", 1), typed)
    assert answer.status_code == 404
    assert "Det du skrev är inte sparat." in text_of(answer)
    assert "Vår &lt;b&gt;långa&lt;/b&gt; synpunkt" in answer.content.decode()
    assert not ReviewComment.objects.filter(reviewer=ymer).exists()
    assert "inte sparat" not in text_of(inside.get(pages(ymer, "item", 1)))
