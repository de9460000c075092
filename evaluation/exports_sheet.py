"""Cells of the evaluation workbook: text that stays text, numbers, formulas, ranges."""

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from common import workbook_sheet
from common.workbook_sheet import font, print_on_a4, put_head, set_widths

MONEY = "#,##0.00"
POINTS = "0.####"
_TITLE = Alignment(vertical="top")
_HEAD_HEIGHT = 32  # points: two lines
_BOLD = font(bold=True)


def put(
    sheet: Worksheet, row: int, column: int, value: Decimal | int | str | None, form: str = POINTS
) -> Cell:
    """Write a number, or a formula of our own (text that begins with ``=``)."""
    cell = sheet.cell(row, column, value)
    cell.number_format = form
    return cell


def put_text(sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False) -> Cell:
    """Write text that people wrote: it never becomes a formula, whatever it begins with."""
    cell = workbook_sheet.put_text(sheet, row, column, text)
    if bold:
        # A title runs on over the columns beside it.
        cell.font, cell.alignment = _BOLD, _TITLE
    return cell


def head(sheet: Worksheet, row: int, titles: Sequence[str]) -> None:
    """Write the head of a table."""
    put_head(sheet, row, titles)
    sheet.row_dimensions[row].height = _HEAD_HEIGHT


def widths(sheet: Worksheet, characters: Sequence[int]) -> None:
    """Set the widths of the first columns and how the sheet is printed."""
    set_widths(sheet, characters)
    print_on_a4(sheet)


def at(row: int, column: int) -> str:
    """Return the name of a cell: ``at(3, 1)`` is A3."""
    return f"{get_column_letter(column)}{row}"


def fixed(row: int, column: int) -> str:
    """Return the name of a cell that stays when a formula is copied: $A$3."""
    return f"${get_column_letter(column)}${row}"


def rows_of(sheet: Worksheet, column: int, first: int, last: int) -> str:
    """Return a range of one column as other sheets name it: ``'Poäng'!$J$2:$J$4``."""
    name = sheet.title.replace("'", "''")
    return f"'{name}'!{fixed(first, column)}:{fixed(last, column)}"
