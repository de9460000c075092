"""What an uploaded workbook looks like once it has been read.

The reader (``workbook_reader``) gives these types; whoever imports something works on them and
never touches a file format. Cells keep the difference between text and number, because Excel
turns the code 2.10 into the number 2.1 and that must be seen, not guessed.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time


@dataclass(frozen=True)
class CellError:
    """A cell whose formula failed, such as ``#REF!``."""

    code: str

    def __str__(self):
        return self.code


# Text, whole number, number with decimals, date, time, yes/no, failed formula, or empty.
Value = str | int | float | date | datetime | time | bool | CellError | None


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``rows[0]`` is row 1 of the user's sheet, so numbers in messages agree."""

    name: str
    visible: bool
    rows: list[list[Value]]
    # (first row, first column, last row, last column), counted from 0.
    merges: tuple[tuple[int, int, int, int], ...] = ()
    # Cells (row, column from 0) with a formula whose value the file does not hold: read as empty.
    uncached: frozenset[tuple[int, int]] = frozenset()
    # How many rows with content a filter or a person has hidden; they are read as the others.
    hidden_rows: int = 0

    @property
    def is_empty(self) -> bool:
        """True when no cell holds anything."""
        return not any(value is not None for row in self.rows for value in row)


@dataclass(frozen=True)
class Workbook:
    """A workbook as read: its sheets in order, and what the reader wants people to know."""

    filename: str
    sheets: tuple[Sheet, ...]
    notices: tuple[str, ...] = field(default=())

    def sheet(self, name: str) -> Sheet:
        """Return the sheet called ``name``; KeyError when there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)


class WorkbookRefused(Exception):
    """The file cannot be read safely or wholly.

    ``message`` says what is wrong, ``where`` which file, sheet or row, ``remedy`` how to go on;
    all three are sentences for the person who uploaded the file.
    """

    def __init__(self, message: str, where: str = "", remedy: str = ""):
        self.message, self.where, self.remedy = str(message), str(where), str(remedy)
        super().__init__(" ".join(part for part in (self.message, self.remedy) if part))


def column_letters(column: int) -> str:
    """Return Excel's name of a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the column counted from 0 of Excel's letters: A → 0, AA → 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, both counted from 0: (11, 1) → B12."""
    return f"{column_letters(column)}{row + 1}"


def cell_text(value: Value) -> str:
    """Return the text of a cell as it is stored: dates as ISO, numbers with a point, '' if empty.

    Excel keeps 15 digits of a number; showing more would invent some.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes") if value.time() != time(0) else str(value.date())
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value)
