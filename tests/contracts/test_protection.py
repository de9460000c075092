"""What protects from lock-in, from requirement to clause, and new owners in third countries."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from contracts.models import Contract, ContractClause
from contracts.protection import guards_of, new_owners
from programmes.choices import Role
from programmes.register import REGISTERS
from programmes.roles import ROLE_PERMISSIONS, Permission
from target_architecture.models import LockIn, Safeguard
from tenders.models import OwnerChange
from tests import factories as make

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def row_of(client, address: str, label: str) -> str:
    """The row of a purpose in the table of protection, as it is sent."""
    page = client.get(address).content.decode()
    table = page.split('id="protection-title"')[1].split("</table>")[0]
    return next(row for row in table.split("<tr>") if f">{label}</th>" in row)


@pytest.fixture
def places(chain):
    """The module's page and that of its assessment."""
    assessment = REGISTERS["lock-in"].url("detail", chain.programme, chain.lock_in.pk)
    return [chain.pages["module"], assessment]


def test_each_link_is_shown_and_each_that_lacks_is_told(as_role, chain, places):
    auditor = as_role(Role.AUDITOR)
    for address in places:
        whole = row_of(auditor, address, "Uttag av uppgifter")
        assert chain.requirement.code in whole and "12 Rätt till uttag" in whole
        assert "Nordvind 1 AB</a>: ja" in whole and "saknas" not in whole
        none = row_of(auditor, address, "Avveckling och byte")
        for told in ("Krav saknas", "Svar saknas", "Villkor saknas"):
            assert told in none
        # A module to procure is asked about escrow, place and formats, not about connection.
        page = auditor.get(address).content.decode()
        for label in (
            "Deponerad källkod",
            "Uppgifternas plats och rättsordning",
            "Format som uppgifter lämnas över i",
        ):
            assert f">{label}</th>" in page
        assert ">Anslutning till nationell tjänst</th>" not in page


def test_a_module_has_one_table_of_what_protects(as_role, chain):
    page = as_role(Role.AUTHOR).get(chain.pages["module"]).content.decode()
    assert page.count("Skydd i krav, anbud och avtal") == 1 and "Skyddande krav</h2>" not in page
    assert f"{chain.requirement.code}</span> {chain.requirement.title}</a>" in page
    create = REGISTERS["safeguards"].url("create", chain.programme)
    assert f"{create}?module={chain.module.pk}" in page
    assert create not in as_role(Role.READER).get(chain.pages["module"]).content.decode()


def test_a_withdrawn_requirement_stands_there_and_protects_nothing(as_role, chain):
    chain.requirement.status = "withdrawn"
    chain.requirement.save()
    row = row_of(as_role(Role.READER), chain.pages["module"], "Uttag av uppgifter")
    assert chain.requirement.code in row and "utgått" in row and "Krav saknas" in row


def test_who_reads_no_tenders_has_no_column_of_answers(as_role, chain, places):
    for role in (Role.READER, Role.PROGRAMME_LEAD):
        for address in places:
            page = as_role(role).get(address).content.decode()
            assert "Svar i anbuden" not in page and "Nordvind" not in page
            assert "Svar saknas" not in page and "12 Rätt till uttag" in page


def test_before_the_opening_there_is_nothing_to_read(as_role, chain, places):
    chain.seal()
    for address in places:
        page = as_role(Role.PROCUREMENT_OFFICER).get(address).content.decode()
        assert "Nordvind" not in page and "Svar saknas" not in page
        assert "inget anbud att läsa" in page


def test_tenders_for_other_modules_do_not_protect_this_one(as_role, chain, places):
    """The requirement is shared; the lot is not. A national service is in no lot."""
    chain.lot.modules.set([make.ModuleFactory(programme=chain.programme)])
    auditor = as_role(Role.AUDITOR)
    for address in places:
        told = row_of(auditor, address, "Uttag av uppgifter")
        assert "Nordvind" not in told and "inget anbud att läsa" in told
    chain.module.kind = "national"
    chain.module.save()
    for address in places:
        assert "Nordvind 1 AB</a>: ja" in row_of(auditor, address, "Uttag av uppgifter")


