"""Reading a referral's workbook when it comes back: rows by their id, never by their place.

Nothing here touches the database. What cannot be read is told with the row of the user's sheet;
nothing is guessed.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from common.workbooks import CellError, Sheet, Workbook, cell_name, cell_text

from . import referral_layout as layout

LONGEST = 10_000
# The heading row is among the first of a sheet, whatever was inserted above it.
_HEAD_ROWS = 30
Formulas = Mapping[str, frozenset[tuple[int, int]]]


class ForeignFile(Exception):
    """The file is no workbook of this referral; its text says what it is instead."""


@dataclass(frozen=True)
class Stamp:
    """Which round and party a workbook was made for, and what its columns are called."""

    round: str
    party: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class RowProblem:
    """Something that is not taken in: where it stands, and why."""

    sheet: str
    row: int
    text: str
    code: str = ""


@dataclass(frozen=True)
class ReadComment:
    """What one place of a row says; ``place`` counts the places of all rows of a requirement."""

    row: int
    sheet: str
    place: int
    kind: str
    text: str
    proposed_text: str


@dataclass
class Reading:
    """What a workbook holds, by id of the row; ``locked`` is what its locked cells say now."""

    comments: dict[uuid.UUID, list[ReadComment]] = field(default_factory=dict)
    rows: dict[uuid.UUID, RowProblem] = field(default_factory=dict)
    locked: dict[uuid.UUID, dict[str, str]] = field(default_factory=dict)
    copies: dict[uuid.UUID, int] = field(default_factory=dict)
    refused: list[RowProblem] = field(default_factory=list)
    notices: list[RowProblem] = field(default_factory=list)


def stamp_of(workbook: Workbook) -> Stamp:
    """What the hidden sheet says, whatever it is called now; ForeignFile when there is none."""
    for sheet in workbook.sheets:
        if _is_stamp(sheet):
            rows = [[cell_text(value).strip() for value in row] for row in sheet.rows]
            told = {row[0]: row[1] for row in rows if len(row) == 2}
            columns = {row[1]: row[2] for row in rows if len(row) == 3 and row[0] == "column"}
            return Stamp(told.get("round", ""), told.get("party", ""), columns)
    raise ForeignFile(
        _(
            "Filen är inte en arbetsbok från en remiss: det dolda bladet saknas. Be parten skicka "
            "arbetsboken som den laddades ned, sparad som .xlsx eller .ods."
        )
    )


def _is_stamp(sheet: Sheet) -> bool:
    first = sheet.rows[0][:2] if sheet.rows else []
    return [cell_text(value).strip() for value in first] == [layout.MARK, layout.VERSION]


def read_comments(
    workbook: Workbook, formulas: Formulas, stamp: Stamp, known: Mapping[uuid.UUID, str]
) -> Reading:
    """Read every sheet that has the columns of the stamp.

    ``known`` is the id of each row that the party was asked about → the requirement's code.
    Raises ForeignFile when no sheet has the column of ids.
    """
    reading = Reading()
    found = False
    for sheet in workbook.sheets:
        head, columns = _head(sheet, stamp.columns)
        if layout.ROW not in columns or _is_stamp(sheet):
            continue
        found = True
        _tell_missing_columns(sheet, head, columns, stamp, reading)
        for index in range(head + 1, len(sheet.rows)):
            _read_row(sheet, index, columns, formulas.get(sheet.name, frozenset()), known, reading)
    if not found:
        raise ForeignFile(
            _(
                "Den dolda kolumnen med radernas id saknas, så det går inte att veta vilka krav "
                "synpunkterna gäller. Be parten fylla i arbetsboken som den laddades ned."
            )
        )
    return reading


def _head(sheet: Sheet, headings: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """The row with most of the headings, and name → column."""
    best: tuple[int, dict[str, int]] = (0, {})
    for index, row in enumerate(sheet.rows[:_HEAD_ROWS]):
        columns: dict[str, int] = {}
        for column, value in enumerate(row):
            name = headings.get(cell_text(value).strip())
            if name:
                columns.setdefault(name, column)
        if len(columns) > len(best[1]):
            best = (index, columns)
    return best


def _tell_missing_columns(sheet, head, columns, stamp: Stamp, reading: Reading) -> None:
    needed = ("kind", "comment", "wording")
    for heading, name in stamp.columns.items():
        if name.startswith(needed) and name not in columns:
            text = _("Kolumnen ”%(heading)s” saknas, så inget har lästs ur den.")
            reading.notices.append(RowProblem(sheet.name, head + 1, text % {"heading": heading}))


def _read_row(
    sheet: Sheet,
    index: int,
    columns: Mapping[str, int],
    formulas: frozenset[tuple[int, int]],
    known: Mapping[uuid.UUID, str],
    reading: Reading,
) -> None:
    row = sheet.rows[index]
    if not any(cell_text(value).strip() for value in row):
        return
    words = _id_cell(row, columns)
    if not words:
        text = _("Raden saknar id, så det går inte att veta vilket krav den gäller.")
        reading.refused.append(RowProblem(sheet.name, index + 1, text))
        return
    key = _uuid(words)
    if key is None or key not in known:
        text = _("Radens id hör inte till den här partens arbetsbok i den här remissen.")
        reading.refused.append(RowProblem(sheet.name, index + 1, text))
        return
    code = known[key]
    reading.rows.setdefault(key, RowProblem(sheet.name, index + 1, "", code))
    reading.locked.setdefault(
        key,
        {
            name: _text(row, columns[name])
            for name in ("title", "text", "motive")
            if name in columns
        },
    )
    # A copied row goes on counting where the requirement's rows above it ended.
    reading.copies[key] = reading.copies.get(key, -1) + 1
    first = reading.copies[key] * layout.GROUPS
    for group in range(1, layout.GROUPS + 1):
        comment = _comment(sheet, index, group, first + group, columns, formulas, code, reading)
        if comment:
            reading.comments.setdefault(key, []).append(comment)


def _id_cell(row: Sequence, columns: Mapping[str, int]) -> str:
    return _text(row, columns[layout.ROW])


def _uuid(words: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(words)
    except ValueError:
        return None


def _text(row: Sequence, column: int | None) -> str:
    if column is None or column >= len(row):
        return ""
    return cell_text(row[column]).strip()


def _comment(
    sheet: Sheet,
    index: int,
    group: int,
    place: int,
    columns: Mapping[str, int],
    formulas: frozenset[tuple[int, int]],
    code: str,
    reading: Reading,
) -> ReadComment | None:
    """What one place says; None when it is empty or cannot be taken in, which is then told."""
    row = sheet.rows[index]
    own = [columns.get(f"{part}{group}") for part in ("kind", "comment", "wording")]
    word, text, wording = (_text(row, column) for column in own)
    problem = _bad_cell(row, index, own, formulas)
    if not problem and (word or text or wording):
        problem = _bad_words(word, text, wording, own[0])
    if problem:
        told, column = problem
        where = f"{cell_name(index, column)}: " if column is not None else ""
        reading.refused.append(RowProblem(sheet.name, index + 1, f"{where}{told}", code))
        return None
    if not text and not wording:
        return None
    kind = "proposal" if wording else str(_kind(word))
    return ReadComment(index + 1, sheet.name, place, kind, text, wording)


# What is wrong, and in which column when it is in one cell.
Wrong = tuple[str, int | None]


def _bad_cell(
    row: Sequence, index: int, own: Sequence[int | None], formulas: frozenset[tuple[int, int]]
) -> Wrong | None:
    """What no text can be read from, in the cells of one place."""
    for column in own:
        if column is None:
            continue
        if (index, column) in formulas:
            return _("Cellen innehåller en formel. Skriv text i stället."), column
        if column < len(row) and isinstance(row[column], CellError):
            return _("Cellen visar ett fel. Skriv texten på nytt."), column
        if len(_text(row, column)) > LONGEST:
            return _("Texten är längre än 10 000 tecken. Korta den."), column
    return None


def _bad_words(word: str, text: str, wording: str, kind_column: int | None) -> Wrong | None:
    """What makes no comment of the words of one place. A new wording needs no kind."""
    if wording:
        return None
    if not text:
        return _("En typ är vald, men ingen synpunkt är skriven."), kind_column
    if not word:
        return _("Typ av synpunkt saknas. Välj fråga, invändning, förslag eller språk."), None
    kind = _kind(word)
    if kind is None:
        told = _("”%(word)s” är ingen typ av synpunkt. Välj en i listan.") % {"word": word[:40]}
        return told, kind_column
    if kind == "proposal":
        told = _("Ett förslag behöver en ny lydelse. Skriv den, eller välj invändning eller fråga.")
        return told, None
    return None


def _kind(word: str) -> str | None:
    return layout.KIND_WORDS.get(" ".join(word.casefold().split()))
