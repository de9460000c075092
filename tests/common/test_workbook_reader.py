"""Workbooks of every kind are read, or refused with a reason; none of them hurts the server."""

import csv
import io
import struct
import time
import zipfile
from datetime import date

import openpyxl
import pytest

from common.workbook_reader import read_workbook
from common.workbook_safety import Limits
from common.workbooks import CellError, WorkbookRefused, cell_name, cell_text, column_number
from tests import tools

# Manifest says "read", but there is nothing in it to bring in: no cell holds a value.
WITHOUT_CELLS = {"sample_with_external_link_to_doc.xlsx"}


def manifest(folder):
    path = tools.SHARED_DATA / folder / "MANIFEST.csv"
    if not path.exists():
        return [pytest.param(None, "", id="absent")]
    with path.open(encoding="utf-8") as file:
        return [
            pytest.param(tools.SHARED_DATA / folder / row["file"], row["expected"], id=row["file"])
            for row in csv.DictReader(file)
        ]


@pytest.mark.parametrize(
    ("path", "expected"), [*manifest("excel-robustness"), *manifest("csv-robustness")]
)
def test_files_of_others_are_read_or_refused_as_their_manifest_says(path, expected):
    if path is None:
        tools.need_shared_data()
    try:
        workbook = read_workbook(path)
    except WorkbookRefused as refused:
        assert "refuse" in expected or path.name in WITHOUT_CELLS
        assert refused.message.endswith(".")
        assert refused.remedy.endswith(".")
    else:
        assert "read" in expected or "warn" in expected
        assert any(not sheet.is_empty for sheet in workbook.sheets)


def read_shared(shared_data, name):
    return read_workbook(shared_data / name)


def test_values_of_others_files_are_right(shared_data):
    def rows(name, sheet=0):
        return read_shared(shared_data, name).sheets[sheet].rows

    assert rows("excel-robustness/1904_base.xlsx")[0] == [date(2009, 6, 15)]
    assert rows("excel-robustness/has_x000D_.xlsx") == [["ABC\nDEF"]]
    assert rows("excel-robustness/strict.xlsx") == [["Sheet 1"]]
    assert rows("excel-robustness/errors.xlsx")[:3] == [
        [CellError("#DIV/0!")], [CellError("#NAME?")], [CellError("#VALUE!")],
    ]  # fmt: skip
    assert rows("csv-robustness/test_latin1.csv")[2] == ["4", "5", "©"]
    assert rows("csv-robustness/premiere.win1252.csv")[0] == ["première", "second", "troisième"]
    assert rows("csv-robustness/sep.csv") == [[], ["A", "1"], ["2", "3"]]
    assert rows("csv-robustness/line_break_in_enclosure.csv")[1][1].count("\n") == 3
    hidden = read_shared(shared_data, "excel-robustness/hidden_sheets.xlsx").sheets
    assert [sheet.visible for sheet in hidden] == [False, True, False]


def test_ragged_rows_are_named(shared_data):
    with pytest.raises(WorkbookRefused, match="rad 2, 3"):
        read_shared(shared_data, "csv-robustness/bad.csv")


# ---------------------------------------------------------------- workbooks made here


