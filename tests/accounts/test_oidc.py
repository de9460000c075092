"""Sign-in by the region's identity provider: settings from the environment, who gets in, who not.

The provider is a real one over HTTP (oidc_provider.py), and the site talks to it as in production.
"""

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as project_settings
from django.core.cache import cache
from django.urls import reverse
from environ import Env
from playwright.sync_api import expect

from accounts.models import User
from fvm_procurement.oidc import oidc_settings
from tests.accounts.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider

pytestmark = pytest.mark.once

PASSWORD = "Ett-langt-losen-9"
KIM = {"sub": "regionen-4711", "email": "Kim@Exempel.test", "email_verified": True}


@pytest.fixture
def provider(monkeypatch, settings):
    """The provider, and the site set up for it by the variables of docs/operations.md."""
    cache.clear()
    provider = Provider()
    provider.person = dict(KIM)
    monkeypatch.setenv("OIDC_SERVER_URL", provider.address)
    monkeypatch.setenv("OIDC_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("OIDC_CLIENT_SECRET", CLIENT_SECRET)
    monkeypatch.setenv("OIDC_NAME", "Region Norrviks inloggning")
    for name, value in oidc_settings(Env()).items():
        setattr(settings, name, value)
    yield provider
    provider.close()


@pytest.fixture
def person(db):
    """Somebody with an account and a password."""
    return User.objects.create_user("kim@exempel.test", PASSWORD, full_name="Kim Berg")


def sign_in(client, provider):
    """The whole dance; gives the site's answer to the callback."""
    start = client.post(reverse("openid_connect_login", args=["region"]))
    assert start["Location"].startswith(f"{provider.address}/authorize?")
    back = requests.get(start["Location"], allow_redirects=False, timeout=5).headers["Location"]
    assert back.startswith("http://testserver/accounts/oidc/region/login/callback/?")
    return client.get(back.removeprefix("http://testserver"))


def who(client):
    """The number of whoever is signed in, or None."""
    return client.session.get("_auth_user_id")


def test_without_the_address_nothing_is_turned_on(monkeypatch, client, db):
    monkeypatch.delenv("OIDC_SERVER_URL", raising=False)
    assert oidc_settings(Env()) == {}
    assert "Regionens inloggning" not in client.get(reverse("account_login")).text
    assert client.get(reverse("openid_connect_login", args=["region"])).status_code == 404


@pytest.mark.parametrize(
    ("origin", "expected"),
    [("", "https://id.region.test:8443"), ("https://logga-in.test", "https://logga-in.test")],
)
def test_the_form_may_redirect_to_the_provider(monkeypatch, origin, expected):
    monkeypatch.setenv("OIDC_SERVER_URL", "https://id.region.test:8443/realms/vard")
    monkeypatch.setenv("OIDC_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("OIDC_CLIENT_SECRET", CLIENT_SECRET)
    monkeypatch.setenv("OIDC_ORIGIN", origin)
    assert oidc_settings(Env())["OIDC_ORIGIN"] == expected


def test_a_person_with_an_account_signs_in(client, provider, person):
    assert "Region Norrviks inloggning" in client.get(reverse("account_login")).text
    answer = sign_in(client, provider)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert who(client) == str(person.pk)
    # The password stays as it was: the provider stands beside it.
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_the_second_time_the_identity_counts_and_not_the_address(client, provider, person):
    sign_in(client, provider)
    other = User.objects.create_user("chef@exempel.test", full_name="Chef")
    client.logout()
    provider.person["email"] = other.email
    sign_in(client, provider)
    assert who(client) == str(person.pk)
    person.refresh_from_db()
    assert person.email == "kim@exempel.test"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "frammande@exempel.test"},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": ""},
    ],
    ids=str,
)
def test_strangers_and_unverified_addresses_get_nothing(client, provider, person, claims):
    provider.person |= claims
    answer = sign_in(client, provider)
    assert "Konton läggs upp av programledaren" in answer.text
    assert who(client) is None
    assert list(User.objects.all()) == [person]
    assert not SocialAccount.objects.exists()
    assert not person.emailaddress_set.exists()


def test_an_account_that_is_closed_stays_closed(client, provider, person):
    User.objects.update(is_active=False)
    sign_in(client, provider)
    assert who(client) is None


def test_an_address_somebody_only_asked_for_is_not_theirs(client, provider, person):
    """Else a member could wait for a colleague, and for the roles given to that address."""
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    address = reverse("account_email")
    client.post(address, {"action_add": "", "email": "chef@exempel.test"})
    assert person.emailaddress_set.filter(email="chef@exempel.test", verified=False).exists()
    client.post(address, {"action_remove": "", "email": "kim@exempel.test"})
    client.post(address, {"action_primary": "", "email": "chef@exempel.test"})
    person.refresh_from_db()
    assert person.email == "kim@exempel.test"
    client.logout()
    provider.person |= {"sub": "regionen-1", "email": "chef@exempel.test"}
    sign_in(client, provider)
    assert who(client) is None
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("trouble", "status", "text"),
    [
        ("cancel", 200, "Inloggningen avbröts"),
        ("audience", 401, "Inloggningen gick inte att slutföra"),
    ],
)
def test_trouble_at_the_provider_leads_on(client, provider, person, trouble, status, text):
    provider.trouble = trouble
    answer = sign_in(client, provider)
    if answer.status_code == 302:
        answer = client.get(answer["Location"])
    assert (answer.status_code, text in answer.text) == (status, True)
    assert f'href="{reverse("account_login")}"' in answer.text
    assert who(client) is None


def test_a_wrong_secret_is_refused(client, provider, person, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["secret"] = "fel"
    assert "Inloggningen gick inte att slutföra" in sign_in(client, provider).text
    assert who(client) is None


@pytest.mark.parametrize("gone", [False, True], ids=["answers 503", "does not answer"])
def test_a_provider_that_is_down_is_told(client, provider, person, gone):
    provider.trouble = "down"
    if gone:
        provider.close()
    answer = client.post(reverse("openid_connect_login", args=["region"]))
    assert answer.status_code == 503
    assert "Inloggningen gick inte att slutföra" in answer.text


def test_an_answer_nobody_asked_for_is_refused(client, provider, person):
    callback = reverse("openid_connect_callback", args=["region"])
    answer = client.get(callback, {"code": "x", "state": "y"})
    assert answer.status_code == 401
    assert who(client) is None


@pytest.mark.browser
def test_the_button_leads_there_and_back(new_page, provider, transactional_db, settings):
    """In the browser, with the content security policy that stands in production."""
    User.objects.create_user("kim@exempel.test", PASSWORD, full_name="Kim Berg")
    policy = {**project_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]}
    policy["form-action"] = ["'self'", settings.OIDC_ORIGIN]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy}
    page = new_page()
    page.goto(reverse("account_login") + "?next=/account/")
    page.get_by_role("button", name="Region Norrviks inloggning").click()
    page.wait_for_url("**/account/")
    expect(page.get_by_role("heading", name="Mitt konto")).to_be_visible()
