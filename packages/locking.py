"""The row lock that every change of a way to package starts with."""

from .models import PackagingAlternative
from .problems import AlternativeClosed


def lock_alternative(alternative: PackagingAlternative) -> PackagingAlternative:
    """The row, locked until the transaction ends."""
    return (
        PackagingAlternative.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=alternative.pk)
    )


def lock_all(programme) -> None:
    """Every way to package of a programme, in one order: a choice decides on all of them."""
    rows = PackagingAlternative.objects.in_programme(programme).order_by("pk")
    list(rows.select_for_update(of=("self",)))


def lock_open(alternative: PackagingAlternative) -> PackagingAlternative:
    """The same; AlternativeClosed when it is decided on."""
    locked = lock_alternative(alternative)
    if not locked.is_open:
        raise AlternativeClosed
    return locked
