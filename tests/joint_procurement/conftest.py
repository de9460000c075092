"""Three regions that buy together and one that hesitates; worked out by hand in test_report.py."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from joint_procurement.actions import record_joining_decision
from joint_procurement.members import members_of
from joint_procurement.models import FixedPart, JoiningOption, RequirementStance, VolumeShare
from joint_procurement.register_sections import cited_from
from joint_procurement.report import Report, report_of
from programmes.actions import replan
from programmes.models import Organisation, Participation, Replanning
from tests.factories import (
    LotFactory,
    PriceItemFactory,
    ProcurementFactory,
    UserFactory,
    make_item,
)

TODAY = date(2026, 6, 1)
POPULATION = {"Alfa": 400_000, "Beta": 200_000, "Gamma": 200_000, "Delta": 100_000}


def take_part(programme, name, population) -> Organisation:
    organisation = Organisation.objects.create(name=name, population=population)
    Participation.objects.create(programme=programme, organisation=organisation, role="buyer")
    return organisation


def decide(procurement, organisation, outcome, day=date(2026, 1, 15), reason="Så beslutades."):
    return record_joining_decision(
        procurement=procurement,
        organisation=organisation,
        outcome=outcome,
        decided_on=day,
        body_name="Regionstyrelsen",
        reason=reason,
        by=UserFactory(),
    )


def standing(joint, organisation):
    members = {member.organisation: member for member in members_of(joint.procurement)}
    return members[organisation].standing


def move(milestone, joining, programme, **more):
    """Re-plan a milestone by a decision on taking part."""
    cited = cited_from(joining, programme)
    asked = {
        "decided_by_body": cited.body, "decided_on": cited.decided_on, "cited": cited,
        "planned_after": date(2027, 9, 1), "by": more.get("by") or UserFactory(),
    } | more  # fmt: skip
    return replan(model=Replanning, planned=milestone, reason="Skäl.", **asked)


def option_of(joint, *organisations, **values) -> JoiningOption:
    option = JoiningOption.objects.create(
        **{"procurement": joint.procurement, "name": "O", "holder": "H"} | values
    )
    option.organisations.set(organisations)
    return option


def asked(joint, leave=(), join=()) -> Report:
    """The report of those who leave and join."""
    return report_of(
        joint.procurement,
        leave={one.pk for one in leave},
        join={one.pk for one in join},
        today=TODAY,
    )


@pytest.fixture
def joint(programme):
    """A procurement of two lots with its regions, volumes, needs and fixed part."""
    w = SimpleNamespace(procurement=ProcurementFactory(programme=programme, title="Vårdsystem"))
    w.alfa, w.beta, w.gamma, w.delta = (
        take_part(programme, name, population) for name, population in POPULATION.items()
    )
    for organisation in (w.alfa, w.beta, w.gamma):
        decide(w.procurement, organisation, "joins")
    decide(w.procurement, w.delta, "undecided")
    w.one = LotFactory(procurement=w.procurement, number=1, estimated_value=Decimal(80_000_000))
    w.two = LotFactory(procurement=w.procurement, number=2, estimated_value=Decimal(20_000_000))
    w.licence = PriceItemFactory(lot=w.one, number=1, quantity=Decimal(1000))
    w.hours = PriceItemFactory(lot=w.one, number=2, quantity=Decimal(40))
    w.units = PriceItemFactory(lot=w.two, number=1, quantity=Decimal(9))
    stated = [
        (w.licence, w.alfa, 500), (w.licence, w.beta, 300), (w.licence, w.gamma, 200),
        (w.licence, w.delta, 100), (w.hours, w.alfa, 16), (w.hours, w.beta, 12),
        (w.hours, w.gamma, 12), (w.units, w.alfa, 5),
    ]  # fmt: skip
    for item, organisation, quantity in stated:
        VolumeShare.objects.create(price_item=item, organisation=organisation, quantity=quantity)
    FixedPart.objects.create(
        procurement=w.procurement,
        lot=w.one,
        percent=Decimal(10),
        applies_from=date(2026, 1, 1),
        reason="Uppsättning",
    )
    items = [make_item(w.procurement) for _number in range(5)]
    w.requirements = [item.version.requirement for item in items]
    said = [
        (1, w.beta, "needs", ""), (2, w.beta, "differs", "Med två signaturer."),
        (2, w.alfa, "not", ""), (3, w.beta, "needs", ""), (3, w.gamma, "needs", ""),
        (4, w.alfa, "not", ""), (4, w.beta, "not", ""), (4, w.delta, "needs", ""),
    ]  # fmt: skip
    for number, organisation, stance, text in said:
        RequirementStance.objects.create(
            requirement=w.requirements[number], organisation=organisation, stance=stance, text=text
        )
    return w
