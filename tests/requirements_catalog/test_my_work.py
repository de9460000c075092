"""A person's own work, what the bell tells, and the daily letter."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from programmes.models import Membership
from requirements_catalog.actions import comments as actions_comments
from requirements_catalog.actions import requirements as actions
from tests.factories import CatalogueFactory, CommentFactory, RequirementFactory

pytestmark = pytest.mark.django_db
BELL = reverse("programmes:notice-count")
LIST = reverse("programmes:notice-list")


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme)


@pytest.fixture
def other(make_person, programme):
    return make_person("author", programme, "Olle Ek")


def work(client):
    """What the page shows: codes by part, and the texts of the mentions."""
    context = client.get(reverse("requirements_catalog:my-work", args=["prov"])).context
    parts = {part["name"]: {row.code for row in part["rows"]} for part in context["parts"]}
    return parts | {"mentioned": {comment.text for comment in context["mentioned"]}}


def say(row, by, text):
    return actions_comments.write_comment(requirement=row, by=by, text=text)[0]


def test_each_part_holds_what_waits_for_the_person(as_role, catalogue, other):
    client = as_role("reviewer")
    user = client.user
    for code, fields in {
        "MITT": {"owner": user}, "GIVET": {"assignee": user},
        "GRANSKA": {"assignee": user, "status": "in_review"}, "INGENS": {"status": "in_review"},
        "ANNANS": {"assignee": other, "owner": other, "status": "in_review"},
        "UTE": {"owner": user, "assignee": user, "status": "withdrawn"},
    }.items():  # fmt: skip
        RequirementFactory(catalogue=catalogue, code=code, **fields)
    RequirementFactory(catalogue=CatalogueFactory(), code="LÅNGT BORT", owner=user)
    row = RequirementFactory(catalogue=catalogue, code="SAGT")
    say(row, other, f"@{user.email} se här")
    settled = say(row, other, f"@{user.email} klart")
    actions_comments.resolve_comment(comment=settled, by=other)
    assert work(client) == {
        "review": {"GRANSKA", "INGENS"},
        "assigned": {"GIVET", "GRANSKA"},
        "own": {"MITT"},
        "mentioned": {f"@{user.email} se här"},
    }
    # Who is no reviewer has only what was given.
    Membership.objects.filter(user=user).update(role="author")
    assert work(client)["review"] == {"GRANSKA"}


def test_what_waits_for_an_answer_comes_before_what_one_is_responsible_for(
    as_role, catalogue, other
):
    client = as_role("author")
    row = RequirementFactory(catalogue=catalogue, code="SAGT", owner=client.user)
    say(row, other, f"@{client.user.email} se här")
    page = client.get(reverse("requirements_catalog:my-work", args=["prov"])).content.decode()
    places = [page.index(f">{words}</h2>") for words in ("Tilldelade mig", "Jag nämns i")]
    assert places == sorted(places)
    assert places[1] < page.index(">Jag ansvarar för</h2>")


def test_the_rest_of_many_is_a_filtered_list_of_each_catalogue(as_role, catalogue, programme):
    client = as_role("author")
    second = CatalogueFactory(programme=programme, slug="andra", name="Andra")
    RequirementFactory.create_batch(20, catalogue=catalogue, owner=client.user)
    page = client.get(reverse("requirements_catalog:my-work", args=["prov"])).content.decode()
    assert "owner=me" not in page
    RequirementFactory.create_batch(2, catalogue=second, owner=client.user)
    page = client.get(reverse("requirements_catalog:my-work", args=["prov"])).content.decode()
    for slug, count in ((catalogue.slug, 20), ("andra", 2)):
        address = reverse("requirements_catalog:requirement-list", args=["prov", slug])
        assert f'<a href="{address}?owner=me">Alla {count} i ' in page
        found = client.get(f"{address}?owner=me").context["page"]
        assert found.paginator.count == count


def test_a_reviewer_is_led_to_where_many_are_approved(as_role, catalogue, programme):
    client = as_role("reviewer")
    page = reverse("requirements_catalog:my-work", args=["prov"])
    assert "Granska flera" not in client.get(page).text
    RequirementFactory(catalogue=catalogue, code="K1", status="in_review")
    RequirementFactory(catalogue=catalogue, code="K2")
    address = reverse("requirements_catalog:requirement-list", args=["prov", catalogue.slug])
    link = f'<a href="{address}?status=in_review">Granska flera på en gång i {catalogue.name}</a>'
    assert link in client.get(page).text
    found = client.get(f"{address}?status=in_review").context["page"]
    assert [row.code for row in found] == ["K1"]
    # Who may not approve is not led there.
    RequirementFactory(catalogue=catalogue, status="in_review", assignee=client.user)
    Membership.objects.filter(user=client.user).update(role="author")
    shown = client.get(page)
    assert len(shown.context["parts"][0]["rows"]) == 1
    assert "Granska flera" not in shown.text


def test_page_costs_the_same_for_one_and_many(as_role, catalogue, other, django_assert_num_queries):
    client = as_role("author")
    url = reverse("requirements_catalog:my-work", args=["prov"])

    def more():
        row = RequirementFactory(
            catalogue=catalogue, owner=client.user, assignee=client.user, status="in_review"
        )
        say(row, other, f"@{client.user.email}")

    more()
    client.get(url)
    with django_assert_num_queries(WORK_QUERIES):
        client.get(url)
    for _number in range(3):
        more()
    with django_assert_num_queries(WORK_QUERIES):
        client.get(url)


# Session, person; programme, memberships, whether a reviewer; which rows wait and which of them the
# person has written (8 more: nothing); three parts, each counted and read; mentions; rounds and
# comments of reviews that wait; the frame: programmes, jobs.
WORK_QUERIES = 25


def test_bell_counts_what_is_new_until_it_is_seen(as_role, catalogue, other):
    client = as_role("reviewer")
    user = client.user
    mine = RequirementFactory(catalogue=catalogue, code="K1", owner=user)
    own = say(mine, user, "Jag undrar.")
    actions_comments.write_comment(requirement=mine, by=other, text="Jo.", reply_to=own)
    say(RequirementFactory(catalogue=catalogue, code="K2"), other, f"@{user.email}")
    say(RequirementFactory(catalogue=catalogue), other, "Rör ingen.")
    given = RequirementFactory(catalogue=catalogue, code="K3")
    actions.edit_requirement(requirement=given, by=other, assignee=user)
    actions.edit_requirement(requirement=given, by=other, title="Ändrat igen")  # not given again
    taken = RequirementFactory(catalogue=catalogue)
    actions.edit_requirement(requirement=taken, by=user, assignee=user)  # by oneself
    assert 'class="count">3<' in client.get(BELL).content.decode()
    page = client.get(LIST)
    told = {(notice.words, notice.title[:2]) for notice in page.context["notices"]}
    assert told == {
        ("Olle Ek svarade dig", "K1"),
        ("Olle Ek nämnde dig", "K2"),
        ("Olle Ek gav dig kravet att arbeta med", "K3"),
    }
    assert page.content.decode().count("tag--attention") == 3
    client.post(reverse("programmes:notices-seen"), {"until": page.context["now"].isoformat()})
    assert client.get(BELL).content.decode().strip() == ""
    assert client.get(LIST).content.decode().count("tag--attention") == 0


@pytest.mark.parametrize("until", ["", "i går", "2026-13-45T00:00:00Z", "2026-01-01T00:00:00"])
def test_only_a_moment_marks_as_seen(as_role, until):
    client = as_role("reader")
    assert client.post(reverse("programmes:notices-seen"), {"until": until}).status_code == 302
    client.user.refresh_from_db()
    assert client.user.notices_seen_at is None


def test_the_future_cannot_be_seen(as_role):
    client = as_role("reader")
    until = (timezone.now() + timedelta(days=9)).isoformat()
    client.post(reverse("programmes:notices-seen"), {"until": until})
    client.user.refresh_from_db()
    assert client.user.notices_seen_at <= timezone.now()


def test_who_has_left_the_programme_is_told_nothing(as_role, catalogue, other):
    client = as_role("reviewer")
    row = RequirementFactory(catalogue=catalogue, owner=client.user, assignee=client.user)
    say(row, other, f"@{client.user.email}")
    assert "count" in client.get(BELL).content.decode()
    Membership.objects.filter(user=client.user).delete()
    assert client.get(BELL).content.decode().strip() == ""
    assert client.get(LIST).context["notices"] == []
    call_command("send_digest")
    assert not [letter for letter in mail.outbox if client.user.email in letter.to]


def test_bell_costs_the_same_for_one_and_many(as_role, catalogue, django_assert_num_queries):
    client = as_role("reviewer")
    row = RequirementFactory(catalogue=catalogue, owner=client.user)
    for _number in range(4):
        CommentFactory(requirement=row)
        # Session, person, comments, requirements given, what reviews tell.
        with django_assert_num_queries(5):
            client.get(BELL)


# ---------------------------------------------------------------- the daily letter


def test_letter_tells_once_what_happened_and_where(as_role, catalogue, other, settings):
    settings.SITE_URL = "https://fvm.example.org"
    client = as_role("reviewer")
    row = RequirementFactory(catalogue=catalogue, code="K1", title='Lista "<1>"')
    comment = say(row, other, f"@{client.user.email} se & svara")
    call_command("send_digest")
    (letter,) = mail.outbox
    assert letter.to == [client.user.email]
    assert 'Olle Ek nämnde dig: K1 Lista "<1>"' in letter.body
    assert "se & svara" in letter.body
    path = reverse("requirements_catalog:requirement-detail", args=["prov", row.pk])
    assert f"https://fvm.example.org{path}?tab=comments#comment-{comment.pk}" in letter.body
    call_command("send_digest")
    assert len(mail.outbox) == 1
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        say(row, other, f"@{client.user.email} igen")
        call_command("send_digest")
    assert len(mail.outbox) == 2
    assert "se & svara" not in mail.outbox[1].body


def test_letters_are_in_the_language_of_the_reader(as_role, catalogue, other):
    client = as_role("reviewer")
    row = RequirementFactory(catalogue=catalogue, code="K1", title="Lista", owner=other)
    say(row, other, f"@{client.user.email}")
    say(row, client.user, "Till Olle.")
    client.post(reverse("accounts:language-set"), {"language": "en"})
    call_command("send_digest")
    letters = {letter.to[0]: letter for letter in mail.outbox}
    english, swedish = letters[client.user.email], letters[other.email]
    assert english.subject == "Something has happened in FVM Procurement"
    assert "Olle Ek mentioned you: K1 Lista" in english.body
    assert swedish.subject == "Det har hänt något i FVM Upphandling"
    assert "reviewer kommenterade ditt krav: K1 Lista" in swedish.body


def test_letter_is_not_sent_to_those_who_said_no(as_role, catalogue, other):
    client = as_role("reviewer")
    say(RequirementFactory(catalogue=catalogue), other, f"@{client.user.email}")
    client.post(reverse("accounts:digest-choose"))
    call_command("send_digest")
    assert mail.outbox == []
    assert 'name="wants_digest">' in client.get(reverse("accounts:profile")).content.decode()
    client.post(reverse("accounts:digest-choose"), {"wants_digest": "on"})
    call_command("send_digest")
    assert len(mail.outbox) == 1


def test_letter_that_cannot_be_sent_comes_the_next_time(as_role, catalogue, other, monkeypatch):
    client = as_role("reviewer")
    say(RequirementFactory(catalogue=catalogue), other, f"@{client.user.email}")
    say(RequirementFactory(catalogue=catalogue, owner=other), client.user, "Till Olle.")

    def refuse(subject, text, sender, to):
        if to == [client.user.email]:
            raise ConnectionRefusedError("stängt")
        mail.outbox.append(to)

    with monkeypatch.context() as patched:
        patched.setattr("programmes.digest.send_mail", refuse)
        with pytest.raises(SystemExit) as ended:
            call_command("send_digest")
    assert ended.value.code == 1
    assert mail.outbox == [[other.email]]
    call_command("send_digest")
    assert mail.outbox[1].to == [client.user.email]
