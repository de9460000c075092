"""Names stand in Swedish order wherever they are listed, the same on both databases.

After z come å, ä, ö; the database's own order of bytes would put Älvmark before Åmål.
"""

from types import SimpleNamespace

import pytest

from contracts.models import Contract, ContractClause
from joint_procurement.models import RequirementStance
from packages.making import published_elsewhere
from procurements.choices import ProcurementState
from programmes.models import Participation
from programmes.overview import participations
from requirements_catalog.registered_parts import PARTS
from tenders.answers import opened_tenders
from tests import factories as make

pytestmark = pytest.mark.django_db
MADE, IN_ORDER = ["Älvmark", "Åmål", "Zinkgruvan"], ["Zinkgruvan", "Åmål", "Älvmark"]


@pytest.fixture
def organisations():
    return [make.OrganisationFactory(name=name) for name in MADE]


def test_who_takes_part_by_role_and_then_by_name(
    programme, organisations, django_assert_num_queries
):
    """By the stored words of the roles buyer would stand before lead_buyer."""
    for one in organisations:
        Participation.objects.create(programme=programme, organisation=one, role="buyer")
    leader = make.OrganisationFactory(name="Östervik")
    Participation.objects.create(programme=programme, organisation=leader, role="lead_buyer")
    with django_assert_num_queries(2):
        found = participations(programme)
    assert [one.organisation.name for one in found] == ["Östervik", *IN_ORDER]


def test_what_organisations_say_of_a_requirement(organisations):
    requirement = make.RequirementFactory()
    for one in organisations:
        RequirementStance.objects.create(requirement=requirement, organisation=one, stance="needs")
    part = next(one for one in PARTS if one.template.endswith("_reading_stances.html"))
    rows = part.values(None, requirement.catalogue, requirement)["rows"]
    assert [row.organisation.name for row, _kind in rows] == IN_ORDER


def test_the_tenders_of_a_procurement(programme):
    procurement = make.ProcurementFactory(programme=programme, state=ProcurementState.OPENED)
    for name in MADE:
        operator = make.OperatorFactory(programme=programme, name=name)
        make.TenderFactory(procurement=procurement, operator=operator)
    assert [one.operator.name for one in opened_tenders(programme)] == IN_ORDER


def test_clauses_by_their_contracts(programme):
    for name in MADE:
        contract = Contract.objects.create(programme=programme, title=name)
        for number in ("10", "9"):
            ContractClause.objects.create(contract=contract, number=number, heading="Villkor")
    found = [(row.contract.title, row.number) for row in ContractClause.objects.in_order()]
    assert found == [(name, number) for name in IN_ORDER for number in ("9", "10")]


def test_lots_that_are_bought_elsewhere(programme):
    module = make.ModuleFactory(programme=programme)
    for name in MADE:
        published = make.ProcurementFactory(
            programme=programme, title=name, state=ProcurementState.PUBLISHED
        )
        make.LotFactory(procurement=published).modules.add(module)
    plan = SimpleNamespace(
        package=SimpleNamespace(procurement_id=None), made=[SimpleNamespace(modules=[module])]
    )
    found = published_elsewhere([plan])
    assert [lot.procurement.title for lot, _modules in found] == IN_ORDER
