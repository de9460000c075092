"""From the rows of a sheet to entries of a catalogue, each row told: read, refused or skipped."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from requirements_catalog.import_core.cells import Problem, cell_name, likely_code, text_of
from requirements_catalog.import_core.cells import gettext_noop as _
from requirements_catalog.import_core.entries import Directory, Entry, RowRefused
from requirements_catalog.import_core.mapping import Column, ColumnMapping
from requirements_catalog.import_core.reader import RowReader
from requirements_catalog.import_core.words import CODE

_LEADING_CODE = re.compile(r"^((?:[^\W\d_]{0,6}[-.]?)?\d+(?:[.\-]\d+)*)[.:)]?\s+(\S.*)$", re.DOTALL)


@dataclass(slots=True)
class Refused:
    """A row that cannot be brought in as it stands."""

    row: int
    code: str
    problem: Problem


@dataclass(slots=True)
class Parsed:
    """Everything a sheet says, in the order of the file."""

    entries: list[Entry]
    refused: list[Refused]
    # Rows that hold no requirement: repeated headers, notes below the table.
    skipped: list[int]
    tells_structure: bool


def read_rows(
    rows: Sequence[Sequence],
    mapping: ColumnMapping,
    columns: Sequence[Column],
    directory: Directory | None = None,
    merges: Sequence[tuple[int, int, int, int]] = (),
) -> Parsed:
    """Return what the rows under the header say; ``columns`` are those of ``table_columns``.

    Every row of the table is an entry, refused or skipped. Codes that occur twice are refused on
    each of their rows, because nobody can tell which one is meant.
    """
    reader = RowReader(mapping, columns, directory or Directory())
    first = mapping.header_row - 1 + mapping.header_rows
    continued = _continued_rows(merges, reader.place.get(CODE), first)
    parsed = Parsed([], [], [], reader.tells_structure)
    by_row: dict[int, Entry] = {}
    headers = rows[mapping.header_row - 1 : first]
    reader.likely = partial(_likely, rows, reader.place.get(CODE), first)
    for index in range(first, len(rows)):
        row = rows[index]
        number = index + 1
        if not any(value is not None for value in row):
            continue
        if row in headers:
            # A header of two rows comes again as two rows.
            parsed.skipped.append(number)
            continue
        try:
            if index in continued:
                reader.add_to(by_row.get(continued[index]), number, row)
                continue
            entry = reader.entry(number, row)
        except RowRefused as found:
            parsed.refused.append(Refused(number, reader.shown_code(row), found.problem))
            continue
        if entry is None:
            parsed.skipped.append(number)
            continue
        by_row[index] = entry
        parsed.entries.append(entry)
    if mapping.codes_in_headings:
        _give_headings_codes(parsed.entries)
        _put_headings_before_codes(parsed.entries)
    _refuse_repeated_codes(parsed, reader.place.get(CODE))
    _give_headings_codes(parsed.entries)
    _drop_trailing_headings(parsed)
    parsed.tells_structure = reader.tells_structure or any(e.is_heading for e in parsed.entries)
    if reader.has_levels and all(entry.level is None for entry in parsed.entries):
        # A level column left empty: part of an export, whose rows stay where they are.
        parsed.tells_structure = False
    return parsed


def _likely(rows, code_column, first, number):
    """Return what the code of a row probably was, by the codes above and below it."""
    if code_column is None:
        return ""
    index = number - 1
    value = rows[index][code_column]
    return likely_code(
        value,
        _code_beside(rows, code_column, index, -1, first),
        _code_beside(rows, code_column, index, 1, first),
    )


def _code_beside(rows, column, index, step, first):
    """Return the nearest code in a direction, past empty rows, as text; "" when none is near."""
    for place in range(index + step, index + 6 * step, step):
        if not first <= place < len(rows):
            return ""
        value = rows[place][column] if column < len(rows[place]) else None
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return " ".join(text_of(value).split())
    return ""


def _put_headings_before_codes(entries):
    """Make ids that begin anew under each heading distinct: "Säkerhet:1", "3.2:1"."""
    heading = ""
    for entry in entries:
        if entry.is_heading:
            heading = entry.code or " ".join(entry.values.get("title", "").split())[:40]
        elif entry.code and heading:
            entry.code = f"{heading}:{entry.code}"


def _continued_rows(merges, code_column, first):
    """Return row → first row of the merged code cell that covers it (both counted from 0)."""
    if code_column is None:
        return {}
    return {
        row: top
        for top, left, bottom, right in merges
        if left <= code_column <= right and top >= first
        for row in range(top + 1, bottom + 1)
    }


def _refuse_repeated_codes(parsed, code_column):
    rows_of = defaultdict(list)
    for entry in parsed.entries:
        if entry.code:
            rows_of[entry.code].append(entry.row)
    repeated = {code: rows for code, rows in rows_of.items() if len(rows) > 1}
    if not repeated:
        return
    for entry in parsed.entries:
        if entry.code in repeated:
            problem = Problem(
                _("Krav-id %(code)s står på flera rader: %(rows)s."),
                cell_name(entry.row, code_column or 0),
                _("Ge varje krav ett eget id, ta bort dubbletterna, eller välj i steget "
                  "Kolumner att id:n börjar om under varje rubrik."),
                {"code": entry.code, "rows": ", ".join(map(str, repeated[entry.code][:10]))},
            )  # fmt: skip
            parsed.refused.append(Refused(entry.row, entry.code, problem))
    parsed.entries = [entry for entry in parsed.entries if entry.code not in repeated]
    parsed.refused.sort(key=lambda refused: refused.row)


def _give_headings_codes(entries):
    """Let "3.2 Säkerhet" in one cell be heading 3.2, unless a row already has that code."""
    split = {}
    for entry in entries:
        if entry.is_lone:
            match = _LEADING_CODE.match(entry.values["title"])
            if match:
                split[entry.row] = match.groups()
    counted = Counter(code for code, _title in split.values())
    taken = {entry.code for entry in entries if entry.code}
    for entry in entries:
        if entry.row in split:
            code, title = split[entry.row]
            if code not in taken and counted[code] == 1:
                entry.code, entry.values["title"] = code, title


def _drop_trailing_headings(parsed):
    """Single cells below the last requirement are notes, not headings."""
    while parsed.entries and parsed.entries[-1].is_lone:
        parsed.skipped.append(parsed.entries.pop().row)
    parsed.skipped.sort()
