"""The list of lock-in has everything that is told of a module, and its export has it whole."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from programmes.choices import Role
from programmes.register import REGISTERS
from target_architecture.models import Interface, LockIn, Safeguard
from tests import factories as make

pytestmark = pytest.mark.django_db
# Longer than what the list shows of a text (90 letters).
LONG = "Hela uppgiftsmängden läses in i en annan produkt med samma öppna modell. " * 2


@pytest.fixture
def register(chain):
    """The chain's assessment filled in, and one of a module about which nothing is said."""
    chain.lock_in.delete()
    chain.lock_in = LockIn.objects.create(
        module=chain.module,
        data_location="Sverige",
        jurisdiction="Svensk rätt",
        third_country_access="possible",
        suitability_assessment="done",
        assessed_on="2026-03-02",
        exit_plan=LONG,
        escrow="Källkod deponeras",
        formats="openEHR",
        alternatives="Två produkter",
    )
    LockIn.objects.create(module=make.ModuleFactory(programme=chain.programme, name="Arkiv"))
    entry = REGISTERS["lock-in"]
    return {name: entry.url(name, chain.programme) for name in ("list", "export")}


def row_of(client, address: str, module: str) -> str:
    page = client.get(address).content.decode().split('id="register-table"')[1]
    return next(row for row in page.split("<tr>") if f">{module}</a>" in row).split("</tr>")[0]


def exported(client, address: str, **asked) -> list[dict]:
    sheet = load_workbook(BytesIO(client.get(address, asked).content)).active
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_each_thing_stands_in_the_list_under_its_name(as_role, chain, register):
    row = row_of(as_role(Role.AUDITOR), register["list"], "Journal")
    labels = [part.split("</dt>")[0] for part in row.split("<dt>")[1:]]
    assert labels == [
        "Information i gränssnitten", "Plats", "Rättsordning", "Tredjeland",
        "Olämplighetsbedömning", "Bedömd",
        "Plan för avveckling", "Deponerad källkod", "Format för uttag", "Alternativ",
        "Krav", "Svar i anbuden", "Avtalsvillkor",
    ]  # fmt: skip
    for told in (
        "Sverige", "Svensk rätt", "möjlig", "gjord", "2026-03-02", "Hela uppgiftsmängden",
        "Källkod deponeras", "openEHR", "Två produkter", chain.requirement.code,
        "Nordvind 1 AB: ja", f"{chain.contract}: 12",
    ):  # fmt: skip
        assert told in row
    # The code of a requirement leads to it.
    own = reverse(
        "requirements_catalog:requirement-detail", args=[chain.programme.slug, chain.requirement.pk]
    )
    assert f'<a href="{own}">{chain.requirement.code}</a>' in row
    # The text is cut, and the page of the row has it whole.
    assert LONG.strip() not in row


def test_the_export_has_a_column_of_each_with_the_texts_whole(as_role, chain, register):
    rows = exported(as_role(Role.AUDITOR), register["export"])
    arkiv, journal = rows
    assert journal == {
        "Modul": "Journal", "Information i gränssnitten": journal["Information i gränssnitten"],
        "Plats": "Sverige", "Rättsordning": "Svensk rätt",
        "Tredjeland": "möjlig", "Olämplighetsbedömning": "gjord",
        "Bedömd": journal["Bedömd"], "Plan för avveckling": LONG,
        "Deponerad källkod": "Källkod deponeras", "Format för uttag": "openEHR",
        "Alternativ": "Två produkter", "Krav": chain.requirement.code,
        "Krav utanför upphandlingen": None, "Svar i anbuden": "Nordvind 1 AB: ja",
        "Avtalsvillkor": f"{chain.contract}: 12",
    }  # fmt: skip
    assert journal["Bedömd"].isoformat().startswith("2026-03-02")
    assert arkiv["Modul"] == "Arkiv" and not arkiv["Svar i anbuden"] and not arkiv["Krav"]


def test_a_column_of_short_values_is_narrow_in_the_export(as_role, chain, register):
    content = as_role(Role.AUDITOR).get(register["export"]).content
    sheet = load_workbook(BytesIO(content)).active
    widths = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    assert widths["Plan för avveckling"] == 36
    # As wide as the longest word of the head, 10 and 21 letters, and 4 for the sign that filters.
    assert (widths["Tredjeland"], widths["Olämplighetsbedömning"]) == (14, 25)


def test_what_a_module_exchanges_either_way_is_told(as_role, chain, register):
    other = make.ModuleFactory(programme=chain.programme)
    for code, source, target in (("B", chain.module, other), ("A", other, chain.module)):
        interface = Interface.objects.create(
            programme=chain.programme, code=code, name=code, source=source, target=target
        )
        interface.information.create(programme=chain.programme, code=code, name=f"Slag {code}")
    (_arkiv, journal) = exported(as_role(Role.READER), register["export"])
    assert journal["Information i gränssnitten"] == "Slag A, Slag B"


