"""The chain of a module that is procured has what concerns its own lots, not that of others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Contract, ContractClause
from packages.actions import move_module, save_alternative, save_package
from packages.actions_choice import choose_alternative
from packages.models import Package, PackagingAlternative
from procurements.choices import ItemRole
from programmes.choices import Role
from programmes.models import Body, Decision
from tests import factories as make

from .test_chain import columns

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(chain):
    """A second lot with a module of its own, a contract and a tender, and a shared requirement.

    The requirement of the chain is asked in all lots too, and stands on both modules.
    """
    lot = make.LotFactory(procurement=chain.procurement, number=2)
    module = make.ModuleFactory(programme=chain.programme, name="Plattform", kind="to_procure")
    lot.modules.add(module)
    chain.requirement.modules.add(module)
    contract = Contract.objects.create(
        programme=chain.programme, title="Plattformsavtalet", procurement=chain.procurement
    )
    contract.lots.add(lot)
    clause = ContractClause.objects.create(
        contract=contract, number="7", heading="Uttag ur grunden"
    )
    clause.requirements.add(chain.requirement)
    tender = make.TenderFactory(
        procurement=chain.procurement,
        operator=make.OperatorFactory(programme=chain.programme, name="Sydvind AB"),
    )
    tender.lots.add(lot)
    common = make.make_item(
        chain.procurement, requirement=chain.requirement, role=ItemRole.MANDATORY
    )
    for one in (tender, chain.tender):
        make.ResponseFactory(tender=one, item=common, answer="yes")
    module.address = f"/p/prov/architecture/{module.pk}/"
    return module


def test_each_module_has_the_contract_of_the_lot_that_buys_it(as_role, chain, other):
    chain.lock()
    auditor = as_role(Role.AUDITOR)
    own, shown = columns(auditor, chain.pages["module"]), columns(auditor, other.address)
    assert "Rätt till uttag" in own["contracts"] and "Uttag ur grunden" not in own["contracts"]
    assert "Uttag ur grunden" in shown["contracts"] and "Rätt till uttag" not in shown["contracts"]
    assert "Nordvind" in own["answers"] and "Sydvind" not in own["answers"]
    assert "Sydvind" in shown["answers"] and "Nordvind" not in shown["answers"]
    # Only the bör of the first lot is scored.
    assert "3,5 av 5" in own["scores"] and "Inga låsta poäng." in shown["scores"]
    # One ska in all lots; the bör only in the first.
    assert own["procurements"].endswith("1 ska-krav, 1 bör-krav")
    assert shown["procurements"].endswith("ska-krav, alla delkontrakt")


def test_the_requirement_itself_has_both(as_role, chain, other):
    shown = columns(as_role(Role.AUDITOR), chain.pages["requirement"])
    assert "Rätt till uttag" in shown["contracts"] and "Uttag ur grunden" in shown["contracts"]
    assert "Nordvind" in shown["answers"] and "Sydvind" in shown["answers"]


def test_a_module_in_no_lot_has_no_contract_of_others(as_role, chain, other):
    module = make.ModuleFactory(programme=chain.programme, kind="to_procure")
    chain.requirement.modules.add(module)
    shown = columns(as_role(Role.AUDITOR), f"/p/prov/architecture/{module.pk}/")
    assert shown["contracts"].endswith("Inget avtal och inget villkor.")
    assert shown["procurements"].endswith("Ingen upphandling.")
    assert shown["answers"].endswith("Inget öppnat anbud svarar på det.")
    # What is not procured is reached through those that connect to it.
    module.kind = "national"
    module.save()
    shown = columns(as_role(Role.AUDITOR), f"/p/prov/architecture/{module.pk}/")
    assert "Rätt till uttag" in shown["contracts"] and "Nordvind" in shown["answers"]


def test_a_clause_that_names_other_modules_is_not_of_this_one(as_role, chain, other):
    chain.clause.modules.add(other)
    shown = columns(as_role(Role.AUDITOR), chain.pages["module"])
    assert "Rätt till uttag" not in shown["contracts"]
    # The contract covers the module all the same.
    assert "Journalavtalet 1" in shown["contracts"]
    assert "Rätt till uttag" in columns(as_role(Role.AUDITOR), other.address)["contracts"]


def test_it_tells_the_package_that_was_chosen(as_role, chain, other, make_person):
    lead = make_person(Role.PROGRAMME_LEAD, chain.programme)
    assert "packages" not in columns(as_role(Role.READER), other.address)
    alternative = save_alternative(
        alternative=PackagingAlternative(programme=chain.programme, title="Två"), by=lead
    )
    package = save_package(
        package=Package(alternative=alternative, title="Grunden", starts_on="2027-09-01"), by=lead
    )
    move_module(alternative=alternative, module=other, lot=package.lots.get(), by=lead)
    # A proposal is no choice.
    assert "packages" not in columns(as_role(Role.READER), other.address)
    body = Body.objects.create(programme=chain.programme, name="Styrelsen", kind="decides")
    decision = Decision.objects.create(
        programme=chain.programme, title="Val", body=body, decided_on="2026-03-17"
    )
    asked = {"decision": decision, "reason": "Bäst.", "rejected": {}, "packages": []}
    choose_alternative(alternative=alternative, by=lead, **asked)
    shown = columns(as_role(Role.READER), other.address)
    assert shown["packages"] == (
        "Paket Grunden 1 Grunden, ingen upphandling än, avsedd start 2027-09-01"
    )
    assert list(shown)[3] == "packages"
    assert "packages" not in columns(as_role(Role.READER), chain.pages["module"])
    assert "packages" not in columns(as_role(Role.READER), chain.pages["requirement"])
    Package.objects.update(procurement=chain.procurement)
    shown = columns(as_role(Role.READER), other.address)
    assert shown["packages"] == "Paket Grunden 1 Grunden"


def test_it_costs_the_same_however_many_lots_ask_the_same(
    as_role, chain, other, django_assert_num_queries
):
    auditor = as_role(Role.AUDITOR)
    with CaptureQueriesContext(connection) as few:
        auditor.get(other.address)
    for number in range(3, 6):
        lot = make.LotFactory(procurement=chain.procurement, number=number)
        lot.modules.add(other)
        contract = Contract.objects.create(
            programme=chain.programme, title=f"Avtal {number}", procurement=chain.procurement
        )
        contract.lots.add(lot)
    with django_assert_num_queries(len(few)):
        auditor.get(other.address)
