"""Passkeys, one-time codes and recovery codes, as the browser and the person do them.

The key is Chromium's own virtual authenticator; the codes are computed as RFC 6238 says.
"""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.conftest import DESK, PHONE, arrived

pytestmark = [pytest.mark.once, pytest.mark.browser]
PASSWORD = "Ett-langt-losen-9"
PERIOD_SECONDS = 30
KEY_PAGES = ("mfa_edit_webauthn", "mfa_remove_webauthn")


@pytest.fixture
def person(transactional_db):
    """Somebody with a password and nothing else."""
    cache.clear()  # earlier tries to sign in are forgotten
    return User.objects.create_user("kim@exempel.test", PASSWORD, full_name="Kim Berg")


class Key:
    """A key in the browser: ``works = False`` makes it refuse, as an unknown finger would."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        answer = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = answer["authenticatorId"]

    def refuse(self) -> None:
        """From now on the key does not recognise its owner."""
        self._session.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": False}
        )

    def count(self) -> int:
        """How many passkeys it holds."""
        found = self._session.send("WebAuthn.getCredentials", {"authenticatorId": self._id})
        return len(found["credentials"])


def one_time_code(secret: str, steps: int = 0) -> str:
    """The code of now, or of ``steps`` periods from now (RFC 6238: SHA-1, 6 digits, 30 s)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(time.time()) // PERIOD_SECONDS + steps)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def wait_for_time_to_type() -> None:
    """A code that is about to end is not used, so that the test does not race the clock."""
    left = PERIOD_SECONDS - time.time() % PERIOD_SECONDS
    if left < 4:
        time.sleep(left + 0.2)


def give_password(page: Page) -> None:
    """Sign in by address and password; what comes next is up to the account."""
    page.goto(reverse("account_login"))
    page.get_by_label("E-postadress").fill("kim@exempel.test")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.wait_for_url(lambda address: "/login/" not in address)


def confirm_by_password(page: Page) -> None:
    """Changing how one signs in asks for the password once."""
    expect(page.get_by_role("heading", name="Bekräfta att det är du")).to_be_visible()
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()


def sign_out(page: Page) -> None:
    page.goto(reverse("account_logout"))
    page.get_by_role("main").get_by_role("button", name="Logga ut").click()
    arrived(page.get_by_role("heading", name="Logga in"))


def is_signed_in(page: Page) -> bool:
    page.goto(reverse("accounts:profile"))
    return page.get_by_role("heading", name="Mitt konto").is_visible()


def add_passkey(page: Page) -> None:
    """From the person's own page to a key that signs in."""
    page.goto(reverse("accounts:profile"))
    page.get_by_role("link", name="Säker inloggning").click()
    page.get_by_role("link", name="Lägg till passnyckel").click()
    confirm_by_password(page)
    name = page.get_by_label("Namn på nyckeln")
    arrived(name)
    name.fill("Arbetsdatorn")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Passnyckeln är tillagd.")).to_be_visible()


def test_a_passkey_is_added_and_signs_in(new_page, person):
    page = new_page()
    key = Key(page)
    give_password(page)
    add_passkey(page)
    assert key.count() == 1
    assert person.authenticator_set.filter(type="webauthn").count() == 1
    # The recovery codes that come with the first key are shown at once.
    codes = page.get_by_label("Oanvända koder (10 av 10)").input_value().split()
    assert len(set(codes)) == 10
    sign_out(page)
    page.goto(reverse("account_login") + "?next=/account/")
    page.get_by_role("button", name="Logga in med passnyckel").click()
    page.wait_for_url("**/account/")
    expect(page.get_by_role("heading", name="Mitt konto")).to_be_visible()
    page.goto(reverse("mfa_list_webauthn"))
    expect(page.get_by_role("strong").filter(has_text="Arbetsdatorn")).to_be_visible()
    expect(page.get_by_text("Senast använd")).to_be_visible()


def test_a_passkey_that_is_refused_leads_on(new_page, person):
    page = new_page()
    key = Key(page)
    give_password(page)
    add_passkey(page)
    sign_out(page)
    key.refuse()
    page.get_by_role("button", name="Logga in med passnyckel").click()
    told = page.get_by_role("alert").filter(has_text="Passnyckeln gick inte att använda")
    expect(told).to_be_focused()
    assert not is_signed_in(page)
    # With a key the password alone is not enough: a second step asks for key or code.
    page.goto(reverse("account_login"))
    page.get_by_label("E-postadress").fill(person.email)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()
    arrived(page.get_by_role("heading", name="Andra steget"))
    page.get_by_role("button", name="Använd din passnyckel").click()
    expect(told).to_be_focused()
    assert not is_signed_in(page)


