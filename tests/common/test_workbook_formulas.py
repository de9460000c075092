"""Formulas are told by sheet, row and column, in Excel's format and in LibreOffice's."""

import io
import zipfile

import openpyxl
import pytest

from common.workbook_formulas import formula_cells
from common.workbooks import WorkbookRefused

KIND = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
PLAIN = "<table:table-cell><text:p>x</text:p></table:table-cell>"
FORMULA = '<table:table-cell table:formula="of:=1+1"><text:p>2</text:p></table:table-cell>'


def ods(*tables):
    """An .ods whose tables hold these rows."""
    body = "".join(
        f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in tables
    )
    content = (
        f"<office:document-content {SPACES}><office:body><office:spreadsheet>{body}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr("mimetype", KIND)
        target.writestr("content.xml", content)
    return buffer.getvalue()


def row(*cells, more=""):
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def test_formulas_of_excel():
    book = openpyxl.Workbook()
    book.active.title = "Krav"
    book.active["B3"] = "=1+1"
    book.active["C3"] = "text"
    buffer = io.BytesIO()
    book.save(buffer)
    assert formula_cells(buffer.getvalue(), "krav.xlsx") == {"Krav": {(2, 1)}}


def test_formulas_of_libreoffice_are_where_they_stand():
    skipped = '<table:table-cell table:number-columns-repeated="3"/>'
    covered = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    twice = FORMULA.replace("<table:table-cell", "<table:table-cell "
                            'table:number-columns-repeated="2"', 1)  # fmt: skip
    content = ods(
        (
            "Krav",
            f"<table:table-header-rows>{row(PLAIN)}</table:table-header-rows>"
            + row(skipped, FORMULA, PLAIN, covered, FORMULA)
            + row(PLAIN, more=' table:number-rows-repeated="10"')
            + row(PLAIN, twice, more=' table:number-rows-repeated="2"'),
        ),
        ("Annat", row(PLAIN)),
    )
    # Row 1: after three empty cells, and after one text and two covered ones. Rows 12 and 13.
    assert formula_cells(content, "krav.ods") == {
        "Krav": {(1, 3), (1, 7), (12, 1), (12, 2), (13, 1), (13, 2)},
        "Annat": frozenset(),
    }


def test_a_file_without_formulas_is_not_gone_through():
    assert formula_cells(ods(("Krav", row(PLAIN))), "krav.ods") == {}


def test_a_number_of_repeats_that_is_none_is_a_damaged_file():
    broken = row(FORMULA, more=' table:number-rows-repeated="många"')
    with pytest.raises(WorkbookRefused):
        formula_cells(ods(("Krav", broken)), "krav.ods")
