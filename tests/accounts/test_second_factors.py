"""What the database holds of second factors is of no use without the site's key."""

import json
import time
from importlib import import_module
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import UserFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OTHER_KEY = "en-annan-nyckel-" + "0123456789abcdef" * 4


@pytest.fixture
def person():
    cache.clear()
    return UserFactory()


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def all_that_is_kept() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator ORDER BY id")
        return json.dumps([str(row[0]) for row in cursor.fetchall()])


def test_the_secret_is_not_in_the_database_and_its_codes_work(person):
    TOTP.activate(person, SECRET)
    codes = RecoveryCodes.activate(person)
    seed = codes.instance.data["seed"]
    kept = all_that_is_kept()
    assert SECRET not in kept and "fernet:" in kept
    # Without encryption a seed is 80 hexadecimal digits.
    assert seed.startswith("fernet:") and len(seed) > 120
    factor = Authenticator.objects.get(type="totp").wrap()
    assert not factor.validate_code("abcdef")
    assert factor.validate_code(code_now())
    again = Authenticator.objects.get(type="recovery_codes").wrap()
    assert again.generate_codes() == codes.generate_codes() and len(codes.generate_codes()) == 10
    assert again.validate_code(codes.generate_codes()[3])


def test_two_people_with_one_secret_are_kept_differently(person):
    first, second = TOTP.activate(person, SECRET), TOTP.activate(UserFactory(), SECRET)
    assert first.instance.data["secret"] != second.instance.data["secret"]


def in_the_clear(person):
    """A row as an earlier version of the site wrote it."""
    Authenticator.objects.create(user=person, type="totp", data={"secret": SECRET})
    Authenticator.objects.create(
        user=person,
        type="recovery_codes",
        data={"seed": "ab" * 40, "used_mask": 5, "migrated_codes": ["1234567890"]},
    )
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "Nyckel"})


def test_what_was_kept_in_the_clear_works_and_is_encrypted_by_the_migration(person):
    in_the_clear(person)
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_now())
    cache.clear()
    migration = import_module("accounts.migrations.0004_encrypt_second_factors")
    migration.encrypt(apps, None)
    kept = all_that_is_kept()
    for secret in (SECRET, "ab" * 40, "1234567890"):
        assert secret not in kept
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_now())
    row = Authenticator.objects.get(type="recovery_codes")
    assert row.data["used_mask"] == 5
    assert row.wrap().generate_codes() == ["1234567890"]
    assert Authenticator.objects.get(type="webauthn").data == {"name": "Nyckel"}
    migration.decrypt(apps, None)
    assert Authenticator.objects.get(type="totp").data == {"secret": SECRET}


def test_a_new_key_of_the_site(person, settings):
    """The earlier key decrypts until all has been written anew; after that it is not needed."""
    TOTP.activate(person, SECRET)
    before = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OTHER_KEY, []
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FALLBACKS"):
        Authenticator.objects.get(type="totp").wrap().validate_code(code_now())
    kept = all_that_is_kept()
    with pytest.raises(CommandError, match="Inget har ändrats"):
        call_command("encrypt_second_factors")
    assert all_that_is_kept() == kept
    settings.SECRET_KEY_FALLBACKS = [before]
    told = StringIO()
    call_command("encrypt_second_factors", stdout=told)
    assert told.getvalue() == "Krypterade: 1\n"
    settings.SECRET_KEY_FALLBACKS = []
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_now())
