"""What changes ways to package: alternatives, packages, lots, and where modules stand."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from common.history import delete_with_reason, save_with_reason
from programmes.actions_registers import check_seen
from requirements_catalog.choices import ModuleKind
from requirements_catalog.models import Module

from .locking import check_there, lock_alternative, lock_open
from .models import Package, PackageLot, PackagingAlternative, Placement
from .problems import MovedMeanwhile, PackagingProblem

# The module may stand anywhere when it is moved.
ANYWHERE: Any = object()

Unseen = Callable[[Model], bool] | None


@transaction.atomic
def save_alternative(
    *, alternative: PackagingAlternative, by, reason: str = "", is_unseen: Unseen = None
) -> PackagingAlternative:
    """A new alternative, or a change of what is said of one; ValidationError for a taken title.

    ``is_unseen`` here and below as in ``save_row`` of registers.
    """
    if alternative.pk:
        lock_open(alternative)
        check_seen(alternative, is_unseen)
    alternative.full_clean()
    return save_with_reason(alternative, by=by, reason=reason)


@transaction.atomic
def remove_alternative(*, alternative: PackagingAlternative, by) -> None:
    """Take away an alternative with its packages; what was decided on stays."""
    locked = lock_open(alternative)
    for package in locked.packages.all():
        _remove_package(package, by)
    delete_with_reason(locked, by=by)


@transaction.atomic
def copy_alternative(*, alternative: PackagingAlternative, title: str, by) -> PackagingAlternative:
    """A new proposal with the same packages, lots and placements; ValidationError by its title.

    Nobody changes the first one while it is copied.
    """
    source = lock_alternative(alternative)
    copy = PackagingAlternative(programme=source.programme, title=title)
    for name in ("idea", "pros", "cons"):
        setattr(copy, name, getattr(source, name))
    last = source.programme.packaging_alternatives.aggregate(last=Max("position"))["last"]
    copy.position = (last or 0) + 1
    save_alternative(alternative=copy, by=by)
    reason = _("Kopierat från %(title)s.") % {"title": source}
    for package in source.packages.all():
        lots = list(package.lots.prefetch_related("placements"))
        if package.made_at:
            package.procurement = None
        package.pk, package.made_at, package.alternative = None, None, copy
        package._state.adding = True
        save_with_reason(package, by=by)
        for lot in lots:
            placed = list(lot.placements.all())
            lot.pk, lot.lot, lot.made_at, lot.package = None, None, None, package
            lot._state.adding = True
            save_with_reason(lot, by=by)
            for one in placed:
                row = Placement(alternative=copy, lot=lot, module_id=one.module_id)
                save_with_reason(row, by=by, reason=reason)
    return copy


# ---------------------------------------------------------------- packages and lots


@transaction.atomic
def save_package(*, package: Package, by, reason: str = "", is_unseen: Unseen = None) -> Package:
    """A new package, last and with one lot, or a change of one; ValidationError by its field.

    MovedMeanwhile for one that somebody else has removed.
    """
    lock_open(package.alternative)
    is_new = package.pk is None
    if is_new:
        last = package.alternative.packages.aggregate(last=Max("position"))["last"]
        package.position = (last or 0) + 1
    else:
        check_there(package)
        check_seen(package, is_unseen)
    package.full_clean()
    save_with_reason(package, by=by, reason=reason)
    if is_new:
        lot = PackageLot(package=package, number=1, title=package.title)
        save_with_reason(lot, by=by, reason=reason)
    return package


@transaction.atomic
def remove_package(*, package: Package, by) -> None:
    """Take away a package; its modules are left over."""
    lock_open(package.alternative)
    check_there(package)
    _remove_package(package, by)


def _remove_package(package: Package, by) -> None:
    for lot in package.lots.all():
        _remove_lot(lot, by)
    delete_with_reason(package, by=by)


@transaction.atomic
def save_lot(*, lot: PackageLot, by, reason: str = "", is_unseen: Unseen = None) -> PackageLot:
    """A new lot of a package, or a change of one; ValidationError for a taken number.

    MovedMeanwhile when somebody else has removed it, or its package.
    """
    lock_open(lot.package.alternative)
    check_there(lot if lot.pk else lot.package)
    if lot.pk:
        check_seen(lot, is_unseen)
    lot.full_clean()
    return save_with_reason(lot, by=by, reason=reason)


@transaction.atomic
def remove_lot(*, lot: PackageLot, by) -> None:
    """Take away a lot; its modules are left over. The last lot goes with its package only."""
    lock_open(lot.package.alternative)
    check_there(lot)
    if not lot.package.lots.exclude(pk=lot.pk).exists():
        raise PackagingProblem(
            _("Paketet behöver minst ett delkontrakt. Ta bort hela paketet i stället.")
        )
    _remove_lot(lot, by)


def _remove_lot(lot: PackageLot, by) -> None:
    # One by one: each keeps in its history who took it away.
    for placement in lot.placements.select_related("module"):
        delete_with_reason(placement, by=by, reason=_("Delkontraktet togs bort."))
    delete_with_reason(lot, by=by)


# ---------------------------------------------------------------- modules


@transaction.atomic
def move_module(
    *,
    alternative: PackagingAlternative,
    module: Module,
    lot: PackageLot | None,
    by,
    expected: int | None = ANYWHERE,
) -> bool:
    """Put a module into a lot, or with None out of all; whether that changed anything.

    ``expected`` is the key of the lot it was seen in, None for none: MovedMeanwhile when it stands
    elsewhere. PackagingProblem for a module that is not to be procured.
    """
    locked = lock_open(alternative)
    found = Placement.objects.filter(alternative=locked, module=module).first()
    now = found.lot_id if found else None
    if expected is not ANYWHERE and expected != now:
        raise MovedMeanwhile
    if now == (lot.pk if lot else None):
        return False
    if lot is None:
        delete_with_reason(found, by=by)
        return True
    if module.kind != ModuleKind.TO_PROCURE:
        raise PackagingProblem(
            _("%(module)s upphandlas inte och placeras inte i något paket.") % {"module": module}
        )
    placement = found or Placement(alternative=locked, module=module)
    check_there(lot)
    placement.lot = lot
    placement.full_clean(validate_constraints=False)
    save_with_reason(placement, by=by)
    return True
