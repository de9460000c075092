"""Suppliers and who owns them."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from programmes.choices import Role
from programmes.register import REGISTERS
from tenders.countries import EEA, is_third_country
from tenders.forms_out import build_answer_form
from tenders.models import EconomicOperator, OwnerChange
from tests.factories import ProcurementFactory
from tests.tenders.form_filler import answered

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


def test_while_tenders_are_awaited_a_supplier_is_added_for_another_reason(as_role, opened):
    """Before the opening a name in the register would tell who has tendered (OSL 19:3)."""
    officer = as_role(Role.PROCUREMENT_OFFICER, opened.programme)
    entry = REGISTERS["suppliers"]
    url = entry.url("create", opened.programme)
    assert "has_other_reason" not in officer.get(url).content.decode()
    ProcurementFactory(title="Utkastet", programme=opened.programme)
    ProcurementFactory(title="Annan", state="published", published_at=timezone.now())
    assert "has_other_reason" not in officer.get(url).content.decode()
    ProcurementFactory(
        title="Väntar", programme=opened.programme, state="published", published_at=timezone.now()
    )
    page = officer.get(url).content.decode()
    assert "Anbuden är inte öppnade i Väntar." in page and "OSL 19 kap. 3 §" in page
    sent = {"name": "Fjällvind AB", "country": "SE"}
    answer = officer.post(url, sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["has_other_reason"])
    assert not EconomicOperator.objects.filter(name="Fjällvind AB").exists()
    assert officer.post(url, sent | {"has_other_reason": "on"}).status_code == 302
    row = EconomicOperator.objects.get(name="Fjällvind AB")
    # One that is there already is changed as before, and its page has no such fact.
    edit = entry.url("edit", opened.programme, row.pk)
    assert "has_other_reason" not in officer.get(edit).content.decode()
    page = officer.get(entry.url("detail", opened.programme, row.pk)).content.decode()
    assert "annat skäl" not in page


def test_no_tender_and_no_name_is_registered_before_the_opening(as_role, opened, tmp_path):
    opened.procurement.state, opened.procurement.opened_at = "published", None
    opened.procurement.save()
    names = list(EconomicOperator.objects.values_list("name", flat=True))
    officer = as_role(Role.PROCUREMENT_OFFICER, opened.programme)
    url = reverse("tenders:tender-create", args=[opened.programme.slug, "prov"])
    sent = {"name": "Fjällvind AB", "received_at": "2026-01-02T10:00"}
    assert (officer.get(url).status_code, officer.post(url, sent).status_code) == (404, 404)
    # A form that would be read once tenders are opened: only the opening stands in its way.
    form = answered(build_answer_form(opened.procurement))
    (tmp_path / "svar.xlsx").write_bytes(form.content())
    told = StringIO()
    with pytest.raises(SystemExit):
        call_command(
            "import_answers", "prov", str(tmp_path / "svar.xlsx"), supplier="Fjällvind AB",
            stderr=told,
        )  # fmt: skip
    assert "Anbuden är inte öppnade" in told.getvalue()
    assert list(EconomicOperator.objects.values_list("name", flat=True)) == names
    assert not EconomicOperator.history.filter(name="Fjällvind AB").exists()


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
