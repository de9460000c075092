"""The forms that suppliers get: locked, with drop-downs and hidden stable ids."""

import io

import pytest
from openpyxl import load_workbook

from tenders.forms_out import build_answer_form, build_price_form
from tests import factories

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def sheet_of(content, name):
    return load_workbook(io.BytesIO(content))[name]


def test_only_answer_cells_can_be_written(opened):
    sheet = sheet_of(build_answer_form(opened.procurement), "Svar")
    assert sheet.protection.sheet
    row = next(r for r in sheet.iter_rows(min_row=5) if r[1].value == "ALL-1")
    assert [cell.protection.locked for cell in row] == [True] * 6 + [False] * 3


def test_headings_and_notes_take_no_answer_and_have_no_id(opened):
    sheet = sheet_of(build_answer_form(opened.procurement), "Svar")
    rows = {r[1].value or r[3].value: r for r in sheet.iter_rows(min_row=5)}
    for name in ("Allmänt", "ALL-2"):
        assert rows[name][0].value is None
        assert all(cell.protection.locked for cell in rows[name])


def test_rows_stand_in_document_order_with_hidden_ids(opened):
    sheet = sheet_of(build_answer_form(opened.procurement), "Svar")
    codes = [row[1].value for row in sheet.iter_rows(min_row=5) if row[0].value]
    assert codes == ["ALL-1", "PLA-1", "PLA-2", "PLA-3"]
    assert sheet.column_dimensions["A"].hidden
    first = sheet.cell(6, 1).value
    assert first == f"{opened.common.pk}-{opened.common.version.digest[:12]}"


def test_drop_downs_offer_the_published_choices(opened):
    sheet = sheet_of(build_answer_form(opened.procurement), "Svar")
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists == {'"Ja,Nej"', '"JSON,XML"'}


def test_a_text_that_begins_like_a_formula_stays_text(opened):
    opened.price.title = "=1+1"
    opened.price.save()
    sheet = sheet_of(build_price_form(opened.procurement), "Priser")
    assert sheet.cell(5, 4).value == "=1+1"
    assert sheet.cell(5, 4).data_type == "s"


def test_a_control_character_does_not_break_the_form(opened):
    opened.price.title = "Licens\x0bper år"
    opened.price.save()
    sheet = sheet_of(build_price_form(opened.procurement), "Priser")
    assert sheet.cell(5, 4).value == "Licensper år"


def test_price_form_counts_with_formulas(opened):
    sheet = sheet_of(build_price_form(opened.procurement), "Priser")
    assert sheet.cell(5, 8).value == '=IF(G5="","",F5*G5)'
    assert not sheet.cell(5, 7).protection.locked
    assert sheet.cell(6, 8).value == "=SUM(H5:H5)"


def test_the_same_procurement_gives_the_same_bytes(opened):
    assert build_answer_form(opened.procurement) == build_answer_form(opened.procurement)
    assert build_price_form(opened.procurement) == build_price_form(opened.procurement)


@pytest.mark.parametrize("extra", [0, 40])
def test_number_of_queries_does_not_depend_on_rows(opened, django_assert_num_queries, extra):
    for _number in range(extra):
        factories.make_item(opened.procurement)
    # the cover's lots; the items with their versions; the lots of the items
    with django_assert_num_queries(3):
        build_answer_form(opened.procurement)
