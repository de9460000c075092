"""Cells of the evaluation workbook: text that stays text, numbers, formulas, ranges."""

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

MONEY = "#,##0.00"
POINTS = "0.####"
_WRAP = Alignment(vertical="top", wrap_text=True)
_TITLE = Alignment(vertical="top")
_HEAD_HEIGHT = 32  # points: two lines
_HEAD_FONT = Font(name="Calibri", bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", fgColor="0B5570")
_BOLD = Font(name="Calibri", bold=True)


def put(
    sheet: Worksheet, row: int, column: int, value: Decimal | int | str | None, form: str = POINTS
) -> Cell:
    """Write a number, or a formula of our own (text that begins with ``=``)."""
    cell = sheet.cell(row, column, value)
    cell.number_format = form
    return cell


def put_text(sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False) -> Cell:
    """Write text that people wrote: it never becomes a formula, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(text))
    cell.data_type = "s"
    cell.alignment = _WRAP
    if bold:
        # A title runs on over the columns beside it.
        cell.font, cell.alignment = _BOLD, _TITLE
    return cell


def head(sheet: Worksheet, row: int, titles: Sequence[str]) -> None:
    """Write the head of a table."""
    for column, title in enumerate(titles, start=1):
        cell = put_text(sheet, row, column, title)
        cell.font, cell.fill = _HEAD_FONT, _HEAD_FILL
    sheet.row_dimensions[row].height = _HEAD_HEIGHT


def widths(sheet: Worksheet, characters: Sequence[int]) -> None:
    """Set the widths of the first columns and how the sheet is printed."""
    for column, width in enumerate(characters, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    # Printed lying down, all columns on the page.
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


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
