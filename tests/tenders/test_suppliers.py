"""Suppliers and who owns them."""

import pytest

from programmes.choices import Role
from programmes.register import REGISTERS
from tenders.countries import EEA, is_third_country
from tenders.models import EconomicOperator, OwnerChange

pytestmark = pytest.mark.django_db


@pytest.mark.once
def test_the_eea_is_the_unions_27_and_three():
    assert len(EEA) == 30
    assert [code for code in ("SE", "NO", "IS", "LI") if is_third_country(code)] == []
    assert all(is_third_country(code) for code in ("US", "GB", "CH", "us"))


@pytest.mark.parametrize("role", Role.values)
def test_only_readers_of_tenders_are_led_to_suppliers(role, as_role, opened):
    client = as_role(role, opened.programme)
    answer = client.get(REGISTERS["suppliers"].url("list", opened.programme))
    may = role in (Role.PROCUREMENT_OFFICER, Role.AUDITOR)
    assert answer.status_code == (200 if may else 403)
    assert ("Nordljus" in answer.content.decode()) == may


def test_a_supplier_shows_owners_and_tenders(as_role, opened):
    operator = opened.tender.operator
    OwnerChange.objects.create(
        operator=operator,
        from_owner="Grundarna",
        to_owner="Prairie Inc.",
        country="US",
        changed_on="2025-06-02",
    )
    entry = REGISTERS["suppliers"]
    url = entry.url("detail", opened.programme, operator.pk)
    page = as_role(Role.AUDITOR, opened.programme).get(url).content.decode()
    assert "Prairie Inc.</a> (US, tredjeland) sedan 2025-06-02, förut Grundarna" in page
    assert "Följden är inte bedömd." in page and "Provupphandling" in page
    assert "Inget avtal är tecknat med leverantören." in page
    opened.procurement.state, opened.procurement.opened_at = "published", None
    opened.procurement.save()
    page = as_role(Role.AUDITOR, opened.programme).get(url).content.decode()
    assert "Provupphandling" not in page


def test_numbers_and_countries_are_checked(as_role, opened):
    officer = as_role(Role.PROCUREMENT_OFFICER, opened.programme)
    url = REGISTERS["suppliers"].url("create", opened.programme)
    sent = {"name": "Fjällvind AB", "country": "se", "organisation_number": "556016-0681"}
    answer = officer.post(url, sent)
    assert answer.status_code == 422 and "kontrollera siffrorna" in answer.content.decode()
    assert officer.post(url, sent | {"organisation_number": "5560160680"}).status_code == 302
    row = EconomicOperator.objects.get(name="Fjällvind AB")
    assert (row.organisation_number, row.country) == ("556016-0680", "SE")
    # A number of another country is kept as it is written.
    other = {"name": "Prairie Inc.", "country": "US", "organisation_number": "98-1"}
    assert officer.post(url, other).status_code == 302
    change = {
        "operator": row.pk,
        "to_owner": "X",
        "country": "Sverige",
        "changed_on": "2025-01-01",
    }
    url = REGISTERS["owner-changes"].url("create", opened.programme)
    for country in ("Sverige", "S", "S1"):
        assert officer.post(url, change | {"country": country}).status_code == 422
    assert not OwnerChange.objects.exists()
