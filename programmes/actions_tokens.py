"""Keys with which programs act for a person: made, used, revoked."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.history import save_with_reason

from .models import ApiToken, Programme

MARK = "fvm"
MOST_TOKENS = 20
# That a key was used is written at most this often.
USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def create_token(
    *, person, by, name: str, scope: str, days: int, programme: Programme | None = None
) -> tuple[ApiToken, str]:
    """A new key and its secret, which is nowhere to be read again.

    The secret is 256 random bits, so a plain SHA-256 keeps it as well as a slow hash would.
    """
    now = timezone.now()
    if ApiToken.objects.visible_to(person).usable(now).count() >= MOST_TOKENS:
        raise ValidationError(
            _("Du har redan %(count)d nycklar. Dra in någon först.") % {"count": MOST_TOKENS}
        )
    if programme and not person.memberships.filter(programme=programme).exists():
        raise ValidationError({"programme": _("Välj bland dina egna program.")})
    prefix = secrets.token_hex(6)
    secret = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        person=person,
        name=name,
        scope=scope,
        programme=programme,
        prefix=prefix,
        digest=_digest(secret),
        expires_at=now + timedelta(days=days),
    )
    token.full_clean()
    save_with_reason(token, by=by)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by) -> ApiToken:
    """Make a key useless at once; it stays in the list and in history."""
    row = ApiToken.objects.select_for_update().get(pk=token.pk)
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        save_with_reason(row, by=by)
    return row


def token_of(secret: str) -> ApiToken | None:
    """The key that a secret belongs to, whether or not it still works; None for no key of ours."""
    parts = secret.split("_", 2)
    prefix = parts[1] if len(parts) == 3 and parts[0] == MARK else ""
    rows = ApiToken.objects.select_related("person", "programme")
    token = rows.filter(prefix=prefix[:20]).first() if prefix.isascii() else None
    # Compared also when there is none, so that the time taken tells nothing.
    known = token.digest if token else "0" * 64
    return token if hmac.compare_digest(known, _digest(secret)) and token else None


def note_use(*, token: ApiToken) -> None:
    """Remember that a key was used now."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
