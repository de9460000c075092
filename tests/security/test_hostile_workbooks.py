"""Small files that ask for all memory or all time when they are read (tried as suppliers would)."""

import io
import struct
import zipfile

import pytest
from openpyxl import Workbook

from common.workbook_reader import read_workbook
from common.workbook_safety import CFB_SIGNATURE
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


def xls(row: int, column: int) -> bytes:
    """An old-style workbook (BIFF5, in its container) with one number in this cell, from 0."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    start = record(0x809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 0))
    end = record(0x0A, b"")
    place = len(start) + len(record(0x85, bytes(6) + b"\x04Krav")) + len(end)
    book = start + record(0x85, struct.pack("<IH", place, 0) + b"\x04Krav") + end
    book += record(0x809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0))
    book += record(0x203, struct.pack("<HHHd", row, column, 0, 1.5)) + end
    return _container(book.ljust(4096, b"\0"))


def _container(stream: bytes) -> bytes:
    """The stream "Book" in a compound file: header, allocation table, directory, content."""
    free, last, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    sectors = len(stream) // 512
    head = CFB_SIGNATURE + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, last, 0, last, 0)
    head += struct.pack("<109I", 0, *[free] * 108)
    chain = [table, last, *range(3, 2 + sectors), last]
    allocation = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        body = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
        body += struct.pack("<III", free, free, child) + bytes(36)
        return body + struct.pack("<IQ", first, size)

    directory = entry("Root Entry", 5, 1, last, 0) + entry("Book", 2, free, 2, len(stream))
    return head + allocation + directory.ljust(512, b"\0") + stream


def test_an_old_workbook_is_tried_by_a_process_that_may_die():
    assert read_workbook(xls(0, 0), "krav.xls").sheets[0].rows == [[1.5]]

    with pytest.raises(WorkbookRefused):
        read_workbook(xls(65535, 65535), "krav.xls")
