"""A table of terms as pasted from a spreadsheet: rows, and what is wrong with them."""

import csv
import io
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .actions_terms import FIELDS, TermRow
from .models import Term

MOST_ROWS = 2000
_LENGTHS = {name: Term._meta.get_field(name).max_length for name in ("term", "source")}
# Heads of columns in both languages; a table without heads has its columns in the order of FIELDS.
_HEADS = {
    "term": "term", "ord": "term", "begrepp": "term", "word": "term",
    "definition": "definition", "betydelse": "definition", "förklaring": "definition",
    "meaning": "definition", "explanation": "definition",
    "källa": "source", "source": "source",
    "ord att undvika": "avoid", "undvik": "avoid", "synonymer": "avoid", "avoid": "avoid",
    "words to avoid": "avoid", "synonyms": "avoid",
    "förkortning": "is_abbreviation", "abbreviation": "is_abbreviation",
}  # fmt: skip
_YES = {"ja", "j", "x", "yes", "y", "1", "sant", "true"}
_NO = {"", "nej", "n", "no", "0", "falskt", "false", "-", "–"}


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a row, by its number in what was pasted (from 1)."""

    row: int
    text: str


@dataclass
class TermTable:
    """The rows that can be read, and the troubles of the others."""

    rows: list[TermRow] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def read_terms(text: str) -> TermTable:
    """Rows of two to five columns, parted by tabs as spreadsheets do, else by semicolons.

    The first row may hold heads. A cell with line breaks stands in quotation marks, as Excel
    copies it. Everything that is wrong is told at once.
    """
    table = TermTable()
    lines = _lines(text)
    if lines is None:
        table.troubles.append(Trouble(0, _("Ett citattecken öppnas men stängs inte.")))
        return table
    columns, first = _columns(lines)
    seen: dict[str, int] = {}
    for number, cells in enumerate(lines[first:], start=first + 1):
        if not any(cells):
            continue
        if len(table.rows) == MOST_ROWS:
            most = _("Högst %(most)d termer kan läsas in åt gången.") % {"most": MOST_ROWS}
            table.troubles.append(Trouble(number, most))
            break
        row, wrong = _row(columns, cells)
        if row.term.casefold() in seen and not wrong:
            wrong = _("Termen står redan på rad %(row)d.") % {"row": seen[row.term.casefold()]}
        seen.setdefault(row.term.casefold(), number)
        if wrong:
            table.troubles.append(Trouble(number, wrong))
        else:
            table.rows.append(row)
    if not table.rows and not table.troubles:
        table.troubles.append(Trouble(0, _("Klistra in minst en rad med term och definition.")))
    return table


def _lines(text: str) -> list[list[str]] | None:
    """Cells of each line without space around them; None when a quotation never ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    delimiter = "\t" if "\t" in text else ";"
    try:
        found = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        return [[cell.strip() for cell in cells] for cells in found]
    except csv.Error:
        # A quotation mark inside a cell of plain text is just a mark.
        if text.count('"') % 2 and text.startswith('"'):
            return None
        rows = text.split("\n")
        return [[cell.strip() for cell in row.split(delimiter)] for row in rows]


def _columns(lines: list[list[str]]) -> tuple[list[str], int]:
    """The field of each column, "" for one that is not read, and the number of the first row."""
    heads = [_HEADS.get(cell.casefold(), "") for cell in lines[0]] if lines else []
    if "term" in heads and "definition" in heads:
        return heads, 1
    return list(FIELDS), 0


def _row(columns: list[str], cells: list[str]) -> tuple[TermRow, str]:
    """The row, and what is wrong with it."""
    held = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    mark = held.pop("is_abbreviation", "").casefold()
    row = TermRow(
        term=" ".join(held.get("term", "").split()),
        definition=held.get("definition", ""),
        source=" ".join(held.get("source", "").split()),
        avoid=_list(held.get("avoid", "")),
        is_abbreviation=mark in _YES,
    )
    if len(cells) > len(columns) and any(cells[len(columns) :]):
        return row, _("Raden har fler kolumner än tabellen.")
    if not row.term:
        return row, _("Termen saknas.")
    if not row.definition:
        return row, _("Definitionen saknas.")
    for name, most in _LENGTHS.items():
        if most and len(getattr(row, name)) > most:
            label = Term._meta.get_field(name).verbose_name
            text = _("%(field)s har fler än %(most)d tecken.")
            return row, text % {"field": str(label).capitalize(), "most": most}
    if mark not in _YES | _NO:
        return row, _("Förkortning är ja eller nej, inte ”%(word)s”.") % {"word": mark[:40]}
    if "\0" in "".join(cells):
        return row, _("Raden har tecken som inte kan sparas.")
    return row, ""


def _list(text: str) -> str:
    """Words to avoid, one a line: in a cell they are parted by commas or line breaks."""
    words = (word.strip() for line in text.splitlines() for word in line.split(","))
    return "\n".join(word for word in words if word)
