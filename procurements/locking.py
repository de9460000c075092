"""The row lock that every change of a procurement starts with."""

from .models import Procurement
from .problems import ProcurementLocked


def lock_draft(procurement: Procurement) -> Procurement:
    """The row, locked until the transaction ends; ProcurementLocked when it is published."""
    locked = lock_row(procurement)
    if locked.is_locked:
        raise ProcurementLocked
    return locked


def lock_row(procurement: Procurement) -> Procurement:
    """The row, locked until the transaction ends, whatever its state."""
    rows = Procurement.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(pk=procurement.pk)
