"""Write tables to workbooks and text files that open well and can do no harm.

Text that begins like a formula is written as text: in a workbook by the cell's type, which leaves
it as it is; in CSV, where there are no types, by an apostrophe that reading takes away again.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

CELL_CHARACTERS = 32_767

# What Excel would run when it opens a CSV file, wide signs of East Asian keyboards too. A dash
# followed by a space begins a line of a list and is left alone, unless what follows could be a
# call, a link or a DDE command.
_RISKY = re.compile(r"'*(?:[=+@\t\r\n＝＋－＠]|-(?! )|- [^\n]*(?:[|!]|\w\())")
# What no XML document holds; openpyxl's own list lacks the last ones.
_ILLEGAL = re.compile(f"{ILLEGAL_CHARACTERS_RE.pattern}|[\ud800-\udfff\ufffe\uffff]")
# A literal that a reader would take for Excel's escape of a character.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Table:
    """One sheet: its name, its column heads with widths in characters, and its rows.

    ``emphasised`` are row numbers (from 0, of the rows) set in bold, such as headings.
    """

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence]
    widths: Sequence[int] = ()
    emphasised: frozenset[int] = frozenset()
    # Columns from this number on (from 0) are hidden: they say what no person reads.
    hidden_from: int | None = None
    is_hidden: bool = False


class _Styles:
    """One style id for each kind of cell: styles made per cell would triple the time."""

    def __init__(self, sheet):
        top = Alignment(wrap_text=True, vertical="top")
        self.plain = self._of(sheet, alignment=top, number_format="@")
        self.number = self._of(sheet, alignment=Alignment(vertical="top"))
        self.bold = self._of(sheet, alignment=top, number_format="@", font=Font(bold=True))
        self.head = self._of(
            sheet,
            alignment=top,
            font=Font(bold=True),
            fill=PatternFill("solid", fgColor="E1EEF4"),
        )

    @staticmethod
    def _of(sheet, **parts):
        cell = WriteOnlyCell(sheet)
        for name, value in parts.items():
            setattr(cell, name, value)
        return cell._style


def write_xlsx(tables: Iterable[Table], *, created: datetime | None = None) -> bytes:
    """Return a workbook of ``tables``, heads frozen and filterable, every text as text.

    Raises ValueError when a text is longer than a cell can hold: it would be cut off silently.
    """
    tables = [replace(table, rows=list(table.rows)) for table in tables]
    for table in tables:
        for value in (value for row in table.rows for value in row):
            if isinstance(value, str) and len(value) > CELL_CHARACTERS:
                raise ValueError(value[:80])
    book = Workbook(write_only=True)
    if created:
        book.properties.created = book.properties.modified = created
    for table in tables:
        sheet = book.create_sheet(table.name[:31])
        styles, cell = _Styles(sheet), _Cell(sheet, row=1, column=1)
        for index, width in enumerate(table.widths, 1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        if table.hidden_from is not None:
            for index in range(table.hidden_from + 1, len(table.heads) + 1):
                sheet.column_dimensions[get_column_letter(index)].hidden = True
        if table.is_hidden:
            sheet.sheet_state = "hidden"
        if table.heads:
            sheet.freeze_panes = "A2"
            _print_on_the_page(sheet)
            sheet.append(_cells(cell, table.heads, styles.head, styles.head))
        count = 0
        for count, row in enumerate(table.rows, 1):
            style = styles.bold if count - 1 in table.emphasised else styles.plain
            sheet.append(_cells(cell, row, style, styles.number))
        if table.heads:
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.heads))}{count + 1}"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _print_on_the_page(sheet) -> None:
    """All columns on the width of a lying A4, the head again on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


class _Cell(Cell):
    """A cell that stands in for every cell of a sheet, one after another.

    openpyxl first tries each as a plain value and words the error that it then forgets.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return ""


def _cells(cell, values, style, number_style):
    """Yield ``cell`` for each value, its text never a formula; None stays an empty cell."""
    for value in values:
        if value is None or value == "":
            yield None
            continue
        if isinstance(value, str):
            cell._value = cell_literal(value)
            cell.data_type = "s"
            cell._style = style
        else:
            cell.value = value
            cell._style = number_style
        yield cell


def cell_literal(text: str) -> str:
    """Return text as the XML of a workbook holds it: no control signs, no escapes by accident."""
    if not text.isprintable():
        text = _ILLEGAL.sub("", text)
    return _ESCAPE.sub("_x005F_", text) if "_x" in text else text


def write_csv(heads: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """Return the table as Swedish Excel expects CSV: semicolons, UTF-8 with mark, CRLF.

    Text that Excel would run as a formula gets an apostrophe before it (``safe_text``).
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(head) for head in heads])
    writer.writerows(
        [safe_text(value) if isinstance(value, str) else value for value in row] for row in rows
    )
    return buffer.getvalue().encode("utf-8-sig")


def safe_text(text: str) -> str:
    """Return text that a spreadsheet will not run: ``=1+1`` becomes ``'=1+1``.

    Text that already begins with apostrophes before such a sign gets one more, so that
    ``plain_text`` gives back exactly what was there.
    """
    return f"'{text}" if _RISKY.match(text) else text


def plain_text(text: str) -> str:
    """Return the text that ``safe_text`` was given."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text
