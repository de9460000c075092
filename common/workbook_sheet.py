"""What the sheets made here look like: colours, text that stays text, heads of tables, print.

For workbooks that are filled cell by cell. Plain tables are written whole by ``workbook_writer``.
"""

from collections.abc import Iterable, Sequence
from math import ceil

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

# The tokens of docs/design.md, in the light theme.
INK, MUTED, PRIMARY, WHITE = "1B2430", "55606E", "0B5570", "FFFFFF"
HAIRLINE, CONTROL_BORDER = "D8DEE5", "6B7785"
FIELD, ATTENTION = "FFFDF2", "F7ECD2"

# Points, as workbooks measure rows; no row may be higher than 409.
LINE_HEIGHT, MAX_ROW_HEIGHT = 15, 400

WRAPPED = Alignment(vertical="top", wrap_text=True)
HEAD_FILL = PatternFill("solid", fgColor=PRIMARY)


def font(**options) -> Font:
    """The one face of all workbooks."""
    return Font(name="Calibri", **options)


HEAD_FONT = font(bold=True, color=WHITE)


def legible(text: str) -> str:
    """The text without control characters: one that was pasted in would spoil the whole file."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def put_text(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write text that people wrote: it never becomes a formula, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = legible(str(text))
    cell.data_type = "s"
    cell.alignment = WRAPPED
    return cell


def put_head(sheet: Worksheet, row: int, titles: Sequence[str]) -> None:
    """Write the head of a table."""
    for column, title in enumerate(titles, start=1):
        cell = put_text(sheet, row, column, title)
        cell.font, cell.fill = HEAD_FONT, HEAD_FILL


def set_widths(sheet: Worksheet, characters: Sequence[int]) -> None:
    """Set the widths of the first columns."""
    for column, width in enumerate(characters, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def fit_height(sheet: Worksheet, row: int, texts: Iterable[tuple[str, int]]) -> None:
    """Give a row room for its wrapped texts, each with the width of its column in characters.

    Excel fits rows when a person edits them, other programs not at all: without this they overlap.
    """
    sheet.row_dimensions[row].height = height_of(texts)


def height_of(texts: Iterable[tuple[str, int]]) -> int:
    """The points that a row of wrapped texts needs, each with the width of its column."""
    lines = max((lines_of(text, width) for text, width in texts), default=1)
    return min(LINE_HEIGHT * lines + 4, MAX_ROW_HEIGHT)


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column that is so many characters wide."""
    return sum(max(1, ceil(len(line) / width)) for line in text.splitlines() or [""])


def print_on_a4(sheet: Worksheet, *, orientation: str = "landscape") -> None:
    """Print with all columns on the page, on as many pages as the rows need."""
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
