"""Everything that changes a person's account outside of sign-in itself."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import User
from .second_factors import encrypted_anew, with_secrets


@transaction.atomic
def create_account(*, email: str, full_name: str) -> User:
    """An account without a password; the person chooses one by the link in the welcome letter."""
    user = User(email=email.lower(), full_name=full_name)
    user.set_unusable_password()
    user.full_clean()
    user.save()
    return user


@transaction.atomic
def rename_person(*, user: User, full_name: str) -> User:
    """Change the name that others see."""
    user.full_name = full_name
    user.full_clean(exclude=["password"])
    user.save(update_fields=["full_name"])
    return user


@transaction.atomic
def confirm_own_address(*, user: User) -> None:
    """Make the address of the account the one that allauth holds for confirmed.

    The address is given by a programme lead, or confirmed by letter when the person changes it, so
    it counts. As long as allauth holds none for confirmed it lets a person take any address, and
    with it the roles given to that address; and it takes the password away at the first sign-in by
    an identity provider.
    """
    own = {"user": user, "email": user.email, "verified": True, "primary": True}
    if EmailAddress.objects.filter(**own).exists():
        return
    EmailAddress.objects.filter(email__iexact=user.email).delete()
    EmailAddress.objects.filter(user=user).exclude(verified=False, primary=False).delete()
    EmailAddress.objects.create(**own)


@transaction.atomic
def choose_language(*, user: User, language: str) -> User:
    """The language of letters to the person, and of pages in a browser that knows none yet."""
    if language not in dict(settings.LANGUAGES):
        raise ValidationError({"language": _("Välj ett av språken.")})
    user.language = language
    user.save(update_fields=["language"])
    return user


@transaction.atomic
def choose_digest(*, user: User, wants_digest: bool) -> User:
    """Whether the person gets a letter each day about what has happened."""
    user.wants_digest = wants_digest
    user.save(update_fields=["wants_digest"])
    return user


@transaction.atomic
def note_digest_sent(*, user: User, at: datetime) -> User:
    """The next letter begins where this one ended."""
    user.digest_sent_at = at
    user.save(update_fields=["digest_sent_at"])
    return user


@transaction.atomic
def mark_notices_seen(*, user: User, until: datetime) -> User:
    """What happened up to a moment has been seen; never later than now, never back in time."""
    until = min(until, timezone.now())
    if user.notices_seen_at is None or user.notices_seen_at < until:
        user.notices_seen_at = until
        user.save(update_fields=["notices_seen_at"])
    return user


@transaction.atomic
def encrypt_second_factors() -> int:
    """Write the secrets of all second factors anew with the present key; how many there are.

    ImproperlyConfigured, and nothing is written, when one cannot be read.
    """
    rows = Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN)
    found = list(rows)
    for row in found:
        row.data = with_secrets(row.data, encrypted_anew)
        row.save(update_fields=["data"])
    return len(found)
