"""Small files that ask for all memory or all time when they are read (tried as suppliers would)."""

import io
import struct
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook

from common.workbook_formulas import formula_cells
from common.workbook_reader import read_workbook
from common.workbook_safety import CFB_SIGNATURE
from common.workbooks import WorkbookRefused

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def xlsx(rows: str, *, part: str = "xl/worksheets/sheet1.xml", shared: str = "") -> bytes:
    """A workbook whose only sheet, kept under the name ``part``, has these rows, as XML."""
    whole, changed = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.active["A1"] = "Id"
    book.save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
                name = part
            if name == "xl/_rels/workbook.xml.rels":
                content = content.replace(b"xl/worksheets/sheet1.xml", part.encode())
            new.writestr(name, content)
        if shared:
            new.writestr("xl/sharedStrings.xml", f"<sst>{shared}</sst>")
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


def test_a_sheet_under_the_name_of_another_formats_part_is_looked_into_as_well():
    hidden = xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', part="content.xml")
    # The far cell is left out and told; unseen, it ended the process.
    (notice,) = read_workbook(hidden, "krav.xlsx").notices
    assert "XFD1048576" in notice


# One text of a megabyte, pointed at by 2,000 cells.
@pytest.mark.parametrize("pointer", ['<c r="A{0}" t="s"><v>1</v></c>', "<c t='s'><v >1</v ></c>"])
def test_a_shared_text_is_counted_for_every_cell_that_points_at_it(pointer):
    rows = "".join(f'<row r="{row}">{pointer.format(row)}</row>' for row in range(2, 2002))
    long = f"<si><t>kort</t></si><si><t>{'x' * 1_000_000}</t></si>"
    with pytest.raises(WorkbookRefused):
        read_workbook(xlsx(rows, shared=long), "krav.xlsx")

    # The same file with every cell at the short text is an ordinary workbook.
    rows = rows.replace("1</v", "0</v")
    sheet = read_workbook(xlsx(rows, shared=long), "krav.xlsx").sheets[0]
    assert sheet.rows[-1] == ["kort"]


# Each of these kept a processor busy for hours.
@pytest.mark.parametrize(
    "tag",
    [
        '<c t="e"' + ' r="A1"' * 200_000,
        "<c" + ' r="AAA1"' * 200_000,
        '<c r="A2" s="0" t="n"' + ' r="A1"' * 200_000,
    ],
)
def test_a_tag_without_end_is_not_searched_over_and_over(tag):
    for read in (read_workbook, formula_cells):
        with pytest.raises(WorkbookRefused):
            read(xlsx(f"{tag}/>"), "krav.xlsx")


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


def test_a_long_text_in_repeated_cells_of_opendocument_is_counted_for_every_copy():
    long = filled('table:number-columns-repeated="999"').replace(">x<", f">{'x' * 1_000_000}<")
    row = f'<table:table-row table:number-rows-repeated="999">{long}</table:table-row>'
    for rows in (row, row + "<table:table-row/>", f"<table:table-row>{long}</table:table-row>"):
        with pytest.raises(WorkbookRefused):
            read_workbook(ods(rows), "krav.ods")

    once = f"<table:table-row>{filled('').replace('>x<', '>' + 'x' * 1_000_000 + '<')}"
    assert len(read_workbook(ods(once + "</table:table-row>"), "krav.ods").sheets[0].rows) == 1


@pytest.mark.parametrize("content", [b"\n" * 2_000_000 + b"a", b"a;b\n" * 2_000_000])
def test_a_text_table_is_read_no_further_than_to_the_row_that_is_too_many(content):
    tracemalloc.start()
    try:
        with pytest.raises(WorkbookRefused):
            read_workbook(content, "krav.csv")
        # Two million rows of their own would be 200 MB and more.
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


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


def book_of(sheets: list[str], *, relations: str = "", listed: str = "") -> bytes:
    """A workbook of these sheets, as XML; other relationships or another list where given."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, len(sheets) + 1)
    listed = listed or "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    relations = relations or "".join(
        f'<Relationship Id="rId{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        )
        for number, rows in zip(numbers, sheets, strict=True):
            sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
            archive.writestr(f"xl/worksheets/sheet{number}.xml", sheet)
    return buffer.getvalue()


def row_at(number: int, column: str = "A") -> str:
    return f'<row r="{number}"><c r="{column}{number}"><v>1</v></c></row>'


def test_a_workbook_of_a_few_sheets_is_read():
    workbook = read_workbook(book_of([row_at(1), row_at(2, "B")]), "krav.xlsx")
    assert [sheet.rows for sheet in workbook.sheets] == [[[1]], [[], [None, 1]]]


def test_what_many_sheets_become_is_counted_together():
    """Each is within the limits; together they are a file of 12 kB and gigabytes of memory."""
    hostile = book_of([row_at(99_999, "BZ")] * 40)
    assert len(hostile) < 15_000
    tracemalloc.start()
    with pytest.raises(WorkbookRefused, match="orimligt stor"):
        read_workbook(hostile, "krav.xlsx")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000


def test_rows_without_cells_count_as_well():
    with pytest.raises(WorkbookRefused, match="orimligt stor"):
        read_workbook(book_of([row_at(99_999)] * 11), "krav.xlsx")
    assert len(read_workbook(book_of([row_at(99_999)] * 10), "krav.xlsx").sheets) == 10


def test_one_part_is_not_several_sheets():
    several = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 4))
    with pytest.raises(WorkbookRefused, match="skadad"):
        read_workbook(book_of([row_at(1)], listed=several), "krav.xlsx")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    for other in ("worksheets/sheet1.xml", "/xl/worksheets/Sheet1.xml", "./worksheets/sheet1.xml"):
        relations = "".join(
            f'<Relationship Id="rId{n}" Type="{kind}" Target="{place}"/>'
            for n, place in ((1, "worksheets/sheet1.xml"), (2, other))
        )
        with pytest.raises(WorkbookRefused, match="skadad"):
            read_workbook(book_of([row_at(1), row_at(1)], relations=relations), "krav.xlsx")


def test_a_list_of_sheets_without_end_is_refused():
    with pytest.raises(WorkbookRefused, match="orimligt stor"):
        read_workbook(book_of([row_at(1)] * 501), "krav.xlsx")
    long = '<sheet name="S1" sheetId="1" r:id="rId1"/>' + "<a/>" * 1_400_000
    with pytest.raises(WorkbookRefused, match="orimligt stor"):
        read_workbook(book_of([row_at(1)], listed=long), "krav.xlsx")


def test_a_text_table_of_many_narrow_cells_is_refused_too():
    with pytest.raises(WorkbookRefused, match="Dela upp filen"):
        read_workbook(b"a" + b";" * 600 + b"\n" + (b";" * 600 + b"\n") * 17_000, "krav.csv")
