"""Members: who is in, what they may do, and that a programme is never without a lead."""

import pytest
from django.urls import reverse

from accounts.models import User
from programmes.models import Membership

pytestmark = pytest.mark.django_db


def settings_page(programme):
    """The address of the settings."""
    return reverse("programmes:programme-settings", args=[programme.slug])


def removal(membership):
    """The address that takes a role away."""
    return reverse("programmes:member-remove", args=[membership.programme.slug, membership.pk])


def test_a_known_person_gets_a_role(as_role, make_person, programme, mailoutbox):
    lead, known = as_role("programme_lead"), make_person(name="Kim")
    lead.post(settings_page(programme), {"email": known.email.upper(), "role": "evaluator"})
    assert [(m.user, m.role) for m in programme.memberships.exclude(user=lead.user)] == [
        (known, "evaluator")
    ]
    assert mailoutbox == []


def test_an_unknown_person_gets_an_account_and_a_letter(as_role, programme, mailoutbox, client):
    lead = as_role("programme_lead")
    typed = {"email": "Ny.Person@Exempel.test", "full_name": "Ny Person", "role": "author"}
    lead.post(settings_page(programme), typed)
    person = User.objects.get(email="ny.person@exempel.test")
    assert not person.has_usable_password()
    assert person.memberships.get().role == "author"
    [letter] = mailoutbox
    assert letter.to == ["ny.person@exempel.test"]
    link = next(word for word in letter.body.split() if word.startswith("http"))
    choose = client.get(link, follow=True)
    chosen = {"password1": "Ett-langt-losen-9", "password2": "Ett-langt-losen-9"}
    client.post(choose.redirect_chain[-1][0], chosen)
    person.refresh_from_db()
    assert person.check_password("Ett-langt-losen-9")


def test_an_unknown_person_needs_a_name(as_role, programme):
    lead = as_role("programme_lead")
    typed = {"email": "ny@exempel.test", "role": "author"}
    answer = lead.post(settings_page(programme), typed)
    assert answer.status_code == 422
    assert "Ange namn" in answer.text
    assert not User.objects.filter(email="ny@exempel.test").exists()


@pytest.mark.parametrize(("role", "status"), [(None, 404), ("reader", 403), ("auditor", 403)])
def test_only_a_lead_gives_roles(as_role, programme, role, status):
    client = as_role(role)
    before = Membership.objects.count()
    typed = {"email": "ny@exempel.test", "full_name": "Ny", "role": "author"}
    assert client.post(settings_page(programme), typed).status_code == status
    assert Membership.objects.count() == before
    assert not User.objects.filter(email="ny@exempel.test").exists()


def test_a_reader_sees_the_members_without_buttons(as_role, programme):
    answer = as_role("reader").get(settings_page(programme))
    assert answer.status_code == 200
    assert "Ta bort rollen" not in answer.text


def test_a_role_is_taken_with_history(as_role, make_person, programme):
    lead, other = as_role("programme_lead"), make_person("author", programme)
    membership = other.memberships.get()
    lead.post(removal(membership))
    assert not other.memberships.exists()
    gone = Membership.history.filter(id=membership.pk).first()
    assert (gone.history_type, gone.history_user) == ("-", lead.user)


def test_the_last_lead_stays(as_role, programme):
    lead = as_role("programme_lead")
    answer = lead.post(removal(lead.user.memberships.get()), follow=True)
    assert "minst en programledare" in answer.text
    assert lead.user.memberships.get().role == "programme_lead"


@pytest.mark.parametrize("count", [1, 3])
def test_members_ask_the_same_number_of_queries(
    as_role, make_person, programme, count, django_assert_num_queries
):
    client = as_role("reader")
    for _ in range(count - 1):
        make_person("author", programme)
    # Session, person, programme, roles, members; the frame: programmes, jobs under way.
    with django_assert_num_queries(7):
        client.get(settings_page(programme))
