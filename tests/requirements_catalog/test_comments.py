"""Comments: who may speak, who is mentioned, replies, and matters that are settled."""

import pytest
from django.urls import reverse

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
# comments, mentions, people to mention; previous and next; the frame: programmes, jobs.
COMMENT_QUERIES = 16
