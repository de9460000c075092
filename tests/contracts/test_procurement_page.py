"""A procurement's page of its contracts, their values, and the order of their clauses."""

import pytest
from django.urls import reverse

from contracts.models import Contract, ContractClause
from programmes.choices import Role
from programmes.register import REGISTERS
from tests import factories as make

pytestmark = pytest.mark.django_db
ENTRY = REGISTERS["contracts"]
# As a lawyer numbers them; as text 10 would stand before 9, and 9.10 before 9.2.
NUMBERS = ["7 a", "9", "9.2", "9.10", "10"]


@pytest.fixture
def address(chain):
    slugs = [chain.programme.slug, chain.procurement.slug]
    return reverse("contracts:procurement-contracts", args=slugs)


def test_clauses_stand_in_the_order_of_their_numbers(as_role, chain, address):
    chain.clause.delete()
    for number in reversed(NUMBERS):
        ContractClause.objects.create(contract=chain.contract, number=number, heading="Villkor")
    reader = as_role(Role.READER)
    pages = [
        address,
        ENTRY.url("detail", chain.programme, chain.contract.pk),
        REGISTERS["clauses"].url("list", chain.programme),
    ]
    for page in pages:
        text = reader.get(page).content.decode()
        start = text.index("<main")
        places = [min(_places(text, number, start)) for number in NUMBERS]
        assert places == sorted(places), page


def _places(text: str, number: str, start: int) -> list[int]:
    found = [text.find(mark, start) for mark in (f">{number}<", f">{number} Villkor<")]
    return [place for place in found if place >= 0]


def test_a_procurement_leads_to_its_contracts_and_clauses(as_role, chain, make_chain, address):
    other = make_chain(2)
    reader = as_role(Role.READER)
    slugs = [chain.programme.slug, chain.procurement.slug]
    overview = reader.get(reverse("procurements:procurement-detail", args=slugs))
    assert f'href="{address}"' in overview.content.decode()
    page = reader.get(address).content.decode()
    for there in ("contract", "clause", "requirement"):
        assert f'href="{chain.pages[there]}"' in page
    assert other.pages["contract"] not in page
    assert "Nytt avtal" not in page and "Nordvind" not in page
    page = as_role(Role.PROCUREMENT_OFFICER).get(address).content.decode()
    create = f"{ENTRY.url('create', chain.programme)}?procurement={chain.procurement.pk}"
    assert f'href="{create}"' in page
    form = as_role(Role.PROCUREMENT_OFFICER).get(create).content.decode()
    assert f'<option value="{chain.procurement.pk}" selected>' in form


def test_without_contracts_it_says_how_to_begin(as_role, programme):
    procurement = make.ProcurementFactory(programme=programme)
    url = reverse("contracts:procurement-contracts", args=[programme.slug, procurement.slug])
    assert "Inget avtal än" in as_role(Role.READER).get(url).content.decode()


def test_the_supplier_is_told_when_the_contract_is_signed(as_role, chain, address):
    chain.lock()
    reader = as_role(Role.READER)
    assert "Nordvind" not in reader.get(address).content.decode()
    Contract.objects.filter(pk=chain.contract.pk).update(
        state="signed", signed_on="2026-11-02", operator=chain.tender.operator
    )
    assert "Nordvind 1 AB" in reader.get(address).content.decode()


def test_its_queries_do_not_grow(as_role, chain, address, django_assert_num_queries):
    """Session, person, programme, what the person may do, procurement, its first lot, contracts,
    their lots, clauses and requirements; and what every page has."""
    reader = as_role(Role.READER)
    reader.get(address)
    with django_assert_num_queries(QUERIES):
        reader.get(address)
    for number in (13, 14):
        clause = ContractClause.objects.create(contract=chain.contract, number=number, heading="X")
        clause.requirements.add(chain.requirement)
    more = Contract.objects.create(
        programme=chain.programme, procurement=chain.procurement, title="Ett till"
    )
    ContractClause.objects.create(contract=more, number="1", heading="Y")
    with django_assert_num_queries(QUERIES):
        reader.get(address)


QUERIES = 12


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"value": "-1"}, "Ange noll eller mer"),
        ({"extended_value": "100"}, "minst värdet utan"),
        ({"value": "101", "extended_value": "100"}, "minst värdet utan"),
    ],
)
def test_values_that_do_not_hold_are_told(values, told, as_role, programme):
    officer = as_role(Role.PROCUREMENT_OFFICER)
    sent = {"title": "Avtal", "kind": "contract", "state": "draft", **values}
    answer = officer.post(ENTRY.url("create", programme), sent)
    assert answer.status_code == 422 and told in answer.content.decode()


def test_a_value_is_written_as_people_write_it(as_role, chain, address):
    """154 million, the estimated value of a framework for four years (docs/contracts.md)."""
    officer = as_role(Role.PROCUREMENT_OFFICER)
    sent = {
        "title": "Plattform", "kind": "framework", "state": "draft",
        "procurement": chain.procurement.pk,
        "value": "77 000 000", "extended_value": "154 000 000",
    }  # fmt: skip
    assert officer.post(ENTRY.url("create", chain.programme), sent).status_code == 302
    made = Contract.objects.get(title="Plattform")
    assert (made.value, made.extended_value) == (77_000_000, 154_000_000)
    text = officer.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Uppskattat värde" in text and "77 000 000 kr" in text
    assert "med all förlängning och alla optioner 154 000 000 kr" in text
