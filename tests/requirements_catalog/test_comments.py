"""Comments: who may speak, who is mentioned, replies, and matters that are settled."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from programmes.notices import notices_since
from requirements_catalog.mentions import mentions_in
from requirements_catalog.models import Comment
from tests.factories import CatalogueFactory, CommentFactory, RequirementFactory

pytestmark = pytest.mark.django_db


def address(name, *args):
    """The address of a page of the programme ``prov``."""
    return reverse(f"requirements_catalog:{name}", args=["prov", *args])


@pytest.fixture
def row(programme):
    return RequirementFactory(catalogue=CatalogueFactory(programme=programme))


def say(client, row, text="Vad menas?", **data):
    return client.post(address("comment-create", row.pk), {"text": text} | data)


SPEAKERS = ["author", "reviewer", "requirements_manager", "programme_lead", "procurement_officer"]


@pytest.mark.parametrize("role", SPEAKERS)
def test_those_who_speak_can(as_role, row, role):
    client = as_role(role)
    assert say(client, row).status_code == 302
    comment = row.comments.get()
    assert (comment.text, comment.written_by) == ("Vad menas?", client.user)
    assert comment.history.get().history_user == client.user
    assert "Markera som löst" in page_of(client, row)


@pytest.mark.parametrize(
    "role, status", [("reader", 403), ("evaluator", 403), ("auditor", 403), (None, 404)]
)
def test_others_say_and_settle_nothing(as_role, row, role, status):
    comment = CommentFactory(requirement=row)
    client = as_role(role)
    assert say(client, row).status_code == status
    answer = client.post(address("comment-resolve", row.pk, comment.pk))
    assert answer.status_code == status
    comment.refresh_from_db()
    assert (row.comments.count(), comment.resolved_at) == (1, None)
    if role:
        page = page_of(client, row)
        assert "Vad menas med aktuell?" in page
        assert "<textarea" not in page


def page_of(client, row):
    return client.get(address("requirement-detail", row.pk) + "?tab=comments").content.decode()


def test_mentions_are_members_by_name_first_name_and_address(as_role, make_person, programme, row):
    anna = make_person("reader", programme, "Anna Ek")
    bo = make_person("reader", programme, "Bo Ask")
    cia = make_person("reader", programme, "Cia Alm")
    make_person(None, None, "Dan Utom")
    client = as_role("author")
    text = f"@Anna Ek och @bo, se @{cia.email}. @Dan Utom? skriv till a@exempel.test"
    answer = client.post(address("comment-create", row.pk), {"text": text}, follow=True)
    assert set(row.comments.get().mentions.all()) == {anna, bo, cia}
    assert "Ingen i programmet heter @Dan," in answer.content.decode()


def test_first_name_of_two_is_nobody_and_the_longest_name_wins(make_person, programme):
    one = make_person("reader", programme, "Eva Berg")
    two = make_person("reader", programme, "Eva Bergström")
    members = [one, two]
    assert mentions_in("@Eva", members).unknown == ("Eva",)
    assert mentions_in("@eva bergström!", members).people == (two,)
    assert mentions_in("(@Eva Berg)", members).people == (one,)
    assert mentions_in("post@eva berg", members) == mentions_in("", members)


def test_reply_stands_under_the_first_and_opens_a_settled_matter(as_role, row):
    client = as_role("reviewer")
    first = CommentFactory(requirement=row)
    client.post(address("comment-resolve", row.pk, first.pk))
    first.refresh_from_db()
    assert (first.resolved_by, first.resolved_at is None) == (client.user, False)
    say(client, row, "Svar ett", reply_to=first.pk)
    reply = row.comments.get(text="Svar ett")
    say(client, row, "Svar två", reply_to=reply.pk)
    assert {one.reply_to for one in row.comments.exclude(pk=first.pk)} == {first}
    first.refresh_from_db()
    assert (first.resolved_at, first.resolved_by) == (None, None)
    client.post(address("comment-resolve", row.pk, reply.pk))
    first.refresh_from_db()
    assert first.resolved_at
    client.post(address("comment-resolve", row.pk, first.pk), {"reopen": "1"})
    first.refresh_from_db()
    assert first.resolved_at is None


def test_comments_of_another_requirement_cannot_be_answered_or_settled(as_role, row):
    forged = CommentFactory(requirement=RequirementFactory(catalogue=CatalogueFactory()))
    client = as_role("author")
    assert say(client, row, reply_to=forged.pk).status_code == 422
    assert client.post(address("comment-resolve", row.pk, forged.pk)).status_code == 404
    forged.refresh_from_db()
    assert (Comment.objects.count(), forged.resolved_at) == (1, None)


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001, "a\x00b"])
def test_what_cannot_be_said_is_told_and_kept(as_role, row, text):
    answer = say(as_role("author"), row, text)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Comment.objects.exists()


def test_hostile_comment_is_shown_as_text(as_role, row):
    client = as_role("author")
    say(client, row, "<script>alert(1)</script> [x](javascript:alert(1)) **fet**")
    page = page_of(client, row)
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<strong>fet</strong>" in page


def edit(client, row, comment, text="Annat"):
    return client.post(address("comment-edit", row.pk, comment.pk), {"text": text})


def remove(client, row, comment, **data):
    return client.post(address("comment-remove", row.pk, comment.pk), data)


def test_the_writer_changes_a_comment_and_the_page_says_so(as_role, row):
    client = as_role("reviewer")
    comment = CommentFactory(requirement=row, written_by=client.user)
    assert "ändrad 2" not in page_of(client, row)
    assert edit(client, row, comment, " Vad menas\r\nmed ny? ").status_code == 302
    comment.refresh_from_db()
    assert (comment.text, comment.edited_at is None) == ("Vad menas\nmed ny?", False)
    assert [record.text for record in comment.history.all()] == [
        "Vad menas\nmed ny?", "Vad menas med aktuell?",
    ]  # fmt: skip
    assert f"ändrad {timezone.localtime(comment.edited_at):%Y-%m-%d %H.%M}" in page_of(client, row)
    edit(client, row, comment, "Vad menas\nmed ny?")
    assert comment.history.count() == 2, "nothing differs, so nothing is written"


def test_a_removed_comment_leaves_a_line_and_comes_back(as_role, row):
    client = as_role("author")
    comment = CommentFactory(requirement=row, written_by=client.user)
    CommentFactory(requirement=row, reply_to=comment, text="Ett svar.")
    assert remove(client, row, comment).status_code == 302
    page = page_of(client, row)
    assert "Kommentaren är borttagen." in page
    assert "Vad menas med aktuell?" not in page
    assert "Ett svar." in page
    answer = edit(client, row, comment)
    assert answer.status_code == 422
    assert "Kommentaren är borttagen. Ångra det först." in answer.content.decode()
    remove(client, row, comment, restore="1")
    assert "Vad menas med aktuell?" in page_of(client, row)
    assert comment.history.count() == 3


def test_only_the_writer_changes_or_removes(as_role, row):
    comment = CommentFactory(requirement=row)
    for role, status in (("programme_lead", 403), ("reader", 403), (None, 404)):
        client = as_role(role)
        assert edit(client, row, comment).status_code == status
        assert remove(client, row, comment).status_code == status
    assert "Ta bort" not in page_of(as_role("programme_lead"), row)
    # Who wrote it and may no longer comment leaves it as it is.
    reader = as_role("reader")
    own = CommentFactory(requirement=row, written_by=reader.user)
    assert (edit(reader, row, own).status_code, remove(reader, row, own).status_code) == (403, 403)
    for one in (comment, own):
        one.refresh_from_db()
        assert (one.text, one.removed_at) == ("Vad menas med aktuell?", None)


def test_a_comment_of_another_requirement_is_not_changed(as_role, row):
    client = as_role("author")
    forged = CommentFactory(
        requirement=RequirementFactory(catalogue=row.catalogue), written_by=client.user
    )
    assert edit(client, row, forged).status_code == 404
    assert remove(client, row, forged).status_code == 404
    forged.refresh_from_db()
    assert (forged.text, forged.removed_at) == ("Vad menas med aktuell?", None)


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001, "a\x00b"])
def test_a_change_that_cannot_be_made_is_told_where_it_was_typed(as_role, row, text):
    client = as_role("author")
    comment = CommentFactory(requirement=row, written_by=client.user)
    answer = edit(client, row, comment, text)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "error-summary" in page
    assert "<details open><summary>Ändra" in page
    assert 'href="#edit_text"' in page
    assert 'id="edit_text"' in page
    comment.refresh_from_db()
    assert comment.text == "Vad menas med aktuell?"


def test_mentions_follow_the_text_and_each_is_told_once(as_role, make_person, programme, row):
    anna = make_person("reader", programme, "Anna Ek")
    bo = make_person("reader", programme, "Bo Ask")
    client = as_role("author")
    with time_machine.travel("2026-03-02T10:00Z", tick=False):
        say(client, row, "@Anna Ek, vad menas?")
    comment = row.comments.get()
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with time_machine.travel("2026-03-03T10:00Z", tick=False):
        edit(client, row, comment, "@Anna Ek och @Bo Ask, vad menas?")
    assert set(comment.mentions.all()) == {anna, bo}
    assert notices_since(anna, noon, 9) == []
    (notice,) = notices_since(bo, noon, 9)
    assert (notice.words, notice.at) == (
        "author nämnde dig", datetime(2026, 3, 3, 10, tzinfo=UTC),
    )  # fmt: skip
    edit(client, row, comment, "@Bo Ask, vad menas?")
    assert set(comment.mentions.all()) == {bo}
    assert len(notices_since(bo, noon, 9)) == 1
    remove(client, row, comment)
    assert notices_since(bo, noon, 9) == []
    assert client.get(address("my-work")).status_code == 200


def test_tab_counts_open_matters_and_costs_the_same_for_many(
    as_role, row, django_assert_num_queries
):
    client = as_role("reader")
    url = address("requirement-detail", row.pk) + "?tab=comments"
    first = CommentFactory(requirement=row)
    client.get(url)
    with django_assert_num_queries(COMMENT_QUERIES):
        client.get(url)
    for _number in range(3):
        CommentFactory(requirement=row)
        CommentFactory(requirement=row, reply_to=first)
    with django_assert_num_queries(COMMENT_QUERIES):
        answer = client.get(url)
    assert {name: number for name, _label, number in answer.context["tabs"]}["comments"] == 4


# Session, person; programme, memberships, requirement; modules, needs, standards; counts;
# comments, mentions, people to mention; previous and next; the frame: programmes, jobs; the
# approval, and the links of three kinds once more for the mark of the text that is seen.
COMMENT_QUERIES = 20
