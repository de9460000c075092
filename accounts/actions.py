"""Everything that changes a person's account outside of sign-in itself."""

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
