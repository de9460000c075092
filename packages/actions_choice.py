"""Choosing a way to package by a decision, and making what a chosen one lacks."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.history import save_with_reason
from procurements.actions import add_lot, create_procurement
from programmes.models import Decision

from .choice_undo import take_back
from .choices import AlternativeState
from .locking import lock_all, lock_alternative, lock_made
from .log import check_decision
from .making import MAKE, PackagePlan, digest_of, free_slug, plan_of
from .models import Package, PackagingAlternative
from .problems import LayoutChanged, PackagingProblem
from .replacing import TakingBack, replacement_by


@transaction.atomic
def choose_alternative(
    *,
    alternative: PackagingAlternative,
    decision: Decision,
    reason: str,
    rejected: Mapping[int, str],
    packages: Collection[int],
    by,
    seen: str | None = None,
    is_confirmed: bool = True,
) -> PackagingAlternative:
    """Choose by a decision; the other proposals are rejected, each for a reason of its own.

    One that is chosen already is replaced: what it made is taken back as ``undo_choice`` does,
    but for procurements that the new one's packages name, and it is rejected by the same decision.
    One that was rejected before can be chosen, by a decision that says so. ``rejected``:
    alternative → reason, of every other proposal and of the replaced one. ``packages`` get their
    procurements made or completed now; the others may get them later (``make_package``). Published
    procurements are linked to and never changed. ``seen`` is the mark of what was shown
    (``digest_of``), None for nothing: LayoutChanged when it is otherwise now. Unless
    ``is_confirmed``, a decision that may be another than is meant is refused as DoubtfulDecision
    (``check_decision``). PackagingProblem when the alternative is the chosen one, when the decision
    is another programme's, when one has no reason, or when something that the earlier choice made
    cannot be taken back.
    """
    lock_all(alternative.programme)
    chosen = lock_alternative(alternative)
    if chosen.state == AlternativeState.CHOSEN:
        raise PackagingProblem(_("Alternativet är redan valt."))
    if decision.programme_id != chosen.programme_id:
        raise PackagingProblem(_("Beslutet finns inte i programmet."))
    lock_made(chosen.programme)
    replaced = replacement_by(chosen)
    _check(chosen, replaced, decision, seen, is_confirmed)
    _replace(replaced, decision, rejected, by)
    # The order of the writing is that of the record of choices (choice_record.py).
    _decide(chosen, AlternativeState.CHOSEN, decision, reason, by)
    others = PackagingAlternative.objects.in_programme(chosen.programme).exclude(pk=chosen.pk)
    for other in others.filter(state=AlternativeState.DRAFT):
        told = _("Ange varför %(title)s inte valdes.") % {"title": other}
        why = _reason_of(other, rejected, told)
        _decide(other, AlternativeState.REJECTED, decision, why, by)
    for plan in plan_of(chosen):
        if plan.package.pk in packages or plan.kind != MAKE:
            _make(plan, complete=plan.package.pk in packages, by=by)
    return chosen


def _check(
    chosen: PackagingAlternative,
    replaced: TakingBack,
    decision: Decision,
    seen: str | None,
    is_confirmed: bool,
) -> None:
    """What is chosen is what was shown, by a decision that can be about it."""
    if seen is not None and seen != digest_of(plan_of(chosen), replaced.mark):
        raise LayoutChanged
    if not is_confirmed:
        check_decision(chosen, decision, replaced.standing)


def _replace(replaced: TakingBack, decision: Decision, rejected: Mapping[int, str], by) -> None:
    """Take the earlier choice, if there is one, back, and reject it by the decision that takes its
    place."""
    standing = replaced.standing
    if standing is None:
        return
    told = _("Ange varför %(title)s inte längre gäller.") % {"title": standing}
    why = _reason_of(standing, rejected, told)
    reason = _("Valet av paketering ersattes.")
    take_back(replaced, by=by, reason=reason)
    _decide(standing, AlternativeState.REJECTED, decision, why, by)


def _reason_of(row: PackagingAlternative, reasons: Mapping[int, str], lacking: str) -> str:
    reason = reasons.get(row.pk, "").strip()
    if not reason:
        raise PackagingProblem(lacking)
    return reason


def _decide(alternative: PackagingAlternative, state, decision, reason: str, by) -> None:
    alternative.state, alternative.decision, alternative.reason = state, decision, reason
    alternative.full_clean()
    save_with_reason(alternative, by=by, reason=reason[:500])


@transaction.atomic
def make_package(*, package: Package, by) -> Package:
    """Make what a chosen package still lacks of procurement and lots."""
    alternative = lock_alternative(package.alternative)
    if alternative.state != AlternativeState.CHOSEN:
        raise PackagingProblem(_("Bara ett valt alternativ blir upphandlingar."))
    plan = next(one for one in plan_of(alternative) if one.package.pk == package.pk)
    if not plan.made:
        raise PackagingProblem(_("Paketet har redan sin upphandling."))
    _make(plan, complete=True, by=by)
    return plan.package


def _make(plan: PackagePlan, *, complete: bool, by) -> None:
    """Link the package's lots to those there are; with ``complete`` make what is lacking."""
    package = plan.package
    reason = _("Ur upphandlingspaketeringen.")
    if plan.kind == MAKE:
        package.procurement = create_procurement(
            programme=package.alternative.programme,
            slug=free_slug(package.title),
            title=package.title,
            procedure=package.procedure,
            description=package.note,
            by=by,
            reason=reason,
        )
    for one in plan.lots:
        row, made = one.lot, one.is_made and complete
        row.lot = one.existing
        if made:
            row.lot = add_lot(
                procurement=package.procurement,
                number=row.number,
                title=row.title,
                description=row.sub_areas,
                modules=one.modules,
                by=by,
            )
            row.made_at = timezone.now()
        if row.lot is not None:
            save_with_reason(row, by=by, reason=reason)
    if plan.kind == MAKE:
        package.made_at = timezone.now()
        save_with_reason(package, by=by, reason=reason)