def test_what_no_procurement_of_the_module_asks_for_is_told(as_role, chain, register):
    """Two more protect: one that the package has, for all lots, and one that it has not."""
    packed, outside = (
        make.RequirementFactory(catalogue=chain.requirement.catalogue, code=code)
        for code in ("PACKAT", "UTANFÖR")
    )
    make.make_item(chain.procurement, requirement=packed)
    for one in (packed, outside):
        Safeguard.objects.create(module=chain.module, requirement=one, purpose="exit")
    (_arkiv, journal) = exported(as_role(Role.READER), register["export"])
    assert journal["Krav utanför upphandlingen"] == "UTANFÖR"
    assert "Krav utanför upphandlingen" in row_of(as_role(Role.READER), register["list"], "Journal")
    page = as_role(Role.READER).get(
        REGISTERS["lock-in"].url("detail", chain.programme, chain.lock_in.pk)
    )
    marked = [
        part.split("</a>")[0]
        for part in page.content.decode().split("<a ")
        if "inte i upphandlingen" in part
    ]
    assert [part.split(">")[-1].strip() for part in marked] == [outside.title]


def test_a_withdrawn_requirement_protects_nothing(as_role, chain, register):
    chain.requirement.status = "withdrawn"
    chain.requirement.save()
    (_arkiv, journal) = exported(as_role(Role.READER), register["export"])
    assert not journal["Krav"]


def test_answers_are_only_for_those_who_read_tenders_and_only_once_opened(as_role, chain, register):
    for role in (Role.READER, Role.PROGRAMME_LEAD):
        client = as_role(role)
        assert "Nordvind" not in client.get(register["list"]).content.decode()
        assert "Svar i anbuden" not in exported(client, register["export"])[1]
    chain.seal()
    officer = as_role(Role.PROCUREMENT_OFFICER)
    assert "Nordvind" not in officer.get(register["list"]).content.decode()
    assert not exported(officer, register["export"])[1]["Svar i anbuden"]


def test_a_tender_for_another_lot_says_nothing_of_the_module(as_role, chain, register):
    other = make.ModuleFactory(programme=chain.programme)
    chain.lot.modules.set([other])
    journal = exported(as_role(Role.AUDITOR), register["export"])[1]
    assert not journal["Svar i anbuden"] and journal["Krav"] == chain.requirement.code
    # The contract is for the lot, but its clause names the module.
    chain.clause.modules.set([other])
    assert not exported(as_role(Role.AUDITOR), register["export"])[1]["Avtalsvillkor"]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({}, ["Arkiv", "Journal"]),
        ({"access": "possible"}, ["Journal"]),
        ({"access": "unknown"}, ["Arkiv"]),
        ({"access": ["possible", "unknown"]}, ["Arkiv", "Journal"]),
        ({"access": ["possible", "certain", "gone"]}, ["Journal"]),
        ({"access": ["certain", "none"]}, []),
        ({"suitability": ["needed", "untold"]}, ["Arkiv"]),
        ({"lacking": ["escrow", "formats"]}, ["Arkiv"]),
        ({"suitability": "done"}, ["Journal"]),
        ({"suitability": "untold"}, ["Arkiv"]),
        ({"lacking": "escrow"}, ["Arkiv"]),
        ({"lacking": "alternatives", "suitability": "done"}, []),
        ({"q": "openEHR"}, ["Journal"]),
    ],
)
def test_the_filters_leave_those_in_the_list_and_its_export(as_role, register, asked, left):
    client = as_role(Role.READER)
    page = client.get(register["list"], asked)
    assert [str(row) for row in page.context["page"]] == left
    assert [row["Modul"] for row in exported(client, register["export"], **asked)] == left


def test_a_filter_of_many_says_what_is_chosen(as_role, register):
    client = as_role(Role.READER)
    page = client.get(register["list"], {"access": ["possible", "certain"]}).content.decode()
    assert ">möjlig, ja</span>" in page and page.count('name="access"') == 4
    assert page.count('name="access" value="possible" id="id_access_possible" checked') == 1
    page = client.get(register["list"], {"access": ["none", "possible", "certain"]})
    assert ">3 valda</span>" in page.content.decode()


def test_the_list_costs_the_same_for_one_module_and_for_many(
    as_role, chain, register, django_assert_num_queries
):
    client = as_role(Role.AUDITOR)
    costs = {}
    for name, address in register.items():
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        costs[name] = len(few)
    for number in range(4):
        module = make.ModuleFactory(programme=chain.programme, kind="to_procure")
        chain.lot.modules.add(module)
        LockIn.objects.create(module=module)
        Safeguard.objects.create(
            module=module, requirement=chain.requirement, purpose="data_export"
        )
        chain.clause.pk, chain.clause.number = None, f"4{number}"
        chain.clause.save()
        chain.clause.modules.add(module)
    for name, address in register.items():
        with django_assert_num_queries(costs[name]):
            client.get(address)
