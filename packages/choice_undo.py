"""Taking a choice back: what goes with it, what stands in the way, and the undoing itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from common.history import delete_with_reason, save_with_reason
from procurements.actions import remove_lot as remove_procurement_lot
from procurements.models import Lot, Procurement
from programmes.actions_registers import referring

from .choices import AlternativeState
from .locking import lock_all, lock_alternative
from .models import Package, PackageLot, PackagingAlternative
from .problems import PackagingProblem
from .querysets import AlternativeQuerySet

# Of what refers to something, this many are named.
NAMED = 3


@dataclass(frozen=True)
class Obstacle:
    """Something that a choice made and that cannot be taken back, with why, in words."""

    row: Procurement | Lot | Package | PackageLot
    reasons: Sequence[str]

    def __str__(self) -> str:
        return f"{self.row} ({'; '.join(self.reasons)})"


def undone_by(alternative: PackagingAlternative) -> tuple[list[str], list[Procurement]]:
    """What undoing the choice takes away, in words, and the procurements that it lets go of."""
    packages = _packages_of(alternative)
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


def made_by(
    alternative: PackagingAlternative, carried: Collection[Procurement] = ()
) -> tuple[list[Package], list[PackageLot]]:
    """Packages whose procurement the choice made, and lots that it made; but for ``carried``."""
    packages = [one for one in _packages_of(alternative) if one.procurement not in carried]
    lots = [row for package in packages for row in package.lots.all() if row.made_at]
    return [one for one in packages if one.made_at], lots


def carried_over(
    standing: PackagingAlternative, alternative: PackagingAlternative
) -> list[Procurement]:
    """What the standing choice made and a package of another alternative names: it stays."""
    made = Procurement.objects.filter(
        packages__alternative=standing, packages__made_at__isnull=False
    )
    return list(made.filter(pk__in=named_by(alternative)).order_by("pk"))


def named_by(alternative: PackagingAlternative) -> set[int]:
    """The keys of the procurements that its packages name."""
    rows = alternative.packages.exclude(procurement=None)
    return set(rows.values_list("procurement", flat=True))


def obstacles_to(
    alternative: PackagingAlternative, carried: Collection[Procurement] = ()
) -> list[Obstacle]:
    """What was made of the choice and is no longer as it was made; empty is undoable."""
    packages, lots = made_by(alternative, carried)
    found = [Obstacle(row.lot or row, _lot_reasons(row)) for row in lots]
    found += [Obstacle(one.procurement or one, _procurement_reasons(one)) for one in packages]
    return [one for one in found if one.reasons]


def blocked_by(alternative: PackagingAlternative, obstacles: Sequence[Obstacle]) -> str:
    """What stands in the way of taking a choice back, in words."""
    told = _("Det som valet av ”%(title)s” skapade kan inte längre tas tillbaka: %(names)s.")
    return told % {"title": alternative, "names": ", ".join(str(one) for one in obstacles)}


def _packages_of(alternative: PackagingAlternative) -> list[Package]:
    rows = alternative.packages.select_related("procurement")
    return list(rows.prefetch_related("lots__lot__plan", "lots__lot__procurement"))


def _lot_reasons(row: PackageLot) -> list[str]:
    lot = row.lot
    if lot is None:
        return [_("borttaget")]
    plan = lot.plan
    used = [*(one for one in referring(lot) if one not in (plan, row)), *referring(plan)]
    last = max(kept.history.aggregate(last=Max("history_date"))["last"] for kept in (lot, plan))
    return _reasons(used, last > row.made_at, lot.procurement)


def _procurement_reasons(package: Package) -> list[str]:
    procurement = package.procurement
    if procurement is None:
        return [_("borttaget")]
    own = {one.lot for one in package.lots.all()}
    used = [one for one in referring(procurement) if one not in own and one != package]
    last = procurement.history.aggregate(last=Max("history_date"))["last"]
    return _reasons(used, last > package.made_at, procurement)


def _reasons(used: Sequence, is_changed: bool, procurement: Procurement) -> list[str]:
    found = []
    if procurement.is_locked:
        found.append(_("är %(state)s") % {"state": procurement.get_state_display()})
    if is_changed:
        found.append(_("ändrat efter valet"))
    if used:
        names = [f"{one._meta.verbose_name} {one}" for one in used[:NAMED]]
        if len(used) > NAMED:
            names.append(_("med flera"))
        found.append(_("används av %(names)s") % {"names": ", ".join(names)})
    return found


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
    take_back(chosen, by=by, reason=_("Valet av paketering ångrades."))
    for one in [chosen, *_rejected_with(chosen)]:
        one.state, one.decision, one.reason = AlternativeState.DRAFT, None, ""
        save_with_reason(one, by=by, reason=reason or _("Valet ångrades."))
    return chosen


def take_back(
    chosen: PackagingAlternative, *, by, reason: str, carried: Collection[Procurement] = ()
) -> None:
    """Take away what a choice made, but for ``carried``, which it lets go of; the alternatives are
    locked, and are what the caller makes of them.

    PackagingProblem names what has been worked on since it was made.
    """
    # Nobody may begin to work on what was made between the question and the undoing.
    made = Q(made_at__isnull=False) | Q(lots__made_at__isnull=False)
    kept = Package.objects.filter(made, alternative=chosen).values("procurement")
    list(Procurement.objects.filter(pk__in=kept).order_by("pk").select_for_update(of=("self",)))
    if obstacles := obstacles_to(chosen, carried):
        raise PackagingProblem(blocked_by(chosen, obstacles))
    for package in _packages_of(chosen):
        _unmake(package, by, reason, is_kept=package.procurement in carried)


def _unmake(package: Package, by, reason: str, *, is_kept: bool) -> None:
    """Let go of the package's lots and made procurement; they are removed unless it is kept."""
    for row in package.lots.all():
        lot, is_made = row.lot, row.made_at is not None
        row.lot, row.made_at = None, None
        if lot is not None:
            save_with_reason(row, by=by, reason=reason)
        if is_made and not is_kept:
            remove_procurement_lot(lot=lot, by=by, reason=reason)
    if package.made_at:
        made = package.procurement
        package.procurement, package.made_at = None, None
        save_with_reason(package, by=by, reason=reason)
        if not is_kept:
            delete_with_reason(made, by=by, reason=reason)
