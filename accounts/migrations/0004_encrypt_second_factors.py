"""Secrets of second factors that were kept in the clear are encrypted."""

from django.db import migrations

from accounts.second_factors import decrypted, encrypted_anew, with_secrets


def _change_all(apps, change):
    for row in apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn"):
        row.data = with_secrets(row.data, change)
        row.save(update_fields=["data"])


def encrypt(apps, schema_editor):
    """Each by the present SECRET_KEY."""
    _change_all(apps, encrypted_anew)


def decrypt(apps, schema_editor):
    """As an earlier version of the site reads them."""
    _change_all(apps, decrypted)


class Migration(migrations.Migration):
    """Needs the table of allauth's authenticators as it is now."""

    dependencies = [
        ("accounts", "0003_language"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(encrypt, decrypt)]
