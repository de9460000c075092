"""Taking a choice back: what goes with it, what stands in the way, and the undoing itself."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from common.history import delete_with_reason, save_with_reason
from procurements.actions import remove_lot as remove_procurement_lot
from procurements.models import Procurement
from programmes.actions_registers import referring

from .choices import AlternativeState
from .locking import lock_all, lock_alternative
from .models import Package, PackageLot, PackagingAlternative
from .problems import PackagingProblem
from .querysets import AlternativeQuerySet


def undone_by(alternative: PackagingAlternative) -> tuple[list[str], list[Procurement]]:
    """What undoing the choice takes away, in words, and the procurements that it lets go of."""
    packages = list(
        alternative.packages.select_related("procurement").prefetch_related("lots__lot")
    )
    losses = []
    if decision := alternative.decision:
        told = _("Valet genom %(decision)s, %(body)s %(day)s, och skälen till det.")
        losses.append(
            told
            % {
                "decision": decision.title,
                "body": decision.body,
                "day": decision.decided_on.isoformat(),
            }
        )
    losses += [
        _("Skälet till att ”%(title)s” valdes bort.") % {"title": one}
        for one in _rejected_with(alternative)
    ]
    for package in packages:
        if package.made_at and package.procurement:
            losses.append(_("Utkastet %(title)s med sina delkontrakt.") % {"title": package.title})
            continue
        losses += [
            _("Delkontraktet %(lot)s i %(title)s.") % {"lot": one, "title": package.procurement}
            for one in package.lots.all()
            if one.made_at
        ]
    kept = [one.procurement for one in packages if one.procurement and not one.made_at]
    return losses, kept


def touched_in(package: Package) -> list[str]:
    """What has been made of the choice and is no longer as it was made; empty is undoable."""
    touched = [
        str(row.lot or row) for row in package.lots.all() if row.made_at and _is_touched(row)
    ]
    if package.made_at and _is_procurement_touched(package):
        touched.append(str(package.procurement or package))
    return touched


def _is_touched(row: PackageLot) -> bool:
    lot = row.lot
    if lot is None:
        return True
    plan = lot.plan
    used = [one for one in referring(lot) if one not in (plan, row)]
    last = max(kept.history.aggregate(last=Max("history_date"))["last"] for kept in (lot, plan))
    return bool(used or referring(plan)) or last > row.made_at or lot.procurement.is_locked


def _is_procurement_touched(package: Package) -> bool:
    procurement = package.procurement
    if procurement is None:
        return True
    own = {one.lot for one in package.lots.all()}
    used = [one for one in referring(procurement) if one not in own and one != package]
    last = procurement.history.aggregate(last=Max("history_date"))["last"]
    return bool(used) or last > package.made_at or procurement.is_locked


def _rejected_with(chosen: PackagingAlternative) -> AlternativeQuerySet:
    """What was rejected when it was chosen: by the same decision."""
    rows = PackagingAlternative.objects.in_programme(chosen.programme)
    return rows.filter(state=AlternativeState.REJECTED, decision=chosen.decision)


@transaction.atomic
def undo_choice(*, alternative: PackagingAlternative, by, reason: str = "") -> PackagingAlternative:
    """Take the choice back: made procurements and lots go, and the rejected are proposals again.

    PackagingProblem names what has been worked on since it was made; nothing is changed then.
    """
    lock_all(alternative.programme)
    chosen = lock_alternative(alternative)
    if chosen.state != AlternativeState.CHOSEN:
        raise PackagingProblem(_("Alternativet är inte valt."))
    made = Procurement.objects.filter(packages__alternative=chosen, packages__made_at__isnull=False)
    # Nobody may begin to work on what was made between the question and the undoing.
    list(made.order_by("pk").select_for_update(of=("self",)))
    packages = list(
        chosen.packages.select_related("procurement").prefetch_related("lots__lot__plan")
    )
    if touched := [name for package in packages for name in touched_in(package)]:
        raise PackagingProblem(
            _("Valet kan inte ångras. Det har arbetats med: %(names)s.")
            % {"names": ", ".join(touched)}
        )
    for package in packages:
        _unmake(package, by)
    for one in [chosen, *_rejected_with(chosen)]:
        one.state, one.decision, one.reason = AlternativeState.DRAFT, None, ""
        save_with_reason(one, by=by, reason=reason or _("Valet ångrades."))
    return chosen


def _unmake(package: Package, by) -> None:
    reason = _("Valet av paketering ångrades.")
    for row in package.lots.all():
        lot, is_made = row.lot, row.made_at is not None
        row.lot, row.made_at = None, None
        if lot is not None:
            save_with_reason(row, by=by, reason=reason)
        if is_made:
            remove_procurement_lot(lot=lot, by=by, reason=reason)
    if package.made_at:
        made = package.procurement
        package.procurement, package.made_at = None, None
        save_with_reason(package, by=by, reason=reason)
        delete_with_reason(made, by=by, reason=reason)
