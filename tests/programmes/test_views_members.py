"""Members: who is in, what they may do, and that a programme is never without a lead."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from programmes import actions
from programmes.choices import Role
from programmes.members import role_changes
from programmes.models import Membership

pytestmark = [pytest.mark.once, pytest.mark.django_db]

WHY = {"reason": "Behövs i programmet."}


def settings_page(programme):
    """The address of the settings."""
    return reverse("programmes:programme-settings", args=[programme.slug])


def removal(membership):
    """The address that takes a role away."""
    return reverse("programmes:member-remove", args=[membership.programme.slug, membership.pk])


def test_a_known_person_gets_a_role(as_role, make_person, programme, mailoutbox):
    lead, known = as_role("programme_lead"), make_person(name="Kim")
    lead.post(
        settings_page(programme),
        {"email": known.email.upper(), "role": "evaluator", "reason": "Klinisk sakkunnig."},
    )
    assert [(m.user, m.role) for m in programme.memberships.exclude(user=lead.user)] == [
        (known, "evaluator")
    ]
    assert mailoutbox == []


def test_an_unknown_person_gets_an_account_and_a_letter(
    as_role, programme, mailoutbox, client, django_capture_on_commit_callbacks
):
    lead = as_role("programme_lead")
    typed = {"email": "Ny.Person@Exempel.test", "full_name": "Ny Person", "role": "author"} | WHY
    with django_capture_on_commit_callbacks(execute=True):
        lead.post(settings_page(programme), typed)
        assert mailoutbox == []  # not before account and role are stored
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


@pytest.mark.django_db(transaction=True)
def test_an_account_is_not_left_behind_when_the_role_is_refused(programme, mailoutbox):
    with pytest.raises(ValidationError):
        actions.invite_member(
            programme=programme,
            email="ny@exempel.test",
            full_name="Ny",
            role="emperor",
            by=None,
            reason="Ny",
            send_letter=lambda user: mailoutbox.append(user),
        )
    assert mailoutbox == [] and not User.objects.filter(email="ny@exempel.test").exists()


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_cannot_be_sent_is_told(as_role, programme, monkeypatch):
    def refuse(user, **_values):
        raise ConnectionRefusedError

    monkeypatch.setattr("programmes.views_members.send_welcome", refuse)
    typed = {"email": "ny@exempel.test", "full_name": "Ny Person", "role": "author"} | WHY
    answer = as_role("programme_lead").post(settings_page(programme), typed, follow=True)
    assert "Brevet till Ny Person kunde inte skickas" in answer.text
    assert User.objects.get(email="ny@exempel.test").memberships.get().role == "author"


def test_an_unknown_person_needs_a_name(as_role, programme):
    lead = as_role("programme_lead")
    typed = {"email": "ny@exempel.test", "role": "author"} | WHY
    answer = lead.post(settings_page(programme), typed)
    assert answer.status_code == 422
    assert "Ange namn" in answer.text
    assert not User.objects.filter(email="ny@exempel.test").exists()


@pytest.mark.parametrize(("role", "status"), [(None, 404), ("reader", 403), ("auditor", 403)])
def test_only_a_lead_gives_roles(as_role, programme, role, status):
    client = as_role(role)
    before = Membership.objects.count()
    typed = {"email": "ny@exempel.test", "full_name": "Ny", "role": "author"} | WHY
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
    lead.post(removal(membership), WHY)
    assert not other.memberships.exists()
    gone = Membership.history.filter(id=membership.pk).first()
    assert (gone.history_type, gone.history_user) == ("-", lead.user)
    assert gone.history_change_reason == WHY["reason"]


def test_the_last_lead_stays(make_person, programme):
    lead = make_person("programme_lead", programme)
    with pytest.raises(actions.ProgrammeProblem, match="minst en programledare"):
        actions.remove_member(membership=lead.memberships.get(), by=None, reason="Slutar.")
    assert lead.memberships.get().role == "programme_lead"


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_role_is_neither_given_nor_taken_without_a_reason(
    as_role, make_person, programme, reason
):
    lead, other = as_role("programme_lead"), make_person("author", programme)
    before = role_changes(programme).count()
    typed = {"email": other.email, "role": "auditor", "reason": reason}
    given = lead.post(settings_page(programme), typed)
    taken = lead.post(removal(other.memberships.get()), {"reason": reason})
    assert (given.status_code, taken.status_code) == (422, 422)
    assert [m.role for m in other.memberships.all()] == ["author"]
    assert role_changes(programme).count() == before
    with pytest.raises(actions.ProgrammeProblem, match="Ange ett skäl"):
        actions.add_member(
            programme=programme, user=other, role="auditor", by=lead.user, reason=reason
        )
    with pytest.raises(actions.ProgrammeProblem, match="Ange ett skäl"):
        actions.remove_member(membership=other.memberships.get(), by=lead.user, reason=reason)


@pytest.mark.parametrize("role", [role for role in Role.values if role != "programme_lead"])
def test_a_lead_gives_no_role_to_himself(as_role, programme, role):
    lead = as_role("programme_lead")
    before = role_changes(programme).count()
    typed = {"email": lead.user.email.upper(), "role": role} | WHY
    answer = lead.post(settings_page(programme), typed)
    assert answer.status_code == 422
    assert "Be en annan programledare eller en administratör." in answer.text
    assert [m.role for m in lead.user.memberships.all()] == ["programme_lead"]
    assert role_changes(programme).count() == before


def test_a_lead_takes_no_role_from_himself_but_another_lead_does(as_role, programme):
    lead, other = as_role("programme_lead"), as_role("programme_lead")
    own = lead.user.memberships.get()
    before = role_changes(programme).count()
    answer = lead.post(removal(own), WHY)
    assert answer.status_code == 422
    assert "dina egna roller" in answer.text
    assert lead.user.memberships.get() == own
    assert role_changes(programme).count() == before
    assert removal(own) not in lead.get(settings_page(programme)).text
    assert removal(own) in other.get(settings_page(programme)).text
    other.post(removal(own), WHY)
    assert not lead.user.memberships.exists()


def test_who_creates_a_programme_leads_it(make_person):
    person = make_person()
    made = actions.create_programme(slug="nytt", name="Nytt", by=person)
    assert made.memberships.get().role == "programme_lead"
    assert role_changes(made).get().history_change_reason == "Skapade programmet."


@pytest.mark.parametrize("role", Role.values)
def test_auditor_and_lead_read_who_gave_whom_which_role_and_why(
    as_role, make_person, programme, role
):
    lead, person = make_person("programme_lead", programme, "Lena Led"), make_person(name="Kim Ny")
    given = actions.add_member(
        programme=programme, user=person, role="evaluator", by=lead, reason="Sakkunnig i vård."
    )
    actions.remove_member(membership=given, by=lead, reason="Jäv upptäckt.")
    text = as_role(role).get(settings_page(programme)).text
    shown = ("Rollernas historik", "Sakkunnig i vård.", "Jäv upptäckt.", "Kim Ny")
    assert [word in text for word in shown] == [role in {"auditor", "programme_lead"}] * 4
    if role == "auditor":
        assert text.index("Jäv upptäckt.") < text.index("Sakkunnig i vård.")
        assert "utvärderare togs bort" in text
        assert "utvärderare gavs" in text


def test_the_history_is_of_this_programme_only(as_role, make_person, programme):
    other = actions.create_programme(slug="annat", name="Annat", by=make_person(name="Olle"))
    assert other.memberships.count() == 1
    assert "Olle" not in as_role("auditor").get(settings_page(programme)).text


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


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_asks_the_same_number_of_queries(
    as_role, make_person, programme, count, django_assert_num_queries
):
    client = as_role("auditor")
    for _ in range(count - 1):
        make_person("author", programme)
    # As for a reader, and two more: how many changes there are, and those of the page.
    with django_assert_num_queries(9):
        client.get(settings_page(programme))
