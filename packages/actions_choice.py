"""Choosing a way to package by a decision, and making what a chosen one lacks."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.history import save_with_reason
from procurements.actions import add_lot, create_procurement
from programmes.models import Decision

from .choices import AlternativeState
from .locking import lock_all, lock_alternative, lock_open
from .log import check_not_older
from .making import MAKE, PackagePlan, digest_of, free_slug, plan_of
from .models import Package, PackagingAlternative
from .problems import LayoutChanged, PackagingProblem


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

    ``rejected``: alternative → reason, of every other proposal. ``packages`` get their procurements
    made or completed now; the others may get them later (``make_package``). Published procurements
    are linked to and never changed. ``seen`` is the mark of what was shown (``digest_of``), None
    for nothing: LayoutChanged when it is otherwise now. Unless ``is_confirmed``, a decision from
    before the alternative became as it is is refused as OlderDecision. PackagingProblem when
    another is chosen, when the decision is another programme's, or when a proposal has no reason.
    """
    lock_all(alternative.programme)
    chosen = lock_open(alternative)
    if decision.programme_id != chosen.programme_id:
        raise PackagingProblem(_("Beslutet finns inte i programmet."))
    others = PackagingAlternative.objects.in_programme(chosen.programme).exclude(pk=chosen.pk)
    if standing := others.filter(state=AlternativeState.CHOSEN).first():
        raise PackagingProblem(
            _("%(title)s är redan valt. Ångra det valet först.") % {"title": standing}
        )
    plans = plan_of(chosen)
    if seen is not None and seen != digest_of(plans):
        raise LayoutChanged
    if not is_confirmed:
        check_not_older(chosen, decision)
    _decide(chosen, AlternativeState.CHOSEN, decision, reason, by)
    for other in others.filter(state=AlternativeState.DRAFT):
        why = rejected.get(other.pk, "").strip()
        if not why:
            raise PackagingProblem(_("Ange varför %(title)s inte valdes.") % {"title": other})
        _decide(other, AlternativeState.REJECTED, decision, why, by)
    for plan in plans:
        if plan.package.pk in packages or plan.kind != MAKE:
            _make(plan, complete=plan.package.pk in packages, by=by)
    return chosen


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
