"""The chain of a contract's page has what its own lots ask, and nothing of other contracts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Contract, ContractClause
from procurements.choices import ItemRole
from programmes.choices import Role
from programmes.register import REGISTERS
from tests import factories as make

from .test_chain import columns

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(chain):
    """``ask("UT-2", lots=[...])``: a further requirement, asked as ska in lots, or in all."""

    def further(code, lots=()):
        requirement = make.RequirementFactory(
            catalogue=chain.requirement.catalogue, code=code, title="Utan nät"
        )
        item = make.make_item(chain.procurement, requirement=requirement)
        item.lots.set(lots)
        return requirement

    return further


@pytest.fixture
def other(chain, ask):
    """A second lot with a contract, a tender and a goal of its own, of the same requirement."""
    lot = make.LotFactory(procurement=chain.procurement, number=2)
    contract = Contract.objects.create(
        programme=chain.programme, title="Plattformsavtalet", procurement=chain.procurement
    )
    contract.lots.add(lot)
    clause = ContractClause.objects.create(contract=contract, number="7", heading="Ur grunden")
    clause.requirements.add(chain.requirement)
    desirable = make.make_item(
        chain.procurement,
        requirement=chain.requirement,
        role=ItemRole.DESIRABLE,
        criterion=make.AwardCriterionFactory(lot=lot),
    )
    tender = make.TenderFactory(
        procurement=chain.procurement,
        operator=make.OperatorFactory(programme=chain.programme, name="Sydvind AB"),
    )
    for one, lots in ((tender, [lot]), (chain.tender, [chain.lot, lot])):
        one.lots.set(lots)
        make.ResponseFactory(tender=one, item=desirable, answer="no")
    need = make.NeedFactory(programme=chain.programme, code="BE-9")
    need.goals.add(make.GoalFactory(programme=chain.programme, code="EM-9"))
    ask("ANNAN", [lot]).needs.add(need)
    contract.address = REGISTERS["contracts"].url("detail", chain.programme, contract.pk)
    contract.lot = lot
    return contract


def test_it_goes_through_all_that_its_own_lots_ask_for(as_role, chain, other, ask):
    """Two ska, in the lot and in all lots, and the bör behind the clause, which stands first."""
    ask("A-1", [chain.lot]), ask("A-2")
    shown = columns(as_role(Role.AUDITOR), chain.pages["contract"])
    assert shown["procurements"] == "Upphandling Upphandling av journal 1 2 ska-krav, 1 bör-krav"
    codes = [word for word in shown["requirements"].split() if word in ("UT-1", "A-1", "A-2")]
    assert codes == ["UT-1", "A-1", "A-2"]
    assert "ANNAN" not in shown["requirements"]
    assert shown["requirements"].count("bakom ett villkor") == 1
    assert "EM-9" not in shown["goals"] and "BE-9" not in shown["needs"]


def test_answers_scores_and_contracts_are_those_of_its_own_lots(as_role, chain, other):
    chain.lock()
    auditor = as_role(Role.AUDITOR)
    shown = columns(auditor, chain.pages["contract"])
    assert shown["contracts"] == "Avtal 12 Rätt till uttag Journalavtalet 1 (utkast)"
    # What it answers in the other lot is left out.
    assert shown["answers"] == "Svar Nordvind 1 AB ja"
    assert shown["scores"] == "Poäng Nordvind 1 AB 3,5 av 5"
    shown = columns(auditor, other.address)
    assert shown["contracts"] == "Avtal 7 Ur grunden Plattformsavtalet (utkast)"
    assert "Sydvind" in shown["answers"] and "3,5" not in shown["scores"]
    # One that names no lot is for all of them.
    chain.contract.lots.clear()
    shown = columns(auditor, chain.pages["contract"])
    assert "Sydvind" in shown["answers"] and "ANNAN" in shown["requirements"]
    assert "Plattformsavtalet" not in shown["contracts"]


def test_the_rest_of_the_requirements_is_a_list_of_the_lot(as_role, chain, ask):
    for number in range(5):
        ask(f"A-{number}", [chain.lot])
    client = as_role(Role.READER)
    page = client.get(chain.pages["contract"]).content.decode()
    url = f"/p/prov/procurements/{chain.procurement.slug}/requirements/?lot={chain.lot.pk}"
    assert f'<a href="{url}">och 2 till</a>' in page
    assert "Kraven är de som ställs i avtalets delkontrakt" in page
    listed = client.get(url).content.decode()
    assert all(f"A-{number}" in listed for number in range(5))
    # Pages of other things say nothing of it.
    assert "Kraven är de" not in client.get(chain.pages["clause"]).content.decode()


def test_a_clause_for_what_no_lot_asks_stands_too_unless_it_is_withdrawn(as_role, chain):
    outside = make.RequirementFactory(catalogue=chain.requirement.catalogue, code="UTANFÖR")
    chain.clause.requirements.add(outside)
    reader = as_role(Role.READER)
    shown = columns(reader, chain.pages["contract"])["requirements"]
    assert shown.count("bakom ett villkor") == 2
    # The other is the bör of the lot.
    assert shown.count("bakom ett villkor, ställs inte i avtalets delkontrakt") == 1
    assert "ställs inte" in shown.split("UTANFÖR")[1].split("UT-1")[0]
    for one in (outside, chain.requirement):
        one.status = "withdrawn"
        one.save()
    # What the lot asks for is asked although it is withdrawn.
    shown = columns(reader, chain.pages["contract"])["requirements"]
    assert "UTANFÖR" not in shown and "UT-1" in shown


def test_one_of_before_the_programme_has_what_its_clauses_answer_to(as_role, chain):
    contract = Contract.objects.create(programme=chain.programme, title="Gamla avtalet")
    address = REGISTERS["contracts"].url("detail", chain.programme, contract.pk)
    reader = as_role(Role.READER)
    assert 'class="chain ' not in reader.get(address).content.decode()
    clause = ContractClause.objects.create(contract=contract, number="1", heading="Uttag")
    clause.requirements.add(chain.requirement)
    shown = columns(reader, address)
    assert "UT-1" in shown["requirements"] and "bakom ett villkor" not in shown["requirements"]
    assert shown["procurements"] == "Upphandling Ingen upphandling."
    assert shown["contracts"] == "Avtal 1 Uttag Gamla avtalet (utkast)"
    assert "svarar mot. Avtalet kommer inte ur" in reader.get(address).content.decode()


def test_it_costs_the_same_with_more(as_role, chain, ask, django_assert_num_queries):
    chain.lock()
    auditor = as_role(Role.AUDITOR)
    with CaptureQueriesContext(connection) as few:
        auditor.get(chain.pages["contract"])
    for number in range(4):
        lot = make.LotFactory(procurement=chain.procurement, number=number + 2)
        lot.modules.add(chain.module)
        chain.contract.lots.add(lot)
        requirement = ask(f"A-{number}", [lot])
        chain.clause.requirements.add(requirement)
    with django_assert_num_queries(len(few)):
        auditor.get(chain.pages["contract"])
