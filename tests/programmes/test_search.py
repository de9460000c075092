"""The search of everything finds rows of every register, by the rule of the register's page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.choices import ContractState
from contracts.models import Contract
from programmes.choices import Role
from programmes.models import Programme
from programmes.register import REGISTERS
from programmes.roles import Permission, permissions_of, roles_with
from programmes.search import find_everywhere
from programmes.search_registers import find_in_registers
from steering.models import Analysis, Risk, Stakeholder
from tenders.models import EconomicOperator
from tests.factories import (
    CatalogueFactory,
    GoalFactory,
    RequirementFactory,
    StandardFactory,
)
from tests.register_rows import ROWS

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def hits_of(person, words):
    return [hit for group in find_everywhere(person, words) for hit in group.hits]


def labels_of(person, words):
    return [str(group.label) for group in find_everywhere(person, words)]


def told(entry, row) -> str:
    """Words that the register's own list is searched by and that the row holds."""
    values = entry.model.objects.filter(pk=row.pk).values_list(*entry.search)[0]
    return next(str(value) for value in values if len(str(value)) > 1)


@pytest.mark.parametrize("name", sorted(REGISTERS))
def test_a_row_is_found_by_those_who_may_open_its_register(name, make_person, programme):
    entry = REGISTERS[name]
    row = ROWS[name](programme)
    other = ROWS[name](Programme.objects.create(slug="annat", name="Ett annat"))
    words, url = told(entry, row), entry.url("detail", programme, row.pk)
    for role in Role.values:
        found = {hit.url for hit in hits_of(make_person(role, programme, role), words)}
        assert (url in found) == (role in roles_with(entry.needs)), role
        assert not [one for one in found if one.startswith("/p/annat/")]
    stranger = make_person(Role.AUDITOR, Programme.objects.create(slug="tredje", name="3"), "Ute")
    assert hits_of(stranger, words) == []
    assert told(entry, other)


def test_a_lead_in_one_programme_is_a_reader_in_another(make_person, programme):
    """Claims are for those who see results, in the programme in which they do."""
    other = Programme.objects.create(slug="annat", name="Ett annat")
    mine, theirs = ROWS["claims"](programme), ROWS["claims"](other)
    person = make_person(Role.PROGRAMME_LEAD, programme, "Lea")
    person.memberships.create(programme=other, role=Role.READER)
    found = {hit.url for hit in hits_of(person, "Försenad leverans")}
    assert found == {REGISTERS["claims"].url("detail", programme, mine.pk)}
    assert theirs.pk != mine.pk


def test_what_is_called_so_comes_first(make_person, programme):
    Risk.objects.create(**risk(programme, "R-010"))
    Risk.objects.create(**risk(programme, "R-01", description="Börja med R-010."))
    Risk.objects.create(**risk(programme, "R-2", description="Som R-01."))
    catalogue = CatalogueFactory(programme=programme)
    RequirementFactory(catalogue=catalogue, code="R-011", title="Kravet", text="Text")
    reader = make_person(Role.READER, programme, "Rut")
    assert labels_of(reader, "r-01") == ["Risker", "Krav"]
    found = find_everywhere(reader, "r-01")[0]
    assert [hit.title for hit in found.hits] == [
        "R-01 Inlåsning",
        "R-010 Inlåsning",
        "R-2 Inlåsning",
    ]
    assert [hit.text for hit in found.hits][2] == "Som R-01."


def risk(programme, code, **given):
    return {
        "programme": programme, "code": code, "title": "Inlåsning", "category": "lock_in",
        "probability": 3, "consequence": 4, **given,
    }  # fmt: skip


