"""Tables that are written open well and cannot run anything."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.workbook_reader import read_workbook
from common.workbook_writer import Table, plain_text, safe_text, write_csv, write_xlsx
from requirements_catalog.import_core.cells import text_of


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("@A1", "'@A1"),
        ("-1", "'-1"),
        ("\t=1", "'\t=1"),
        ("- en punkt (valfritt)", "- en punkt (valfritt)"),
        ("- cmd|' /C calc'!A0", "'- cmd|' /C calc'!A0"),
        ("- HYPERLINK(A1)", "'- HYPERLINK(A1)"),
        ("'=1", "''=1"),
        (" =1+1", "' =1+1"),
        ("\ufeff@A1", "'\ufeff@A1"),
        ("\u3000-1", "'\u3000-1"),
        ("﹦1", "'﹦1"),
        (" - en punkt", " - en punkt"),
        ("'citat'", "'citat'"),
        ("vanlig text", "vanlig text"),
        ("", ""),
    ],
)
def test_text_that_would_run_is_made_safe(text, safe):
    assert safe_text(text) == safe
    assert plain_text(safe) == text


@given(st.text(alphabet="'=+-@\t\r|!( a1\n", max_size=12))
def test_making_safe_can_always_be_undone(text):
    assert plain_text(safe_text(text)) == text


def test_numbers_stay_numbers_and_text_stays_text():
    content = write_xlsx([Table("Blad", ["Nr", "Text"], [[1, "=1+1"], [None, "2.10"]], [5, 20])])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [(1, "n"), ("=1+1", "s")]
    assert sheet["B3"].value == "2.10"
    assert sheet["B3"].number_format == "@"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"


def test_days_are_days_but_for_those_that_excel_counts_wrong():
    days = [date(1900, 2, 28), date(1900, 3, 1), date(2027, 3, 1), date(9999, 12, 31)]
    content = write_xlsx([Table("Blad", ["Dag"], [[day] for day in days])])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [(cell.value, cell.data_type) for cell in sheet["A"][1:]] == [
        ("1900-02-28", "s"), (datetime(1900, 3, 1), "d"), (datetime(2027, 3, 1), "d"),
        (datetime(9999, 12, 31), "d"),
    ]  # fmt: skip
    assert sheet["A4"].number_format == "yyyy-mm-dd"
    rows = read_workbook(content, "a.xlsx").sheets[0].rows
    assert [text_of(row[0]) for row in rows[1:]] == [str(day) for day in days]


def test_a_column_offers_its_words_as_long_as_excel_takes_them():
    words = {
        0: ["ska", 'säger "bör"', "<&>"], 1: ["ett, två", "tre"], 2: ["x" * 130, "y" * 130],
        3: ["1048575", "a"], 4: ["a\x0bb"], 5: [], 6: ["ja", "nej"],
    }  # fmt: skip
    table = Table("Blad", list("abcdefg"), [["ska"]] * 3, choices=words)
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([table, Table("B", ["a"], [])])))
    rules = book["Blad"].data_validations.dataValidation
    assert [(str(rule.sqref), rule.type, rule.formula1) for rule in rules] == [
        ("A2:A1048576", "list", '"ska,säger ""bör"",<&>"'), ("G2:G1048576", "list", '"ja,nej"'),
    ]  # fmt: skip
    assert {rule.errorStyle for rule in rules} == {"warning"}
    assert book["B"].data_validations.dataValidation == []


def test_text_like_an_escape_comes_back_as_it_was():
    content = write_xlsx([Table("Blad", ["_x000D_"], [["a_x0041_b"]])])
    assert read_workbook(content, "a.xlsx").sheets[0].rows == [["_x000D_"], ["a_x0041_b"]]


def test_styles_do_not_grow_with_the_rows():
    few = write_xlsx([Table("Blad", ["a"], [["x"]] * 2)])
    many = write_xlsx([Table("Blad", ["a"], [["x"]] * 200)])
    count = [len(openpyxl.load_workbook(io.BytesIO(c))._cell_styles) for c in (few, many)]
    assert count[0] == count[1]


def test_a_row_is_as_high_as_its_wrapped_texts_need():
    """LibreOffice gives each row one line unless it is told, and texts would lie on each other."""
    rows = [["kort", 1], ["ord " * 20, 2], ["en\ntvå", None], ["å" * 32_000, 3]]
    content = write_xlsx([Table("Blad", ["Text", "Tal"], rows, widths=[20, 8])])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    heights = [sheet.row_dimensions[number].height for number in range(1, 6)]
    assert heights == [None, None, 4 + 4 * 15, 4 + 2 * 15, 400]


def test_what_is_hidden_takes_no_height():
    table = Table("Blad", ["a", "b"], [["kort", "ord " * 20]], widths=[20, 8], hidden_from=1)
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx([table]))).active
    assert sheet.row_dimensions[2].height is None


def formats_of(*numbers, **options) -> list[str]:
    content = write_xlsx([Table("Blad", ["Tal"], [[one] for one in numbers], **options)])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [cell.number_format for cell in sheet["A"][1:]]


def test_the_numbers_of_a_column_are_read_alike():
    assert formats_of(3400, 21_000, None, "okänt")[:2] == ["#,##0"] * 2
    assert formats_of(2031, 2032) == ["General"] * 2
    assert formats_of(3, Decimal("12.50"), 0.25) == ["0.00"] * 3
    assert formats_of(2032, Decimal("-25000.5"), 0) == ["#,##0.0"] * 3
    # A share of a third is shown as it is, and True is no number.
    assert formats_of(1, Decimal(1) / 3, 21_000) == ["General"] * 3
    assert formats_of(True, 3400, 21_000)[1:] == ["#,##0"] * 2


def test_facts_of_different_kinds_are_read_each_by_itself():
    numbers = [2032, 740_000_000, Decimal("-25000"), Decimal("25000.5"), 0]
    alone = ["General", "#,##0", "#,##0", "General", "General"]
    assert formats_of(*numbers, is_mixed=True) == alone
    content = write_xlsx([Table("Blad", ["Tal"], ([one] for one in numbers))])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.number_format for cell in sheet["A"][1:]] == alone


def test_heads_are_set_in_the_face_of_the_texts_below():
    table = Table("Blad", ["Krav"], [["Rubrik"], ["Text"]], emphasised={0})
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx([table]))).active
    faces = [(cell.font.name, cell.font.size, bool(cell.font.bold)) for cell in sheet["A"]]
    assert faces == [("Calibri", 11, True), ("Calibri", 11, True), ("Calibri", 11, False)]


def test_a_table_prints_on_the_width_of_the_page():
    table = Table("Krav", ["Krav-id", "Kravtext"], [["A-1", "Text"]], widths=[20, 200])
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx([table]))).active
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.print_title_rows == "$1:$1"
    # Lines between cells; the names of the file and the sheet, the day, and the page of how many.
    assert sheet.print_options.gridLines
    told = (sheet.oddHeader.left.text, sheet.oddHeader.right.text, sheet.oddFooter.right.text)
    assert told == ("&F   &A", "&D", "&P (&N)")


@pytest.mark.parametrize(
    ("widths", "paper", "across"),
    [
        # A character takes 5.25 points and a column 3.75 more. A lying A4 holds 734 of them, so at
        # 65 percent 1 129: 10 × (20 × 5.25 + 3.75) = 1 087.5; with one more 1 196.3, which A3 holds
        # (1 083 ÷ 0.65 = 1 666). 15 are 1 631 and 16 are 1 740: those go on over two of A3.
        ([20] * 10, "9", 1),
        ([20] * 11, "8", 1),
        ([20] * 15, "8", 1),
        ([20] * 16, "8", 2),
        # Two hold 3 332 less the first column once more: 29 and it are 3 262.5, 30 and it 3 371.3.
        ([20] * 29, "8", 2),
        ([20] * 30, "8", 3),
    ],
)
def test_a_wide_table_is_printed_large_enough_to_be_read(widths, paper, across):
    heads = [f"K{number}" for number in range(len(widths))]
    written = write_xlsx([Table("Blad", heads, [], widths)])
    sheet = openpyxl.load_workbook(io.BytesIO(written)).active
    setup = sheet.page_setup
    assert (str(setup.paperSize), setup.fitToWidth or 1, setup.fitToHeight) == (paper, across, 0)
    # Side by side each page begins with what tells the rows apart.
    assert sheet.print_title_cols == ("$A:$A" if across > 1 else None)
    assert sheet.freeze_panes == ("B2" if across > 1 else "A2")


def test_what_is_hidden_takes_no_room_on_paper():
    heads, widths = [f"K{number}" for number in range(40)], [20] * 40
    written = write_xlsx([Table("Blad", heads, [], widths, hidden_from=10)])
    sheet = openpyxl.load_workbook(io.BytesIO(written)).active
    assert str(sheet.page_setup.paperSize) == "9"


def test_a_text_no_cell_can_hold_is_refused():
    with pytest.raises(ValueError, match="aaa"):
        write_xlsx([Table("Blad", ["a"], [["a" * 32_768]])])


def test_csv_is_what_swedish_excel_opens():
    content = write_csv(["Id", "Text"], [["A1", "rad ett\nrad två; slut"], ["A2", None]])
    assert content == '\ufeffId;Text\r\nA1;"rad ett\nrad två; slut"\r\nA2;\r\n'.encode()
