"""Conditions on numbers that several models put on their fields."""

from django.db.models import Q


def positive(*names: str) -> Q:
    """The condition that each of the fields is above zero, or empty."""
    return Q(*(Q((f"{name}__gt", 0)) | Q((f"{name}__isnull", True)) for name in names))


def not_negative(*names: str) -> Q:
    """The condition that each of the fields is zero or above, or empty."""
    return Q(*(Q((f"{name}__gte", 0)) | Q((f"{name}__isnull", True)) for name in names))