def test_a_no_is_told_as_lacking(chain, make_person):
    chain.tender.responses.update(answer="no")
    auditor = make_person(Role.AUDITOR, chain.programme)
    (guard,) = [one for one in guards_of(auditor, chain.module) if one.purpose == "data_export"]
    assert [(one.words, one.is_lacking) for one in guard.answers] == [("nej", True)]


def test_a_clause_holds_for_the_whole_contract_or_for_the_modules_it_names(chain, make_person):
    reader = make_person(Role.READER, chain.programme)

    def clauses(purpose: str) -> list[str]:
        found = {one.purpose.value: one for one in guards_of(reader, chain.module)}
        return [one.heading for one in found[purpose].clauses]

    clause = ContractClause.objects.create(
        contract=chain.contract, number="20", heading="Deponering", purpose="escrow"
    )
    ContractClause.objects.create(contract=chain.contract, number="21", heading="Annat")
    assert clauses("escrow") == ["Deponering"]
    clause.modules.add(make.ModuleFactory(programme=chain.programme))
    assert clauses("escrow") == []
    clause.modules.add(chain.module)
    assert clauses("escrow") == ["Deponering"]


def test_what_is_asked_for_is_told_to_those_who_read_procurements(chain, make_person, monkeypatch):
    outside = make.RequirementFactory(catalogue=chain.requirement.catalogue)
    Safeguard.objects.create(module=chain.module, requirement=outside, purpose="exit")
    reader = make_person(Role.READER, chain.programme)

    def unbought() -> set[int]:
        reader.__dict__.pop("_programme_permissions", None)
        return set().union(*(one.unbought for one in guards_of(reader, chain.module)))

    assert unbought() == {outside.pk}
    less = ROLE_PERMISSIONS[Role.READER] - {Permission.VIEW_PROCUREMENT}
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.READER, less)
    assert unbought() == set()


def test_it_costs_the_same_with_more(chain, make_person):
    """From the second time: the first has holes in the architecture, whose reasons are read."""
    client = Client()
    client.force_login(make_person(Role.AUDITOR, chain.programme))
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as asked:
            client.get(chain.pages["module"])
        counts.append(len(asked))
        for purpose in ("exit", "escrow"):
            row = make.RequirementFactory(catalogue=chain.requirement.catalogue)
            Safeguard.objects.create(module=chain.module, requirement=row, purpose=purpose)
            make.make_item(chain.procurement, requirement=row)
            ContractClause.objects.create(
                contract=chain.contract, number=f"{purpose}{number}", heading="X", purpose=purpose
            )
        make.TenderFactory(procurement=chain.procurement).lots.add(chain.lot)
    assert counts[1] == counts[2]


# ---------------------------------------------------------------- owners


@pytest.fixture
def kept(chain):
    """A module under a contract signed before the programme, assessed on 2024-10-08."""
    operator = make.OperatorFactory(programme=chain.programme, name="Norrljus AB")
    contract = Contract.objects.create(
        programme=chain.programme,
        title="Underhåll",
        state="signed",
        operator=operator,
        signed_on="2012-11-19",
    )
    contract.modules.add(chain.module)
    chain.lock_in.assessed_on = "2024-10-08"
    chain.lock_in.save()
    chain.lock_in.refresh_from_db()
    return contract


def change(contract, **values) -> OwnerChange:
    facts = {"to_owner": "Prairie Inc.", "country": "US", "changed_on": "2025-06-02"} | values
    return OwnerChange.objects.create(operator=contract.operator, **facts)


