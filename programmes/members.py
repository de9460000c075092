"""The history of memberships: who gave whom which role, when and why."""

from django.db.models import QuerySet

from .models import Membership, Programme


def role_changes(programme: Programme) -> QuerySet:
    """Every role given or taken in a programme, newest first, with both persons.

    Each is a history record: ``history_user`` gave (``history_type`` "+") or took ("-") the
    ``role`` of ``user``. A person whose account is gone is None.
    """
    return (
        Membership.history.filter(programme=programme)
        .select_related("history_user", "user")
        .order_by("-history_date", "-history_id")
    )
