"""The row lock that every change of a way to package starts with."""

from django.db.models import Model, Q

from procurements.models import Procurement

from .choices import AlternativeState
from .models import Package, PackagingAlternative
from .problems import AlternativeClosed, RemovedMeanwhile


def lock_alternative(alternative: PackagingAlternative) -> PackagingAlternative:
    """The row, locked until the transaction ends; RemovedMeanwhile when it is gone."""
    rows = PackagingAlternative.objects.select_for_update(of=("self",))
    locked = rows.select_related("programme").filter(pk=alternative.pk).first()
    if locked is None:
        raise RemovedMeanwhile(alternative)
    return locked


def lock_all(programme) -> None:
    """Every way to package of a programme, in one order: a choice decides on all of them."""
    rows = PackagingAlternative.objects.in_programme(programme).order_by("pk")
    list(rows.select_for_update(of=("self",)))


def lock_made(programme) -> None:
    """The procurements that the programme's choice made, or made lots in: nobody may begin to work
    on them between the question whether it can be taken back and the taking back."""
    made = Q(made_at__isnull=False) | Q(lots__made_at__isnull=False)
    rows = Package.objects.in_programme(programme).filter(made)
    keys = rows.filter(alternative__state=AlternativeState.CHOSEN).values("procurement")
    procurements = Procurement.objects.filter(pk__in=keys).order_by("pk")
    list(procurements.select_for_update(of=("self",)))


def lock_open(alternative: PackagingAlternative) -> PackagingAlternative:
    """The same; AlternativeClosed when it is decided on."""
    locked = lock_alternative(alternative)
    if not locked.is_open:
        raise AlternativeClosed
    return locked


def check_there(row: Model) -> None:
    """RemovedMeanwhile for a package or lot that is gone: saving it would put it back.

    Asked with the alternative locked, so that it stays.
    """
    if not type(row)._base_manager.filter(pk=row.pk).exists():
        raise RemovedMeanwhile(row)