def test_a_kind_shows_some_in_natural_order_and_leads_to_its_list(as_role, programme):
    for number in (10, 9, 2, 1, 3, 4):
        GoalFactory(programme=programme, code=f"EM-{number}", title="Öppna journalen")
    client = as_role(Role.READER)
    [group] = find_everywhere(client.user, "öppna journal")
    assert [hit.title.split()[0] for hit in group.hits] == ["EM-1", "EM-2", "EM-3", "EM-4", "EM-9"]
    assert group.has_more
    page = client.get(reverse("programmes:search"), {"q": "öppna journal"}).text
    whole = f"{REGISTERS['goals'].url('list', programme)}?q=%C3%B6ppna+journal"
    assert f'<a href="{whole}">Visa alla i listan</a>' in page
    assert "Minst 5 träffar på" in page
    assert client.get(whole).text.count("Öppna journalen") >= 6


def test_lists_of_several_programmes_are_told_apart(make_person, programme):
    other = Programme.objects.create(slug="annat", name="Ett annat")
    for place in (programme, other):
        for number in range(3):
            GoalFactory(programme=place, code=f"EM-{number}", title="Öppna journalen")
    person = make_person(Role.READER, programme, "Rut")
    person.memberships.create(programme=other, role=Role.READER)
    [group] = find_everywhere(person, "journalen")
    assert {name for _url, name in group.lists} == {programme.name, "Ett annat"}
    assert {hit.kind for hit in group.hits} == {f"mål · {programme.name}", "mål · Ett annat"}


def test_requirements_lead_to_the_list_of_their_catalogue(make_person, programme):
    catalogue = CatalogueFactory(programme=programme, slug="krav", name="Kraven")
    RequirementFactory(catalogue=catalogue, code="K-1", title="Journal", text="Text")
    [group] = find_everywhere(make_person(Role.READER, programme, "Rut"), "journal")
    assert group.lists == [(f"/p/{programme.slug}/requirements/krav/?q=journal", "Kraven")]


def test_standards_are_found(make_person, programme):
    StandardFactory(programme=programme, code="FHIR", name="HL7 FHIR")
    [group] = find_everywhere(make_person(Role.READER, programme, "Rut"), "fhir")
    assert [(hit.title, hit.kind) for hit in group.hits] == [("FHIR HL7 FHIR", "standard")]


def test_as_many_queries_for_many_rows_as_for_one(make_person, programme):
    """One to each register that the person may open, and one more to those with hits."""
    person = make_person(Role.READER, programme, "Rut")

    def queries_for(numbers, hits):
        for number in numbers:
            Risk.objects.create(**risk(programme, f"R-{number}"))
            Analysis.objects.create(programme=programme, title=f"Inlåsning {number}", kind="market")
            Stakeholder.objects.create(
                programme=programme, name=f"Inlåsta {number}", kind="union", interest=4, influence=3
            )
        with CaptureQueriesContext(connection) as asked:
            found = find_in_registers(person, "inlås", 9)
        assert sum(len(kind) for _label, kind in found) == hits
        return len(asked)

    may_open = [entry for entry in REGISTERS.values() if Role.READER in roles_with(entry.needs)]
    # Before them the programmes and roles of the person; risks take one more for what reduces them.
    assert queries_for([1], 3) == 2 + len(may_open) + 4
    assert queries_for(range(2, 9), 24) == 2 + len(may_open) + 4


@pytest.mark.parametrize("role", Role.values)
def test_a_supplier_is_named_to_those_who_may_open_its_register(role, make_person, programme):
    """Whoever may not read tenders finds it only where a signed contract already names it."""
    contract = ROWS["contracts"](programme)
    operator = EconomicOperator.objects.create(programme=programme, name="Norrljus Journal AB")
    person = make_person(role, programme, "Rut")
    may = {"Leverantörer"} if Permission.VIEW_TENDERS in permissions_of({role}) else set()
    assert set(labels_of(person, "norrljus")) == may
    Contract.objects.filter(pk=contract.pk).update(
        operator=operator, state=ContractState.SIGNED, signed_on="2026-01-01"
    )
    assert set(labels_of(person, "norrljus")) == may | {"Avtal"}
