"""Codes stand as people count them, K-9 before K-10, wherever they are found, picked or listed."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from common.ordering import in_natural_order, natural
from programmes.search import find_everywhere
from requirements_catalog.cell_values import Directory
from requirements_catalog.cell_words import linked_codes
from requirements_catalog.exports.needs import need_file
from requirements_catalog.field_queries import ordered
from requirements_catalog.fields import fields_of
from requirements_catalog.forms.need_picker import offered
from requirements_catalog.relations import candidates
from tests.factories import (
    CatalogueFactory,
    GoalFactory,
    ModuleFactory,
    NeedFactory,
    RequirementFactory,
    StandardFactory,
)

pytestmark = pytest.mark.django_db
# By letters alone K-10 stands before K-2, and Å-1 after Ä-1.
CODES = ["K-10", "Ö-1", "K-2", "Å-1", "K-1", "Ä-1"]
IN_ORDER = ["K-1", "K-2", "K-10", "Å-1", "Ä-1", "Ö-1"]


def first_words(found) -> list[str]:
    return [str(one).split()[0] for one in found]


@pytest.fixture
def catalogue(programme):
    """Requirements, needs, modules and standards with the codes, written in no order."""
    catalogue = CatalogueFactory(programme=programme, slug="krav")
    for code in CODES:
        RequirementFactory(catalogue=catalogue, code=code, title="Sak", text="Sak")
        NeedFactory(programme=programme, code=code, title="Sak")
        ModuleFactory(programme=programme, code=code, name="Sak", position=1)
        StandardFactory(programme=programme, code=code, name="Sak")
    return catalogue


def test_texts_are_ordered_as_the_database_orders_them(catalogue):
    assert in_natural_order(CODES) == IN_ORDER
    rows = catalogue.requirements.order_by(natural("code"))
    assert list(rows.values_list("code", flat=True)) == IN_ORDER


def test_search_gives_codes_in_order(catalogue, make_person):
    person = make_person("author", catalogue.programme, "Anna")
    for words, codes in (("Sak", IN_ORDER), ("K-", ["K-1", "K-2", "K-10"])):
        groups = {str(group.label): group.hits for group in find_everywhere(person, words)}
        for label in ("Krav", "Behov", "Moduler"):
            assert first_words(hit.title for hit in groups[label]) == codes, label


def test_needs_are_picked_in_order(catalogue):
    programme = catalogue.programme
    keys = [need.pk for need in programme.needs.filter(code__in=["K-10", "K-2"])]
    choices, _has_more = offered(programme, "", keys, with_linked=False)
    assert first_words(words for _key, words in choices) == [
        "K-2", "K-10", "K-1", "Å-1", "Ä-1", "Ö-1",
    ]  # fmt: skip
    assert offered(programme, "K", [], with_linked=False)[0][1][1] == "K-2 Sak"


def test_what_cells_offer_and_relations_propose_is_in_order(catalogue):
    directory = Directory(catalogue)
    for name in ("needs", "standards"):
        assert [code for _key, code, _label in directory.options(name)] == IN_ORDER
    row = RequirementFactory(catalogue=catalogue, code="EGET")
    assert [words for words, _title in candidates(row, "K-")] == ["K-1", "K-2", "K-10"]


def test_a_list_and_its_export_name_links_in_order(catalogue):
    programme = catalogue.programme
    row = catalogue.requirements.get(code="K-1")
    for name in ("needs", "standards"):
        getattr(row, name).set(getattr(programme, name).all())
    shown = catalogue.requirements.for_list(["needs", "standards"]).get(pk=row.pk)
    assert [one.code for one in shown.shown_needs] == IN_ORDER
    assert [one.code for one in shown.shown_standards] == IN_ORDER
    for name in ("needs", "standards"):
        assert linked_codes(catalogue.requirements.all(), name) == {row.pk: IN_ORDER}


def test_the_file_of_needs_names_links_in_order(catalogue):
    programme = catalogue.programme
    for code in ("M-10", "M-9"):
        GoalFactory(programme=programme, code=code)
    need = programme.needs.get(code="K-1")
    need.modules.set(programme.modules.all())
    need.goals.set(programme.goals.all())
    rows = programme.needs.filter(pk=need.pk)
    sheet = load_workbook(BytesIO(need_file(programme, rows, "xlsx"))).worksheets[0]
    heads, cells = list(sheet.iter_rows(values_only=True))[:2]
    written = dict(zip(heads, cells, strict=True))
    assert {"M-9, M-10", ", ".join(IN_ORDER)} <= set(written.values())


def test_rows_are_ordered_by_their_first_link_as_people_count(catalogue):
    """Rows that link to K-10, to K-9 and K-100, and to Å-1: K-9 is the first of the second."""
    programme = catalogue.programme
    for code in ("K-9", "K-100"):
        NeedFactory(programme=programme, code=code)
    needs = {need.code: need for need in programme.needs.all()}
    links = {"K-1": ["K-10"], "K-2": ["K-100", "K-9"], "K-10": ["Å-1"]}
    for code, linked in links.items():
        catalogue.requirements.get(code=code).needs.set([needs[one] for one in linked])
    rows = catalogue.requirements.filter(code__in=links)
    found = rows.order_by(ordered(fields_of(catalogue)["needs"], is_descending=False))
    assert [row.code for row in found] == ["K-2", "K-1", "K-10"]
