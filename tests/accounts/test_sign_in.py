"""Sign-in: in Swedish, closed to strangers, limited in tries, with a second factor."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = [pytest.mark.once, pytest.mark.django_db]
PASSWORD = "Ett-langt-losen-9"


@pytest.fixture(autouse=True)
def _tries_are_forgotten():
    cache.clear()


@pytest.fixture
def person():
    """Somebody with a password."""
    return User.objects.create_user("kim@exempel.test", PASSWORD, full_name="Kim Berg")


def test_sign_in_by_address_whatever_its_case(client, person):
    typed = {"login": "Kim@Exempel.test", "password": PASSWORD}
    answer = client.post(reverse("account_login"), typed)
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_wrong_password_is_told_in_swedish(client, person):
    typed = {"login": person.email, "password": "fel"}
    answer = client.post(reverse("account_login"), typed)
    assert answer.status_code == 200
    assert "error-summary" in answer.text
    assert "E-postadressen eller lösenordet stämmer inte." in answer.text
    assert "_auth_user_id" not in client.session


def test_too_many_tries_are_stopped(client, person):
    for _ in range(6):
        answer = client.post(reverse("account_login"), {"login": person.email, "password": "fel"})
    right = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.status_code in {200, 429}
    assert right.status_code != 302
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client):
    typed = {"email": "x@exempel.test", "password1": PASSWORD}
    answer = client.post(reverse("account_signup"), typed)
    assert "Konton läggs upp av programledaren" in answer.text
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"],
)
def test_pages_before_sign_in_have_our_frame(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert 'class="sheet"' in answer.text
    assert 'lang="sv"' in answer.text
    assert "style=" not in answer.text


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "account_email",
        "account_change_password",
        "account_reauthenticate",
        "account_logout",
    ],
)
def test_security_pages_have_our_frame(client, person, name):
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    # What changes how one signs in asks for the password first, on a sheet of its own.
    assert 'class="top-bar"' in answer.text or 'class="sheet"' in answer.text
    assert "style=" not in answer.text


def test_a_person_changes_their_name(client, person):
    client.force_login(person)
    assert client.post(reverse("accounts:profile"), {"full_name": "Kim Lund"}).status_code == 302
    person.refresh_from_db()
    assert person.full_name == "Kim Lund"
    assert client.post(reverse("accounts:profile"), {"full_name": ""}).status_code == 422


def test_the_language_is_chosen(client, person):
    client.force_login(person)
    client.post(reverse("accounts:language-set"), {"language": "en", "next": "/"})
    assert 'lang="en"' in client.get("/").text
    person.refresh_from_db()
    assert person.language == "en"


def test_the_language_follows_the_person_to_a_new_browser(client, person):
    client.force_login(person)
    client.post(reverse("accounts:language-set"), {"language": "en"})
    other = Client(headers={"Accept-Language": "sv"})
    other.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert 'lang="en"' in other.get(reverse("accounts:profile")).text


@pytest.mark.parametrize("language", ["", "fi", "xx" * 300, "\x00"])
def test_a_language_that_is_none_of_ours_is_not_kept(client, person, language):
    client.force_login(person)
    client.post(reverse("accounts:language-set"), {"language": language})
    person.refresh_from_db()
    assert (person.language, person.letter_language) == ("", "sv")


def test_who_is_not_signed_in_chooses_for_the_browser(client):
    client.post(reverse("accounts:language-set"), {"language": "en", "next": "/"})
    assert client.cookies["django_language"].value == "en"


def test_a_new_address_counts_when_its_letter_is_answered(client, person, mailoutbox):
    typed = {"login": person.email, "password": PASSWORD}
    client.post(reverse("account_login"), typed)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = reverse("account_email")
    assert "Du loggar in med kim@exempel.test." in client.get(page).text
    client.post(page, {"action_add": "", "email": "kim.berg@exempel.test"})
    assert "Vi har skickat en länk till kim.berg@exempel.test" in client.get(page).text
    person.refresh_from_db()
    assert person.email == "kim@exempel.test"
    (letter,) = mailoutbox
    assert letter.to == ["kim.berg@exempel.test"]
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", letter.body)[1]
    assert client.post(link).status_code == 302
    person.refresh_from_db()
    assert person.email == "kim.berg@exempel.test"
    rows = person.emailaddress_set.values_list("email", "verified", "primary")
    assert list(rows) == [("kim.berg@exempel.test", True, True)]