def test_a_new_owner_in_a_third_country_is_warned_of(as_role, chain, kept, places):
    change(kept, note="Hemlig anteckning")
    for address in places:
        page = as_role(Role.READER).get(address).content.decode()
        assert "Norrljus AB ägs sedan 2025-06-02 av Prairie Inc. i tredjeland (US)." in page
        assert "Modulen bedömdes senast 2024-10-08, före bytet." in page
        assert "Följden av bytet är inte bedömd." in page
        assert "Hemlig anteckning" not in page


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({}, 1),
        ({"country": "NO"}, 0),  # in the EEA
        ({"country": "GB"}, 1),  # has left
        ({"changed_on": "2024-10-08"}, 0),  # the day of the assessment
        ({"changed_on": "2024-10-09"}, 1),
    ],
)
def test_when_it_is_warned_of(values, count, chain, kept):
    change(kept, **values)
    assert len(new_owners(chain.module, chain.lock_in.assessed_on)) == count


@pytest.mark.parametrize(
    ("said", "values", "told"),
    [
        ("done", {}, "gjord, inaktuell"),
        ("not_needed", {}, "behövs inte, inaktuell"),
        ("needed", {}, "behövs, inte gjord"),
        ("done", {"country": "NO"}, "gjord"),
        ("done", {"changed_on": "2024-10-08"}, "gjord"),
        ("done", {"changed_on": "2024-10-09"}, "gjord, inaktuell"),
    ],
)
def test_an_assessment_of_before_the_new_owner_is_outdated(
    said, values, told, as_role, chain, kept
):
    """In the list, its filter and workbook, on the module's page and in Styrning's warning."""
    change(kept, **values)
    chain.lock_in.suitability_assessment = said
    chain.lock_in.save()
    client, entry = as_role(Role.READER), REGISTERS["lock-in"]
    is_outdated = "inaktuell" in told
    shown = client.get(entry.url("list", chain.programme)).content.decode()
    assert f">{told}</span>" in shown.split('id="register-table"')[1]
    workbook = client.get(entry.url("export", chain.programme)).content
    heads, row = load_workbook(BytesIO(workbook)).active.iter_rows(values_only=True)
    assert dict(zip(heads, row, strict=True))["Olämplighetsbedömning"] == told
    for query in ("outdated", said):
        left = client.get(entry.url("list", chain.programme), {"suitability": query})
        assert left.context["total"] == (is_outdated == (query == "outdated"))
    page = client.get(chain.pages["module"]).content.decode()
    assert (">inaktuell</span>" in page) == is_outdated
    steering = client.get("/p/prov/steering/").content.decode()
    assert ("Journal</a> (inaktuell)" in steering) == is_outdated
    assert ("saknar en olämplighetsbedömning som är gjord" in steering) == (told != "gjord")


def test_an_assessment_without_a_contract_that_binds_is_not_outdated(as_role, chain, kept):
    """The contract has run out, or is for another module; the whole procurement's is counted."""
    change(kept)
    chain.lock_in.suitability_assessment = "done"
    chain.lock_in.save()
    outdated = LockIn.objects.assessed_as(["outdated"])
    assert outdated.get() == chain.lock_in
    kept.runs_until = timezone.localdate() - timedelta(days=1)
    kept.save()
    assert not outdated.exists()
    kept.runs_until, kept.procurement = None, chain.procurement
    kept.save()
    kept.modules.clear()
    assert outdated.exists()
    kept.lots.add(make.LotFactory(procurement=chain.procurement, number=2))
    assert not outdated.exists()
    # One of the same supplier for another module makes none of this outdated.
    kept.modules.add(make.ModuleFactory(programme=chain.programme))
    assert not outdated.exists()


def test_without_an_assessment_every_change_counts_and_only_signed_contracts_do(chain, kept):
    change(kept, changed_on="2001-01-01")
    assert len(new_owners(chain.module, None)) == 1
    # One that has run out is not running, whatever its state says.
    kept.runs_until = timezone.localdate() - timedelta(days=1)
    kept.save()
    assert new_owners(chain.module, None) == []
    kept.runs_until, kept.state = None, "ended"
    kept.save()
    assert new_owners(chain.module, None) == []


def test_a_tenderer_without_a_contract_is_not_told_of(as_role, chain, places):
    OwnerChange.objects.create(
        operator=chain.tender.operator,
        to_owner="Prairie Inc.",
        country="US",
        changed_on="2025-06-02",
    )
    for address in places:
        assert "Prairie" not in as_role(Role.READER).get(address).content.decode()
