"""Taking a choice back, and undoing one: what then no longer applies, and the doing itself."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.history import delete_with_reason, save_with_reason
from procurements.actions import remove_lot as remove_procurement_lot

from .choices import AlternativeState
from .locking import lock_all, lock_alternative, lock_made
from .models import Package, PackagingAlternative
from .problems import PackagingProblem
from .querysets import AlternativeQuerySet
from .replacing import TakingBack, taking_back


def undone_with(taken: TakingBack) -> list[str]:
    """What no longer applies when a choice is undone, in words: the decision, then what it made."""
    chosen, losses = taken.standing, []
    if chosen is None:
        return []
    if decision := chosen.decision:
        told = _("Valet genom %(decision)s, %(body)s %(day)s, och skälen till det.")
        day = decision.decided_on.isoformat()
        losses = [told % {"decision": decision.title, "body": decision.body, "day": day}]
    losses += [
        _("Skälet till att ”%(title)s” valdes bort.") % {"title": one}
        for one in _rejected_beside(chosen)
    ]
    return losses + taken.losses


def _rejected_beside(chosen: PackagingAlternative) -> AlternativeQuerySet:
    """What is rejected while it is chosen, by its decision or by that of a choice before it.

    To be rejected is to stand back for a choice: where none applies nothing is.
    """
    rows = PackagingAlternative.objects.in_programme(chosen.programme)
    return rows.filter(state=AlternativeState.REJECTED)


@transaction.atomic
def undo_choice(*, alternative: PackagingAlternative, by, reason: str = "") -> PackagingAlternative:
    """Take the choice back: what it made goes, and all alternatives are proposals again.

    No choice applies then, nor one that it had replaced.

    PackagingProblem names what has been worked on since it was made; nothing is changed then.
    """
    lock_all(alternative.programme)
    chosen = lock_alternative(alternative)
    if chosen.state != AlternativeState.CHOSEN:
        raise PackagingProblem(_("Alternativet är inte valt."))
    lock_made(chosen.programme)
    take_back(taking_back(chosen), by=by, reason=_("Valet av paketering ångrades."))
    for one in [chosen, *_rejected_beside(chosen)]:
        one.state, one.decision, one.reason = AlternativeState.DRAFT, None, ""
        save_with_reason(one, by=by, reason=reason or _("Valet ångrades."))
    return chosen


def take_back(taken: TakingBack, *, by, reason: str) -> None:
    """Take away what a choice made, but for what is carried over, which it lets go of.

    ``taken`` has been read with the alternatives and what was made locked (``lock_made``); the
    alternatives are what the caller makes of them. PackagingProblem names what has been worked on
    since it was made.
    """
    if refusal := taken.refusal:
        raise PackagingProblem(refusal)
    for package in taken.packages:
        _unmake(package, by, reason, is_carried=package.procurement in taken.carried)


def _unmake(package: Package, by, reason: str, *, is_carried: bool) -> None:
    """Let go of the package's lots and made procurement; they are removed unless carried over.

    What somebody has removed already is only let go of.
    """
    for row in package.lots.all():
        lot, is_made = row.lot, row.made_at is not None
        row.lot, row.made_at = None, None
        if lot is not None or is_made:
            save_with_reason(row, by=by, reason=reason)
        if lot is not None and is_made and not is_carried:
            remove_procurement_lot(lot=lot, by=by, reason=reason)
    if package.made_at:
        made = package.procurement
        package.procurement, package.made_at = None, None
        save_with_reason(package, by=by, reason=reason)
        if made is not None and not is_carried:
            delete_with_reason(made, by=by, reason=reason)
