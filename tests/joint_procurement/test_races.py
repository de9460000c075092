"""Two people at the same time in what is bought together (PostgreSQL only).

Of each pair the first has written and not yet committed when the second begins.
"""

from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError

from joint_procurement.actions import (
    StanceMoved,
    VolumesMoved,
    annul_joining_decision,
    save_volumes,
    set_stance,
)
from joint_procurement.models import (
    DecisionAnnulment,
    JoiningDecision,
    Mandate,
    RequirementStance,
    VolumeShare,
)
from programmes.actions_registers import StillUsed, remove_row, save_row
from programmes.models import Participation
from tests.factories import UserFactory
from tests.joint_procurement.conftest import decide, take_part
from tests.races import both_at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def locks(need):
    need("postgresql")


def test_of_two_who_save_one_volume_the_second_is_told(joint):
    cell, by = (joint.licence.pk, joint.alfa.pk), UserFactory()

    def save(quantity):
        return save_volumes(lot=joint.one, volumes={cell: D(quantity)}, seen={cell: D(500)}, by=by)

    problem = both_at_once(lambda: save(450), lambda: save(480))
    assert isinstance(problem, VolumesMoved) and problem.now == {cell: D(450)}
    row = VolumeShare.objects.get(price_item=joint.licence, organisation=joint.alfa)
    assert row.quantity == 450


def test_two_who_fill_in_the_same_empty_cell(joint):
    cell, by = (joint.units.pk, joint.beta.pk), UserFactory()

    def save(quantity):
        return save_volumes(lot=joint.two, volumes={cell: D(quantity)}, seen={}, by=by)

    assert isinstance(both_at_once(lambda: save(3), lambda: save(4)), VolumesMoved)
    row = VolumeShare.objects.get(price_item=joint.units, organisation=joint.beta)
    assert row.quantity == 3


def test_of_two_who_fill_in_the_same_need_the_second_is_told(joint):
    row, by = joint.requirements[0], UserFactory()

    def say(stance):
        return set_stance(requirement=row, organisation=joint.alfa, stance=stance, seen="", by=by)

    problem = both_at_once(lambda: say("needs"), lambda: say("not"))
    assert isinstance(problem, StanceMoved) and problem.now.stance == "needs"
    said = RequirementStance.objects.get(requirement=row, organisation=joint.alfa)
    assert said.stance == "needs"


def test_who_decides_while_its_place_is_taken_away_is_told(joint, programme):
    fresh, by = take_part(programme, "Epsilon", 1), UserFactory()
    place = fresh.participations.get()
    problem = both_at_once(
        lambda: remove_row(row=place, by=by), lambda: decide(joint.procurement, fresh, "joins")
    )
    assert isinstance(problem, ValidationError)
    assert not JoiningDecision.objects.filter(organisation=fresh).exists()


def test_a_place_is_not_taken_away_while_its_organisation_decides(joint, programme):
    fresh, by = take_part(programme, "Epsilon", 1), UserFactory()
    place = fresh.participations.get()
    problem = both_at_once(
        lambda: decide(joint.procurement, fresh, "joins"), lambda: remove_row(row=place, by=by)
    )
    assert isinstance(problem, StillUsed)
    assert Participation.objects.filter(pk=place.pk).exists()


def test_two_decisions_of_one_organisation_are_both_kept(joint):
    """Which holds is told by their days; of one day the one that was written down last."""
    problem = both_at_once(
        lambda: decide(joint.procurement, joint.delta, "joins"),
        lambda: decide(joint.procurement, joint.delta, "stays_outside"),
    )
    assert problem is None
    said = JoiningDecision.objects.filter(organisation=joint.delta).order_by("decided_on", "pk")
    outcomes = list(said.values_list("outcome", flat=True))
    assert outcomes == ["undecided", "joins", "stays_outside"]


def test_who_decides_to_join_while_it_gives_a_power_of_attorney_is_told(joint):
    def give():
        return save_row(
            row=Mandate(
                procurement=joint.procurement, principal=joint.delta, agent=joint.alfa,
                state="given", valid_from="2026-01-01",
            ),
            by=None,
        )  # fmt: skip

    problem = both_at_once(give, lambda: decide(joint.procurement, joint.delta, "joins"))
    assert isinstance(problem, ValidationError)
    Mandate.objects.all().delete()
    problem = both_at_once(lambda: decide(joint.procurement, joint.delta, "joins"), give)
    assert isinstance(problem, ValidationError) and not Mandate.objects.exists()


def test_a_decision_that_is_written_while_the_last_is_annulled_waits(joint):
    """Whichever comes first, no decision is annulled that is not the last."""
    last = JoiningDecision.objects.standing(joint.procurement.pk, joint.delta.pk)

    def annul():
        return annul_joining_decision(decision=last, reason="Fel.", by=UserFactory())

    def decided():
        return decide(joint.procurement, joint.delta, "joins")

    problem = both_at_once(decided, annul)
    assert isinstance(problem, ValidationError) and "Ett senare beslut" in str(problem)
    assert not DecisionAnnulment.objects.exists()


def test_of_two_who_annul_one_decision_the_second_is_told(joint):
    last = JoiningDecision.objects.standing(joint.procurement.pk, joint.delta.pk)

    def annul():
        return annul_joining_decision(decision=last, reason="Fel.", by=UserFactory())

    problem = both_at_once(annul, annul)
    assert isinstance(problem, ValidationError) and "redan makulerat" in str(problem)
    assert DecisionAnnulment.objects.count() == 1
