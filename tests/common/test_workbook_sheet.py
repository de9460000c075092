"""Sheets filled cell by cell: what people wrote stays text, and the page holds every column."""

import pytest
from openpyxl import Workbook

from common.workbook_sheet import print_on_a4, put_head, put_text


@pytest.mark.parametrize(
    ("written", "kept"),
    [("=1+1", "=1+1"), ("2.10", "2.10"), ("rad\x0bbruten", "radbruten"), ("", "")],
)
def test_text_stays_text(written, kept):
    cell = put_text(Workbook().active, 2, 3, written)
    assert (cell.coordinate, cell.value, cell.data_type) == ("C2", kept, "s")


def test_a_head_is_white_on_the_primary_colour():
    sheet = Workbook().active
    put_head(sheet, 4, ["Plats", "Anbud"])
    assert [cell.value for cell in sheet[4]] == ["Plats", "Anbud"]
    assert sheet["B4"].font.color.rgb == "00FFFFFF"
    assert sheet["B4"].fill.fgColor.rgb == "000B5570"


@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_every_column_fits_on_the_page(orientation):
    sheet = Workbook().active
    print_on_a4(sheet, orientation=orientation)
    assert sheet.page_setup.orientation == orientation
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