def test_a_passkey_is_renamed_and_removed(new_page, person):
    page = new_page()
    Key(page)
    give_password(page)
    add_passkey(page)
    page.goto(reverse("mfa_list_webauthn"))
    page.get_by_role("link", name=re.compile("Byt namn")).click()
    page.get_by_label("Namn på nyckeln").fill("")
    page.get_by_role("button", name="Spara").click()
    page.get_by_label("Namn på nyckeln").fill("Nyckelknippan")
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("link", name="Ta bort Nyckelknippan").click()
    expect(page.get_by_role("heading", name="Ta bort Nyckelknippan?")).to_be_visible()
    page.get_by_role("button", name="Ta bort").click()
    expect(page.get_by_text("Passnyckeln är borttagen.")).to_be_visible()
    assert not person.authenticator_set.exists()


def test_a_code_is_turned_on_and_asked_for(new_page, person):
    page = new_page()
    give_password(page)
    page.goto(reverse("mfa_index"))
    page.get_by_role("link", name="Kom igång").click()
    confirm_by_password(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("[name=code]").fill("000000" if one_time_code(secret) != "000000" else "111111")
    page.get_by_role("button", name="Slå på").click()
    expect(page.get_by_text("Ett fel att rätta")).to_be_visible()
    assert page.locator("#authenticator_secret").input_value() == secret, "the picture still holds"
    assert not person.authenticator_set.exists()
    wait_for_time_to_type()
    page.locator("[name=code]").fill(one_time_code(secret))
    page.get_by_role("button", name="Slå på").click()
    expect(page.get_by_text("Engångskoden är påslagen.")).to_be_visible()
    cache.clear()  # a code is good once: the one just typed is remembered there as used
    sign_out(page)

    give_password(page)
    expect(page.get_by_role("heading", name="Andra steget")).to_be_visible()
    # No key, no offer to use one.
    expect(page.get_by_role("button", name="Använd din passnyckel")).to_have_count(0)
    assert not is_signed_in(page), "the password alone does not sign in"
    page.goto(reverse("mfa_authenticate"))
    page.get_by_label("Kod").fill(one_time_code(secret, steps=-20))
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_text("Ett fel att rätta")).to_be_visible()
    wait_for_time_to_type()
    page.get_by_label("Kod").fill(one_time_code(secret))
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(lambda address: "/2fa/" not in address)
    assert is_signed_in(page)


def test_a_recovery_code_signs_in_once(new_page, person):
    page = new_page()
    Key(page)
    give_password(page)
    add_passkey(page)
    code = page.get_by_label(re.compile("Oanvända koder")).input_value().split()[0]
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta som fil").click()
    assert code in download.value.path().read_text()
    sign_out(page)
    give_password(page)
    page.get_by_label("Kod").fill(code)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(lambda address: "/2fa/" not in address)
    assert is_signed_in(page)
    sign_out(page)
    give_password(page)
    page.get_by_label("Kod").fill(code)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_text("Ett fel att rätta")).to_be_visible()
    assert not is_signed_in(page)


@pytest.mark.once
@pytest.mark.parametrize(
    ("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["1440 light", "390 dark"]
)
def test_security_pages_are_without_faults(new_page, person, axe_violations, viewport, scheme):
    page = new_page(viewport=viewport)
    page.emulate_media(color_scheme=scheme)
    Key(page)
    give_password(page)
    add_passkey(page)
    key = person.authenticator_set.get(type="webauthn").pk
    addresses = [
        reverse(name)
        for name in (
            "mfa_index",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "mfa_activate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "account_reauthenticate",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "account_change_password",
            "account_email",
            "account_logout",
        )
    ]
    addresses += [reverse(name, args=[key]) for name in KEY_PAGES]
    problems = []

    def look(address):
        problems.extend(f"{address}: {found}" for found in axe_violations(page))
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            problems.append(f"{address} is wider than the screen")
        text = page.locator("body").inner_text()
        problems.extend(f"{address}: «{word}»" for word in ENGLISH.findall(text))

    for address in addresses:
        assert page.goto(address).status == 200, address
        look(address)
    sign_out(page)
    give_password(page)
    look(reverse("mfa_authenticate"))
    assert not problems, "\n".join(problems)


# Words that would tell of a page left to the library's own, untranslated text.
ENGLISH = re.compile(r"\b(?:the|your|security key|name|sign in|password|are you)\b", re.IGNORECASE)
