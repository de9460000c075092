"""The row lock that every change of a package starts with."""

from .models import Procurement
from .problems import ProcurementLocked


def lock_draft(procurement: Procurement) -> Procurement:
    """The row, locked until the transaction ends; ProcurementLocked when it is published."""
    locked = (
        Procurement.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=procurement.pk)
    )
    if locked.is_locked:
        raise ProcurementLocked
    return locked
