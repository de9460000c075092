"""Write tables to workbooks and text files that open well and can do no harm.

Text that begins like a formula is written as text: in a workbook by the cell's type, which leaves
it as it is; in CSV, where there are no types, by an apostrophe that reading takes away again.

Rows are written as they come and never held all at once. openpyxl makes the workbook around them;
the rows themselves are written here, which takes a fraction of its time.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import product
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from common.history import chunks

from .workbook_figures import MOST_DECIMALS, Kind, figures_format, is_large, kinds_of
from .workbook_sheet import font, height_of

CELL_CHARACTERS = 32_767
MOST_ROWS = 1_048_576

_ROWS_AT_ONCE = 500
# Excel counts days from here; before March 1900 it is a day off, so those are written as text.
_FIRST_DAY, _SAFE_FROM = date(1899, 12, 30), date(1900, 2, 28)
# The paper on which a sheet is printed lying, with the points between its margins. Texts of 11
# points are read down to this share of their size; below it a larger paper is taken, then several
# side by side. A character takes so many points of a column, and its edges so many.
_PAPERS = ((Worksheet.PAPERSIZE_A4, 734), (Worksheet.PAPERSIZE_A3, 1083))
_LEAST_SCALE, _CHARACTER, _BESIDE, _USUAL_WIDTH = 0.65, 5.25, 3.75, 9
# What a list of words in a cell may hold in all, quotes apart.
_LIST_CHARACTERS = 250
# What Excel would run when it opens a CSV file, wide signs of East Asian keyboards too. A dash
# followed by a space begins a line of a list and is left alone, unless what follows could be a
# call, a link or a DDE command. What is not seen before such a sign, some programs pass over.
_UNSEEN = r"[\s\u200b-\u200d\u2060\ufeff]*"
_RISKY = re.compile(
    rf"'*(?:[\t\r\n]|{_UNSEEN}(?:[=+@＝＋－＠﹦﹢﹣﹫]|-(?! )|- [^\n]*(?:[|!]|\w\()))"
)
# What no XML document holds; openpyxl's own list lacks the last ones.
_ILLEGAL = re.compile(f"{ILLEGAL_CHARACTERS_RE.pattern}|[\ud800-\udfff\ufffe\uffff]")
# A literal that a reader would take for Excel's escape of a character.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NO_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")
_DIMENSION = re.compile(rb"<dimension [^>]*/>")


@dataclass(frozen=True)
class Table:
    """One sheet: its name, its column heads with widths in characters, and its rows.

    Rows are as high as their wrapped texts need at those widths. The numbers of a column are read
    alike where the rows are given as a list; where they are not held, or are facts of different
    kinds (``is_mixed``), each by itself.

    ``rows`` are text, numbers, days, True/False or None. They may be read as they are written: a
    table after this one can hold what was learnt from them.
    """

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence]
    widths: Sequence[int] = ()
    # Numbers of rows (from 0) set in bold, such as headings.
    emphasised: frozenset[int] | set[int] = frozenset()
    # Columns from this number on (from 0) are hidden: they say what no person reads.
    hidden_from: int | None = None
    is_hidden: bool = False
    is_mixed: bool = False
    # Number of a column (from 0) → the words that can be chosen in its cells. Others can be
    # written too, after a warning. A list that no cell can show is left out.
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Styles:
    """The numbers of the styles of a workbook, one for each kind of cell."""

    plain: int
    number: int
    large: int
    # (grouped or not, number of decimals) → the style of a column of such numbers.
    figures: Mapping[Kind, int]
    day: int
    bold: int
    head: int

    @classmethod
    def made_in(cls, sheet: Worksheet) -> "_Styles":
        top = Alignment(wrap_text=True, vertical="top")
        # Drawn in from the right, so that a figure does not run into the text beside it.
        right = Alignment(vertical="top", horizontal="right", indent=1)
        bold = font(bold=True, size=11)
        return cls(
            plain=_style(sheet, alignment=top, number_format="@"),
            number=_style(sheet, alignment=right),
            large=_style(sheet, alignment=right, number_format="#,##0"),
            figures={
                kind: _style(sheet, alignment=right, number_format=figures_format(kind))
                for kind in product((False, True), range(MOST_DECIMALS + 1))
            },
            day=_style(sheet, alignment=right, number_format="yyyy-mm-dd"),
            bold=_style(sheet, alignment=top, number_format="@", font=bold),
            head=_style(
                sheet, alignment=top, font=bold, fill=PatternFill("solid", fgColor="E1EEF4")
            ),
        )


def _style(sheet, **parts) -> int:
    cell = WriteOnlyCell(sheet)
    for name, value in parts.items():
        setattr(cell, name, value)
    return cell.style_id


def write_xlsx(tables: Iterable[Table]) -> bytes:
    """Return a workbook of ``tables``, heads frozen and filterable, every text as text.

    Raises ValueError when a text is longer than a cell can hold: it would be cut off silently.
    """
    tables = list(tables)
    frame, styles = _frame(tables)
    ends: dict[bytes, bytes] = {}
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(frame) as made,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        sheets = {f"xl/worksheets/sheet{number}.xml" for number in range(1, len(tables) + 1)}
        for number, table in enumerate(tables, 1):
            name = f"xl/worksheets/sheet{number}.xml"
            before, after = _NO_ROWS.split(made.read(name))
            with archive.open(name, "w", force_zip64=True) as file:
                file.write(_DIMENSION.sub(b"", before))
                count = _write_rows(file, table, styles)
                ends[b"%d" % _stand_in(number)] = b"%d" % count
                file.write(_with_ends(after, ends))
        for name in made.namelist():
            if name not in sheets:
                archive.writestr(name, _with_ends(made.read(name), ends))
    return buffer.getvalue()


def _frame(tables: Sequence[Table]) -> tuple[io.BytesIO, _Styles]:
    """The workbook without its rows. How many there are is not known yet (``_stand_in``)."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, table in enumerate(tables, 1):
        sheet = book.create_sheet(table.name[:31])
        for index, width in enumerate(table.widths, 1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        if table.hidden_from is not None:
            for index in range(table.hidden_from + 1, len(table.heads) + 1):
                sheet.column_dimensions[get_column_letter(index)].hidden = True
        if table.is_hidden:
            sheet.sheet_state = "hidden"
        if table.heads:
            _print_on_the_page(sheet, table)
            last = get_column_letter(len(table.heads))
            sheet.auto_filter.ref = f"A1:{last}{_stand_in(number)}"
            for index, words in table.choices.items():
                _let_choose(sheet, get_column_letter(index + 1), words)
    styles = _Styles.made_in(book.worksheets[0])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer, styles


def _stand_in(number: int) -> int:
    """A row that stands for the last one of a sheet until its rows have been written."""
    return MOST_ROWS - number


def _let_choose(sheet: Worksheet, column: str, words: Sequence[str]) -> None:
    """Let the cells below a head choose among words, as long as Excel takes them as a list."""
    text = ",".join(words)
    is_plain = len(text) <= _LIST_CHARACTERS and text.count(",") == len(words) - 1
    # What looks like a stand-in would be taken for one.
    if not words or not is_plain or cell_literal(text) != text or str(MOST_ROWS)[:5] in text:
        return
    quoted = text.replace('"', '""')
    rule = DataValidation(
        type="list",
        formula1=f'"{quoted}"',
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
    )
    rule.add(f"{column}2:{column}{MOST_ROWS}")
    sheet.add_data_validation(rule)


def _with_ends(content: bytes, ends: dict[bytes, bytes]) -> bytes:
    for stand_in, end in ends.items():
        content = content.replace(stand_in, end)
    return content


def _print_on_the_page(sheet, table: Table) -> None:
    """As many columns on the width of a page as can be read, the head again on every page.

    Lines part the cells, and over them stand the names of the file and the sheet with the day.
    Where the rows go on over several pages side by side, each begins with the first column, which
    tells the rows apart; it stays on the screen too.
    """
    paper, across = _pages_for(table)
    sheet.freeze_panes = "A2" if across == 1 else "B2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = across, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.print_options.gridLines = True
    sheet.oddHeader.left.text, sheet.oddHeader.right.text = "&F   &A", "&D"
    sheet.oddFooter.right.text = "&P (&N)"
    if across > 1:
        sheet.print_title_cols = "A:A"
        sheet.page_setup.pageOrder = "overThenDown"


def _pages_for(table: Table) -> tuple[str, int]:
    """The paper, and how many of it the columns take side by side."""
    heads = table.heads[: table.hidden_from]
    given = [*table.widths[: len(heads)], *[_USUAL_WIDTH] * (len(heads) - len(table.widths))]
    points = [width * _CHARACTER + _BESIDE for width in given]
    for paper, room in _PAPERS:
        if sum(points) * _LEAST_SCALE <= room:
            return paper, 1
    across = 2
    while (sum(points) + (across - 1) * points[0]) * _LEAST_SCALE > across * room:
        across += 1
    return paper, across


def _write_rows(file, table: Table, styles: _Styles) -> int:
    """Write the heads and rows of a table; returns the number of the last row."""
    letters = [get_column_letter(number) for number in range(1, len(table.heads) + 1)]
    widths, number = table.widths[: table.hidden_from], 0
    numbers = _number_styles(table, styles)
    file.write(b"<sheetData>")
    for block in chunks(_styled_rows(table, styles), _ROWS_AT_ONCE):
        lines = []
        for values, style in block:
            number += 1
            while len(letters) < len(values):
                letters.append(get_column_letter(len(letters) + 1))
            height = _height(values, widths)
            lines.append(_row(number, height, values, letters, style, styles, numbers))
        file.write("".join(lines).encode())
    file.write(b"</sheetData>")
    return max(number, 2) if table.heads else number


def _number_styles(table: Table, styles: _Styles) -> dict[str, int]:
    """The style of the numbers in a column by its letters, where they are known beforehand."""
    if table.is_mixed or not table.heads or not isinstance(table.rows, Sequence):
        return {}
    return {
        get_column_letter(column + 1): styles.figures[kind] if kind else styles.number
        for column, kind in kinds_of(table.rows).items()
    }


def _styled_rows(table: Table, styles: _Styles) -> Iterator[tuple[Sequence, int]]:
    if table.heads:
        yield table.heads, styles.head
    for number, row in enumerate(table.rows):
        yield row, styles.bold if number in table.emphasised else styles.plain


def _height(values: Sequence, widths: Sequence[int]) -> str:
    """The attribute of a row that needs more than a line; a program fits it when it is edited.

    Excel would fit it as it opens the file, LibreOffice leaves a line to each row.
    """
    wrapped = [
        (value, width)
        for value, width in zip(values, widths, strict=False)
        if isinstance(value, str) and (len(value) > width or "\n" in value)
    ]
    return f' ht="{height_of(wrapped)}"' if wrapped else ""


def _row(
    number: int,
    height: str,
    values: Sequence,
    letters: list[str],
    style: int,
    styles: _Styles,
    numbers: Mapping[str, int],
) -> str:
    """A row as XML; None and empty text stay cells that are not there."""
    parts = [f'<row r="{number}"{height}>']
    for letter, value in zip(letters, values, strict=False):
        if value is None or value == "":
            continue
        if isinstance(value, date):
            if value > _SAFE_FROM:
                days = (value - _FIRST_DAY).days
                parts.append(f'<c r="{letter}{number}" s="{styles.day}"><v>{days}</v></c>')
                continue
            value = value.isoformat()
        if isinstance(value, str):
            if len(value) > CELL_CHARACTERS:
                raise ValueError(value[:80])
            keep = ' xml:space="preserve"' if value[0].isspace() or value[-1].isspace() else ""
            parts.append(
                f'<c r="{letter}{number}" s="{style}" t="inlineStr">'
                f"<is><t{keep}>{_xml(value)}</t></is></c>"
            )
        elif isinstance(value, bool):
            parts.append(f'<c r="{letter}{number}" s="{styles.number}" t="b"><v>{value:d}</v></c>')
        elif isinstance(value, int | float | Decimal):
            kind = numbers.get(letter)
            if kind is None:
                is_grouped = is_large(value) and value % 1 == 0
                kind = styles.large if is_grouped else styles.number
            parts.append(f'<c r="{letter}{number}" s="{kind}"><v>{value}</v></c>')
        else:
            raise TypeError(f"{type(value).__name__} is no value of a cell")
    parts.append("</row>")
    return "".join(parts)


def _xml(text: str) -> str:
    """A text as the content of an element; a carriage return would else be read as a new line."""
    text = cell_literal(text)
    if "&" in text or "<" in text or ">" in text or "\r" in text:
        return escape(text, {"\r": "&#13;"})
    return text


def cell_literal(text: str) -> str:
    """Return text as the XML of a workbook holds it: no control signs, no escapes by accident."""
    if not text.isprintable():
        text = _ILLEGAL.sub("", text)
    return _ESCAPE.sub("_x005F_", text) if "_x" in text else text


def write_csv(heads: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """Return the table as Swedish Excel expects CSV: semicolons, UTF-8 with mark, CRLF.

    Text that Excel would run as a formula gets an apostrophe before it (``safe_text``).
    """
    buffer = io.BytesIO()
    text = io.TextIOWrapper(buffer, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(head) for head in heads])
    writer.writerows(
        [safe_text(value) if isinstance(value, str) else value for value in row] for row in rows
    )
    text.flush()
    text.detach()
    return buffer.getvalue()


def safe_text(text: str) -> str:
    """Return text that a spreadsheet will not run: ``=1+1`` becomes ``'=1+1``.

    Text that already begins with apostrophes before such a sign gets one more, so that
    ``plain_text`` gives back exactly what was there.
    """
    return f"'{text}" if _RISKY.match(text) else text


def plain_text(text: str) -> str:
    """Return the text that ``safe_text`` was given."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text
