"""Everything that changes who buys together and what each needs; registers write their own rows."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.history import delete_with_reason, save_with_reason
from procurements.models import Lot, Procurement
from programmes.choices import ParticipationOutcome
from programmes.models import Body, Organisation, Participation
from programmes.models.kin import hold
from requirements_catalog.models import Requirement

from .choices import JOINED
from .deciding import check_decides, check_same_day, deciding_in
from .models import (
    DecisionAnnulment,
    JoiningDecision,
    Mandate,
    RequirementStance,
    VolumeShare,
)
from .open_options import check_can_be_used

Cell = tuple[int, int]


class VolumesMoved(Exception):
    """Somebody else has written other volumes since they were seen; ``now`` has what is saved.

    ``now`` is (price item, organisation) → quantity, None where it was taken away.
    """

    def __init__(self, now: Mapping[Cell, Decimal | None]):
        self.now = now
        super().__init__(f"{len(now)} volumes were changed meanwhile")


class StanceMoved(Exception):
    """Somebody else has written what an organisation says; ``now`` is what is saved, or None."""

    def __init__(self, now: RequirementStance | None):
        self.now = now
        super().__init__("the stance was changed meanwhile")


@transaction.atomic
def record_joining_decision(
    *,
    procurement: Procurement,
    organisation: Organisation,
    outcome: str,
    decided_on: date,
    reason: str,
    by,
    body: Body | None = None,
    body_name: str = "",
    document_reference: str = "",
    document_url: str = "",
    confirmed: Collection[int] | None = None,
) -> JoiningDecision:
    """Write down a decision about taking part; earlier ones stay.

    ValidationError where a rule is broken, for an organisation outside the programme, for a body
    that does not decide for it, where one that buys through another by power of attorney would
    take part itself as well, and where one would take part by an option that is not open.
    SameDayDecision where another decision of the day says something else and its key is not
    ``confirmed``; without ``confirmed`` nothing is asked.
    """
    check_in_programme(organisation, procurement.programme_id)
    # Somebody may be writing down a power of attorney (Mandate.lock_kin).
    hold(Procurement.objects.filter(pk=procurement.pk))
    if outcome in JOINED:
        _check_buys_itself(procurement, organisation, decided_on)
    if outcome == ParticipationOutcome.JOINS_WITH_OPTION:
        check_can_be_used(procurement, organisation, decided_on)
    if confirmed is not None:
        check_same_day(procurement, organisation, decided_on, outcome, confirmed)
    if body:
        check_decides(body, organisation, deciding_in(procurement.programme))
    decision = JoiningDecision(
        procurement=procurement,
        organisation=organisation,
        outcome=outcome,
        decided_on=decided_on,
        reason=reason,
        body=body,
        body_name=body_name,
        document_reference=document_reference,
        document_url=document_url,
        recorded_by=by,
    )
    decision.full_clean()
    decision.save()
    return decision


def _check_buys_itself(procurement: Procurement, organisation: Organisation, day: date) -> None:
    """ValidationError where it would stand as joining and buys through another; see Mandate."""
    now = JoiningDecision.objects.standing(procurement.pk, organisation.pk)
    if now is not None and now.decided_on > day:
        return
    if mandate := _mandate_on(procurement, organisation, day):
        text = _(
            "%(name)s köper redan genom fullmakt till %(agent)s. Återkalla fullmakten i registret "
            "Fullmakter, eller ange när den upphörde, och anteckna sedan beslutet."
        )
        told = {"name": organisation, "agent": mandate.agent}
        raise ValidationError({"outcome": text % told})


def _mandate_on(procurement: Procurement, giver: Organisation, day: date) -> Mandate | None:
    """The power of attorney by which another buys for the organisation, on a day or after it."""
    given = Mandate.objects.filter(procurement=procurement, principal=giver)
    return given.in_force_on(day).select_related("agent").first()


@transaction.atomic
def annul_joining_decision(*, decision: JoiningDecision, reason: str, by) -> DecisionAnnulment:
    """Say that a decision was written down by mistake: it stays, and counts nowhere; what the one
    before it says holds again.

    It may be said however far the procurement has come, since nothing is taken away: the record
    tells what it said, and who put it right, when and why. ValidationError when a later decision
    holds, when it is annulled already, and where the organisation would take part itself again
    though it buys through another by power of attorney.
    """
    # Somebody may be writing down another decision, or a power of attorney (Mandate.lock_kin).
    hold(Procurement.objects.filter(pk=decision.procurement_id))
    check_may_annul(decision)
    annulment = DecisionAnnulment(decision=decision, reason=reason.strip(), annulled_by=by)
    annulment.full_clean()
    annulment.save()
    return annulment


def check_may_annul(decision: JoiningDecision) -> None:
    """ValidationError, with what to do, where a decision cannot be annulled as it stands now.

    Asked of the database and not of the row: somebody may have annulled it since it was read.
    """
    if DecisionAnnulment.objects.filter(decision=decision).exists():
        raise ValidationError(_("Beslutet är redan makulerat."))
    known = JoiningDecision.objects.standing(decision.procurement_id, decision.organisation_id)
    if known != decision:
        text = _(
            "Ett senare beslut, %(day)s (%(outcome)s), gäller för %(name)s. Bara det senaste "
            "beslutet kan makuleras."
        )
        told = {"day": known.decided_on, "outcome": known.get_outcome_display()}
        raise ValidationError(text % {**told, "name": decision.organisation})
    before = JoiningDecision.objects.before(decision)
    if before and before.outcome in JOINED:
        _check_may_again(before)


def _check_may_again(before: JoiningDecision) -> None:
    """ValidationError where it would take part itself again, and buys through another."""
    mandate = _mandate_on(before.procurement, before.organisation, before.decided_on)
    if mandate is None:
        return
    text = _(
        "Utan beslutet deltar %(name)s själv igen, enligt beslutet %(day)s, men köper genom "
        "fullmakt till %(agent)s. Återkalla fullmakten i registret Fullmakter, eller ange när den "
        "upphörde, och makulera sedan beslutet."
    )
    if mandate.valid_until:
        text = _(
            "Utan beslutet deltar %(name)s själv igen, enligt beslutet %(day)s, men köpte genom "
            "fullmakt till %(agent)s till och med %(until)s. Är fullmakten också felaktig? "
            "Återkalla den i registret Fullmakter, och makulera sedan beslutet."
        )
    told = {
        "name": before.organisation,
        "day": before.decided_on,
        "agent": mandate.agent,
        "until": mandate.valid_until,
    }
    raise ValidationError(text % told)


def check_in_programme(organisation: Organisation, programme_id: int) -> None:
    """ValidationError for an organisation that has no place in the programme.

    The place is locked until the transaction ends, so that nobody takes it away meanwhile.
    """
    places = Participation.objects.select_for_update().filter(programme=programme_id)
    if not places.filter(organisation=organisation):
        raise ValidationError({"organisation": _("Organisationen deltar inte i programmet.")})


@transaction.atomic
def save_volumes(
    *,
    lot: Lot,
    volumes: Mapping[Cell, Decimal | None],
    seen: Mapping[Cell, Decimal | None],
    by,
) -> int:
    """Write (price item, organisation) → quantity of a lot; None takes a volume away.

    What is as it was ``seen``, or is not named, stays as it is saved. Returns how many were
    changed. VolumesMoved, and nothing is written, where one that is to be changed is neither as it
    was seen nor as it is to be.
    """
    Lot.objects.select_for_update().get(pk=lot.pk)
    known = {
        (row.price_item_id, row.organisation_id): row
        for row in VolumeShare.objects.filter(price_item__lot=lot)
    }
    asked = {cell: new for cell, new in volumes.items() if new != seen.get(cell)}
    now = {cell: known[cell].quantity if cell in known else None for cell in asked}
    if moved := {
        cell: now[cell] for cell in asked if now[cell] not in (seen.get(cell), asked[cell])
    }:
        raise VolumesMoved(moved)
    changed = 0
    for cell, quantity in asked.items():
        row = known.get(cell)
        if quantity == now[cell]:
            continue
        changed += 1
        if quantity is None:
            delete_with_reason(row, by=by)
            continue
        row = row or VolumeShare(price_item_id=cell[0], organisation_id=cell[1])
        row.quantity = quantity
        row.full_clean()
        save_with_reason(row, by=by)
    return changed


@transaction.atomic
def set_stance(
    *,
    requirement: Requirement,
    organisation: Organisation,
    stance: str,
    by,
    text: str = "",
    seen: str | None = None,
) -> RequirementStance | None:
    """What an organisation says of a requirement; an empty stance takes back what it said.

    ``seen`` is the row's ``mark`` as the person saw it, empty where nothing was said; StanceMoved
    when what is saved is neither that nor what is asked for. Without it nothing is asked.

    Returns the row, or None where nothing is said. ValidationError where it is needed in another
    way and no words say which.
    """
    check_in_programme(organisation, requirement.catalogue.programme_id)
    Requirement.objects.select_for_update().get(pk=requirement.pk)
    row = RequirementStance.objects.filter(
        requirement=requirement, organisation=organisation
    ).first()
    text = text.strip()
    if ((row.stance, row.text) if row else ("", "")) == (stance, text):
        return row
    if seen is not None and seen != (row.mark if row else ""):
        raise StanceMoved(row)
    if not stance:
        if row:
            delete_with_reason(row, by=by)
        return None
    row = row or RequirementStance(requirement=requirement, organisation=organisation)
    row.stance, row.text = stance, text
    row.full_clean()
    return save_with_reason(row, by=by)
