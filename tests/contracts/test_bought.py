"""What is bought, from whom and when, below the list of contracts."""

import io
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from contracts.bought import bought_in
from packages.models import Package, PackageLot, PackagingAlternative, Placement
from programmes.models import Body, Decision
from programmes.register import REGISTERS
from steering.models import RolloutWave
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(programme):
    return REGISTERS["contracts"].url("list", programme)


def part(page: str) -> str:
    return page.split('id="bought"')[1].split("</section>")[0]


def test_before_the_contract_is_signed_no_supplier_is_told(chain, as_role, address):
    chain.lock()
    one = part(as_role("procurement_officer").get(address).content.decode())
    assert "Journal" in one and "Upphandling av journal 1, anbuden öppnade" in one
    assert "inget avtal tecknat än" in one and ">utkast</a>" in one
    assert "Nordvind" not in one


def test_a_signed_contract_tells_from_whom_and_when(chain, as_role, address):
    chain.lock()
    contract = chain.contract
    contract.state, contract.operator = "signed", chain.tender.operator
    contract.signed_on, contract.runs_from = date(2026, 10, 1), date(2026, 11, 1)
    contract.runs_until = date(2032, 10, 31)
    contract.save()
    wave = RolloutWave.objects.create(
        programme=chain.programme, name="Etapp 1", area="Norr", planned_on=date(2027, 5, 3)
    )
    wave.modules.add(chain.module)
    one = part(as_role("reader").get(address).content.decode())
    assert "<strong>Nordvind 1 AB</strong>" in one and "tecknat 2026-10-01" in one
    assert "2026-11-01 – 2032-10-31" in one
    assert "2027-05-03" in one and "preliminärt" in one


def test_what_is_not_yet_procured_stands_by_the_chosen_package(chain, as_role, address):
    """One is to be procured by the chosen way, one by a way that is not chosen, one is kept."""
    programme = chain.programme
    plan = make.ModuleFactory(programme=programme, name="Plattform", kind="to_procure", position=1)
    loose = make.ModuleFactory(programme=programme, name="Analys", kind="to_procure", position=2)
    make.ModuleFactory(programme=programme, name="Gammalt", kind="existing", position=3)
    body = Body.objects.create(programme=programme, name="Styrgruppen")
    decision = Decision.objects.create(
        programme=programme, body=body, title="Väg", decided_on=date(2026, 3, 1)
    )
    for module, state in ((plan, "chosen"), (loose, "draft")):
        alternative = PackagingAlternative.objects.create(
            programme=programme,
            title=f"Väg {state}",
            state=state,
            decision=decision if state == "chosen" else None,
            reason="Så." if state == "chosen" else "",
        )
        package = Package.objects.create(
            alternative=alternative, title=f"Paket {state}", starts_on=date(2027, 9, 1)
        )
        lot = PackageLot.objects.create(package=package, number=1, title="Allt")
        Placement.objects.create(alternative=alternative, lot=lot, module=module)
    rows = bought_in(programme)
    assert [one.module.name for one in rows] == ["Journal", "Plattform", "Analys"]
    one = part(as_role("reader").get(address).content.decode())
    assert "Paket chosen" in one and "avsedd start 2027-09-01" in one
    assert "Paket draft" not in one and one.count("ingen upphandling än") == 1
    assert "Gammalt" not in one
    answer = as_role("reader").get(REGISTERS["contracts"].url("export", programme))
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[1]
    told = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=5)]
    assert ["Plattform", "Paket chosen", None, None, None] in told
    assert ["Analys", None, None, None, None] in told


def test_tenders_are_expected_by_a_day(chain, as_role, address):
    chain.seal()
    chain.procurement.tender_deadline_at = datetime(2027, 1, 15, 11, tzinfo=UTC)
    chain.procurement.save()
    assert "anbud senast 2027-01-15" in part(as_role("reader").get(address).content.decode())


def test_a_programme_that_buys_nothing_has_no_such_part(programme, as_role, address):
    make.ModuleFactory(programme=programme, kind="existing")
    assert 'id="bought"' not in as_role("reader").get(address).content.decode()


def test_it_costs_the_same_for_one_and_for_four(chain, django_assert_num_queries):
    with CaptureQueriesContext(connection) as queries:
        bought_in(chain.programme)
    for number in (2, 3, 4):
        type(chain)(chain.programme, chain.evaluators).build(number)
    with django_assert_num_queries(len(queries)):
        assert len(bought_in(chain.programme)) == 4
    assert len(queries) == 11