def xlsx(*rows, title="Krav"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(content, changes=(), added=()):
    """The same zip with some parts replaced (name → function on bytes) and others added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, dict(changes).get(name, lambda same: same)(part))
        for name, part in added:
            new.writestr(name, part)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def refusal(content, name="a.xlsx", **limits):
    with pytest.raises(WorkbookRefused) as caught:
        read_workbook(content, name, Limits(**limits) if limits else None)
    assert caught.value.remedy
    return caught.value.message


def test_cells_keep_their_types():
    content = xlsx(["A", 1, 1.5, True, date(2026, 11, 22), None, " x "], ["", None])
    (sheet,) = read_workbook(content, "a.xlsx").sheets
    assert sheet.rows == [["A", 1, 1.5, True, date(2026, 11, 22), None, "x"]]
    assert [type(value) for value in sheet.rows[0][1:4]] == [int, float, bool]


def test_a_password_is_asked_to_be_removed():
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
    content += "EncryptedPackage".encode("utf-16-le")
    assert "lösenordsskyddad" in refusal(content)


def test_a_zip_bomb_is_not_unpacked():
    bomb = repacked(xlsx(["A"]), added=[("xl/big.xml", b" " * 60_000_000)])
    assert len(bomb) < 100_000
    assert "orimligt stor" in refusal(bomb)
    assert "orimligt stor" in refusal(xlsx(["A"]), unpacked_bytes=1000)
    many = repacked(xlsx(["A"]), added=[(f"xl/{n}.xml", b"x") for n in range(50)])
    assert "orimligt stor" in refusal(many, members=40)


def test_a_zip_that_lies_about_its_sizes_is_damaged():
    content = repacked(xlsx(["A"]), added=[("xl/big.xml", b" " * 5_000_000)])
    size = struct.pack("<I", 5_000_000)
    assert size in content
    assert "skadad" in refusal(content.replace(size, struct.pack("<I", 10)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_parsing(encoding):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    content = repacked(xlsx(["A"]), {"docProps/core.xml": lambda _old: bomb.encode(encoding)})
    assert "överbelasta" in refusal(content)


def test_macros_and_outside_links_are_left_out():
    content = repacked(
        xlsx(["A"]),
        added=[
            ("xl/vbaProject.bin", b"makro"),
            ("xl/externalLinks/externalLink1.xml", b"<inte xml"),
            ("xl/media/bild.png", b"png"),
        ],
    )
    assert read_workbook(content, "a.xlsm").sheets[0].rows == [["A"]]


def test_xlsb_and_other_zips_are_refused():
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("brev.xml", "<a/>")
    assert "ingen arbetsbok" in refusal(other.getvalue())
    assert ".xlsb" in refusal(repacked(xlsx(["A"]), added=[("xl/workbook.bin", b"x")]))


def test_the_same_part_twice_is_damaged():
    with pytest.warns(UserWarning, match="Duplicate"):
        content = repacked(xlsx(["A"]), added=[(SHEET, b"<worksheet/>")])
    assert "skadad" in refusal(content)


def test_a_stray_cell_far_out_is_told_and_left_out():
    book = openpyxl.Workbook()
    for row in range(1, 200):
        book.active.cell(row, 1, f"rad {row}")
    book.active["XFA64"] = "vilsen"
    book.active["A1048576"] = "sist"
    workbook = read_workbook(saved(book), "a.xlsx")
    assert len(workbook.sheets[0].rows) == 199
    assert max(map(len, workbook.sheets[0].rows)) == 1
    assert [notice.split()[1] for notice in workbook.notices] == ["XFA64", "A1048576"]


def test_too_many_columns_or_rows_are_refused():
    book = openpyxl.Workbook()
    for row in range(1, 100):
        book.active.cell(row, 800, "x")
    assert "större" in refusal(saved(book))
    assert "större" in refusal(xlsx(*[["x"]] * 20), cells=10)


def test_tens_of_thousands_of_merges_cost_little():
    def merged(sheet):
        cells = b"".join(b'<mergeCell ref="A%d:C%d"/>' % (n, n) for n in range(1, 40_001))
        return sheet.replace(
            b"</sheetData>", b"</sheetData><mergeCells>" + cells + b"</mergeCells>"
        )

    content = repacked(xlsx(["A"]), {SHEET: merged})
    start = time.perf_counter()
    assert len(read_workbook(content, "a.xlsx").sheets[0].merges) == 40_000
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "tail",
    [
        b'<c r="XFA1"><v>1' * 100_000,
        b'<c r="XFA1"><f>' * 100_000,
        b'<c t="e" r="A1"><f' * 100_000,
        b"<c " * 300_000,
        b'<c r="A1" ' * 100_000,
    ],
)
def test_a_sheet_made_to_keep_us_searching_is_refused_at_once(tail):
    content = repacked(xlsx(["A"]), {SHEET: lambda old: old.replace(b"</sheetData>", tail)})
    start = time.process_time()
    assert refusal(content)
    assert time.process_time() - start < 3


def test_an_ods_made_to_keep_us_searching_is_refused_at_once():
    row = b'<table:table-row table:number-rows-repeated="1000">'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"<a>" + row * 100_000)
    start = time.process_time()
    assert refusal(buffer.getvalue(), "a.ods")
    assert time.process_time() - start < 3


def test_an_ods_that_repeats_a_filled_row_is_refused():
    content = (
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><table:table-row '
        b'table:number-rows-repeated="1000000"><table:table-cell office:value-type="string"/>'
        b"</table:table-row></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    assert "större" in refusal(buffer.getvalue(), "a.ods")


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.csv", "tom"),
        (b"  \n ", "a.csv", "tom"),
        (b"a;b\n1;\x002\n", "a.csv", "nolltecken"),
        (b"bara text", "a.xlsx", "ingen arbetsbok"),
        (b"<html><table><tr><td>1", "a.xls", "webbsida"),
        (b"%PDF-1.7", "a.pdf", "Filtypen"),
        (b"PK\x03\x04rest", "a.xlsx", "skadad"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "skadad"),
    ],
)
def test_what_is_no_workbook_is_refused_by_its_content(content, name, message):
    assert message in refusal(content, name)


def test_a_file_above_the_limit_is_not_read(tmp_path):
    path = tmp_path / "stor.csv"
    path.write_bytes(b"a;b\n" * 1000)
    with pytest.raises(WorkbookRefused, match="för stor"):
        read_workbook(path, limits=Limits(file_bytes=1000))


def test_an_empty_workbook_is_refused():
    assert "tom" in refusal(xlsx([None]))


# ---------------------------------------------------------------- text tables


def rows_of(text, name="a.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return read_workbook(data, name).sheets[0].rows


@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_delimiters_are_found(sign):
    text = "Id;Krav\nA1;Systemet ska visa listan\n".replace(";", sign)
    assert rows_of(text) == [["Id", "Krav"], ["A1", "Systemet ska visa listan"]]


def test_the_delimiter_of_the_table_wins_over_commas_in_its_text():
    text = "Id;Krav;Typ\n" + "A1;Ett, två, tre, fyra och fem;ska\n" * 3
    assert rows_of(text)[1] == ["A1", "Ett, två, tre, fyra och fem", "ska"]


def test_encodings_of_excel_are_read():
    text = "Id;Krav\nA1;Åäö – “citat”\n"
    expected = [["Id", "Krav"], ["A1", "Åäö – “citat”"]]
    assert rows_of(text.encode("utf-8-sig")) == expected
    assert rows_of(text.encode("cp1252")) == expected
    assert rows_of(text.replace(";", "\t").encode("utf-16")) == expected


def test_quoted_line_breaks_and_doubled_quotes_stay():
    assert rows_of('Id;Krav\r\nA1;"rad ett\r\nrad ""två"""\r\n')[1] == ["A1", 'rad ett\nrad "två"']


def test_ids_in_text_files_stay_text():
    assert rows_of("Id;Krav\n2.10;x\n007;y\n") == [["Id", "Krav"], ["2.10", "x"], ["007", "y"]]


def test_empty_ends_sections_and_notes_are_not_ragged():
    text = "Rapport\n\nId;Krav;Typ\nDel ett\nA1;x;ska;;\n\nA2;y;ska\n\nNot:;se sidan 2\n"
    assert len(rows_of(text)) == 9


def test_a_short_last_row_is_ragged():
    with pytest.raises(WorkbookRefused, match="rad 4"):
        rows_of("Id;Krav;Typ\nA1;x;ska\nA2;y;ska\nA3;z\n")


def test_an_unfinished_quotation_is_refused_where_it_begins():
    text = 'Id;Krav\nA1;x\nA2;"börjar här\n' + "A3;rad\n" * 200_000
    with pytest.raises(WorkbookRefused) as caught:
        rows_of(text)
    assert caught.value.where == "a.csv, rad 3"


# ---------------------------------------------------------------- names and texts of cells


def test_cells_are_named_as_in_excel():
    assert [cell_name(11, 1), cell_name(0, 25), cell_name(0, 26), cell_name(63, 16380)] == [
        "B12", "Z1", "AA1", "XFA64",
    ]  # fmt: skip
    assert [column_number(letters) for letters in ("A", "Z", "AA", "XFA")] == [0, 25, 26, 16380]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), ("a", "a"), (7, "7"), (0.1 + 0.2, "0.3"), (True, "TRUE"),
        (date(2026, 11, 22), "2026-11-22"), (CellError("#REF!"), "#REF!"),
    ],
)  # fmt: skip
def test_texts_of_cells(value, text):
    assert cell_text(value) == text
