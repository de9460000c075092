"""Small files that ask for all memory or all time when they are read (tried as suppliers would)."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from common.workbook_reader import read_workbook
from common.workbooks import WorkbookRefused

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def xlsx(rows: str) -> bytes:
    """A workbook whose only sheet has these rows, as XML."""
    whole, changed = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.active["A1"] = "Id"
    book.save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
            new.writestr(name, content)
    return changed.getvalue()


def ods(rows: str) -> bytes:
    """An OpenDocument workbook of one sheet with these rows, as XML."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMESPACES}><office:body><office:spreadsheet>"
            f'<table:table table:name="Krav">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return buffer.getvalue()


def filled(repeated: str) -> str:
    """An OpenDocument cell with text."""
    return (
        f'<table:table-cell {repeated} office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell>"
    )


# Each of these ended the whole process when the reader got it: it asked for 17 billion cells.
@pytest.mark.parametrize(
    "row",
    [
        '<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
        '<row r="1048576"><c cm=">" r="XFD1048576"><v>1</v></c></row>',
        '<row ht=">" r="1048576">' + "<c><v>1</v></c>" * 700 + "</row>",
        '<row r="999999"><c r="A1"><v>1</v></c>' + "<c><v>1</v></c>" * 699 + "</row>",
    ],
)
def test_a_cell_far_away_is_found_however_it_is_written(row):
    with pytest.raises(WorkbookRefused):
        read_workbook(xlsx(row), "krav.xlsx")


# Each of these kept a processor busy for hours.
@pytest.mark.parametrize("tag", ['<c t="e"' + ' r="A1"' * 200_000, "<c" + ' r="AAA1"' * 200_000])
def test_a_tag_without_end_is_not_searched_over_and_over(tag):
    with pytest.raises(WorkbookRefused):
        read_workbook(xlsx(f"{tag}>"), "krav.xlsx")


# 999 repeated rows of 200 × 999 repeated cells; single quotes; covered cells.
@pytest.mark.parametrize(
    "rows",
    [
        '<table:table-row table:number-rows-repeated="999">'
        + filled('table:number-columns-repeated="999"') * 200
        + "</table:table-row>",
        "<table:table-row table:number-rows-repeated='200000'>"
        + filled("table:number-columns-repeated='900'")
        + "</table:table-row>",
    ],
)
def test_repeated_cells_of_opendocument_are_multiplied_before_they_are_made(rows):
    with pytest.raises(WorkbookRefused):
        read_workbook(ods(rows), "krav.ods")


def test_the_empty_rest_of_an_opendocument_sheet_is_no_reason_to_refuse():
    empty = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    content = ods(f"<table:table-row>{filled('')}</table:table-row>{empty}")
    assert read_workbook(content, "krav.ods").sheets[0].rows == [["x"]]
