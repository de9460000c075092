"""Everything that changes a person's account outside of sign-in itself."""

from allauth.account.models import EmailAddress
from django.db import transaction

from .models import User


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
