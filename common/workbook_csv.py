"""Read text tables: comma, semicolon or tab, in the encodings Excel writes."""

import csv
import io
from collections import Counter

from django.utils.translation import gettext as _

from common.workbook_safety import Limits
from common.workbook_writer import plain_text
from common.workbooks import Sheet, Workbook, WorkbookRefused

DELIMITERS = (";", ",", "\t")
_SAMPLE_LINES = 300
_SAMPLE_CHARACTERS = 1_000_000
_CELL_LIMIT = 1_000_000
_NAMED_ROWS = 10


def read_csv(data: bytes, filename: str, limits: Limits) -> Workbook:
    """Return the table in ``data`` as a workbook of one sheet; every filled cell is text.

    Raises WorkbookRefused for NUL bytes, rows of unequal length (their numbers are named), an
    unfinished quotation and what is larger than ``limits``.
    """
    text = _decode(data, filename)
    first, _newline, rest = text.partition("\n")
    skipped = 0
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        # Excel's own first line that names the delimiter: not data, but a row of the file.
        delimiter, text, skipped = first.strip()[4], rest, 1
    elif first.rstrip("\r").lower() == "sep=\t":
        delimiter, text, skipped = "\t", rest, 1
    else:
        delimiter = _delimiter(text)
    rows = _parse(text, delimiter, filename, limits)
    _refuse_ragged(rows, skipped, filename)
    cleaned = [[_clean(cell) for cell in row] for row in rows]
    return Workbook(filename, (Sheet(_sheet_name(filename), True, [[]] * skipped + cleaned),))


def _sheet_name(filename):
    return filename.rsplit("/", 1)[-1].rsplit(".", 1)[0] or "csv"


def _clean(cell):
    """Return the text of a cell without the apostrophe that made it safe; None if empty."""
    cell = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    return plain_text(cell) or None


def _decode(data, filename):
    """Return the text: UTF-8 or UTF-16 by their marks, otherwise UTF-8, otherwise cp1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            # Swedish Excel's "CSV (kommaavgränsad)"; five bytes have no sign in it.
            text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise WorkbookRefused(
            _("Filen är inte en textfil: den innehåller nolltecken."),
            filename,
            _("Spara arbetsboken som .xlsx eller som CSV UTF-8 och ladda upp den igen."),
        )
    return text


def _delimiter(text):
    """Return the delimiter that divides the most rows into the same number of cells."""
    sample = "".join(text[:_SAMPLE_CHARACTERS].splitlines(keepends=True)[:_SAMPLE_LINES])
    best, best_score = ",", 0
    for delimiter in DELIMITERS:
        try:
            widths = Counter(
                len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
            )
        except csv.Error:
            continue
        rows = sum(widths.values())
        score = max(
            (count * (1 + width / 1000) for width, count in widths.items() if width > 1), default=0
        )
        # A sign that only now and then occurs in running text divides nothing.
        if score > best_score and score > rows * 0.3:
            best, best_score = delimiter, score
    return best if best_score else None


def _parse(text, delimiter, filename, limits):
    """Return the rows; stops at the first that is too many, so that no memory is filled."""
    too_large = WorkbookRefused(
        _("Filen är större än vad som kan läsas: högst %(rows)s rader och %(columns)s kolumner.")
        % {"rows": limits.rows, "columns": limits.columns},
        filename,
        _("Dela upp filen i flera."),
    )
    if delimiter is None:
        lines = text.splitlines()
        if len(lines) > limits.rows:
            raise too_large
        return [[line] for line in lines]
    csv.field_size_limit(_CELL_LIMIT)
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    start = cells = 0
    try:
        for row in reader:
            cells += len(row)
            is_out = len(rows) == limits.rows or len(row) > limits.columns
            if is_out or cells > limits.cells:
                raise too_large
            rows.append(row)
            start = reader.line_num
    except csv.Error as error:
        raise WorkbookRefused(
            _("En cell blir orimligt lång; ett citattecken saknar troligen sitt slut."),
            _("%(file)s, rad %(line)s") % {"file": filename, "line": start + 1},
            _("Rätta citattecknen på raden, eller spara tabellen som .xlsx i stället."),
        ) from error
    return rows


def _refuse_ragged(rows, skipped, filename):
    """Refuse rows with more or fewer cells than the table has, naming them.

    Lines above the table, a title or section in the first cell alone, and notes below the table
    (after an empty line) may be of any length.
    """
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    widths = Counter(len(row) for row, count in zip(rows, filled, strict=True) if count > 1)
    if not widths:
        return
    width = max(widths, key=lambda candidate: (widths[candidate], candidate))
    full = [number for number, row in enumerate(rows) if len(row) == width]
    end = full[-1] + 1
    while end < len(rows) and filled[end] > 1:
        end += 1
    ragged = [
        number + 1 + skipped
        for number in range(full[0], end)
        if filled[number]
        and len(rows[number]) != width
        and not _is_only_first(rows[number], filled[number])
        and any(cell.strip() for cell in rows[number][width:] or ["x"])
    ]
    if ragged:
        named = ", ".join(map(str, ragged[:_NAMED_ROWS])) + (" …" if ragged[_NAMED_ROWS:] else "")
        raise WorkbookRefused(
            _("Rader har fler eller färre celler än tabellens %(width)s kolumner: rad %(rows)s.")
            % {"width": width, "rows": named},
            filename,
            _("Sätt citattecken runt text som innehåller skiljetecknet, eller spara tabellen som "
              ".xlsx i stället."),
        )  # fmt: skip


def _is_only_first(row, filled):
    return filled == 1 and bool(row[0].strip())
