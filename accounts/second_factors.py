"""Secrets of second factors as the database keeps them: encrypted.

Whoever gets hold of a copy of the database must not be able to count out people's codes. The key
comes of SECRET_KEY, which is kept apart from the database. Earlier ones in SECRET_KEY_FALLBACKS
still decrypt; ``manage.py encrypt_second_factors`` writes all anew with the present one.
"""

import base64
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import salted_hmac

# Tells what is encrypted from what was kept before, which never has a colon.
MARK = "fernet:"
_SALT = "accounts.second_factors"


def encrypted(text: str) -> str:
    """The secret as it is kept."""
    return MARK + _cipher().encrypt(text.encode()).decode()


def decrypted(kept: str) -> str:
    """The secret itself. ImproperlyConfigured when it was encrypted by a key that is not known."""
    if not kept.startswith(MARK):
        return kept
    try:
        return _cipher().decrypt(kept.removeprefix(MARK).encode()).decode()
    except InvalidToken as problem:
        raise ImproperlyConfigured(
            "A second factor was encrypted by another SECRET_KEY: put that one into "
            "SECRET_KEY_FALLBACKS and run manage.py encrypt_second_factors."
        ) from problem


def with_secrets(data: dict, change) -> dict:
    """The data of one of allauth's authenticators with each of its secrets changed."""
    changed = dict(data)
    for name in ("secret", "seed"):
        if name in data:
            changed[name] = change(data[name])
    if "migrated_codes" in data:
        changed["migrated_codes"] = [change(code) for code in data["migrated_codes"]]
    return changed


def encrypted_anew(kept: str) -> str:
    """The same secret encrypted by the present key."""
    return encrypted(decrypted(kept))


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])


def _keys() -> Iterable[bytes]:
    """One key of each secret, the present first: 256 bits as Fernet takes them."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        digest = salted_hmac(_SALT, "key", secret=secret, algorithm="sha256").digest()
        yield base64.urlsafe_b64encode(digest)
