"""Cells as text, and what is wrong with them, in words that point at the cell."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time

# Characters that no document can show; line breaks and tabs are fine.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PLAIN = (str, bool, int, float, date, time)
CELL_CHARACTERS = 32_767
# What a formula without a stored value is read as.
UNCACHED = "=?"
_COUNTS = re.compile(r"(.*?\D|)(\d{1,9})", re.DOTALL)
_NUMBER = re.compile(r"(\d{1,30})(?:\.(\d{0,30}))?", re.ASCII)


def gettext_noop(message: str) -> str:
    """Mark a text for translation, as Django's own does; it is translated where it is shown."""
    return message


_ = gettext_noop


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: a sentence, the cell it is about, and how to go on.

    ``text`` and ``remedy`` are Swedish templates filled with ``values`` after translation.
    """

    text: str
    cell: str = ""
    remedy: str = ""
    values: dict = field(default_factory=dict)

    def sentence(self, translate=str) -> str:
        """Return what is wrong, in the language of ``translate``."""
        return translate(self.text) % self.values

    def way_on(self, translate=str) -> str:
        """Return how to go on, in the language of ``translate``."""
        return translate(self.remedy) % self.values if self.remedy else ""


def column_letters(column: int) -> str:
    """Return Excel's name of a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return a cell's name; the row as the user counts, the column from 0: (12, 1) → B12."""
    return f"{column_letters(column)}{row}"


def is_failed_formula(value) -> bool:
    """Tell whether a cell holds an error such as #REF! instead of a value."""
    return value is not None and not isinstance(value, _PLAIN)


def formula_problem(value, cell: str) -> Problem | None:
    """Return why a formula says nothing: an error, or no value in the file; None for what says."""
    if not is_failed_formula(value):
        return None
    if str(value) == UNCACHED:
        return Problem(
            _("Cellen innehåller en formel vars värde inte är sparat i filen."),
            cell,
            _("Öppna filen i Excel eller LibreOffice, spara den och ladda upp den igen."),
        )
    return Problem(
        _("Cellen innehåller felet %(error)s i stället för ett värde."),
        cell,
        _("Rätta formeln i Excel, eller skriv in värdet för hand."),
        {"error": str(value)},
    )


def text_of(value) -> str:
    """Return the text of a cell: dates as ISO, numbers with a point and at most 15 digits."""
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


def text_problem(text: str, cell: str, limit: int = CELL_CHARACTERS) -> Problem | None:
    """Return what is wrong with a text that is too long or holds characters nobody can see."""
    if len(text) > limit:
        return Problem(
            _("Texten är %(length)s tecken lång; högst %(limit)s får plats."),
            cell,
            _("Korta texten eller dela upp kravet i flera."),
            {"length": len(text), "limit": limit},
        )
    if not text.isprintable() and _CONTROL.search(text):
        return Problem(
            _("Cellen innehåller ett osynligt styrtecken."),
            cell,
            _("Skriv om texten i cellen, eller klistra in den som ren text."),
        )
    return None


def number_text(text: str) -> str | None:
    """Return a number as it is stored (12,50 → 12.5), None when the text is no number of ours.

    At most 12 figures before the decimal sign and 3 after it; none below zero.
    """
    plain = "".join(text.split()).replace(",", ".")
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None
    whole, decimals = match[1].lstrip("0") or "0", (match[2] or "").rstrip("0")
    if len(whole) > 12 or len(decimals) > 3:
        return None
    return f"{whole}.{decimals}" if decimals else whole


def likely_code(value, before: str, after: str) -> str:
    """Return what an id that Excel damaged was before, told by the ids around it; "" if unknown.

    2.9, 2.1, 2.11 → 2.10. A date has nothing left to compare with: both neighbours must agree.
    """
    candidates = [code for code in (_beside(before, 1), _beside(after, -1)) if code]
    if isinstance(value, float):
        shown = text_of(value)
        return next((c for c in candidates if c.rstrip("0").rstrip(".") == shown), "")
    return candidates[0] if len(candidates) == 2 and len(set(candidates)) == 1 else ""


def _beside(code, step):
    """Return the id one step from another: ("2.9", 1) → "2.10"; "" when it does not count."""
    match = _COUNTS.fullmatch(code)
    if match is None or int(match[2]) + step < 0:
        return ""
    return f"{match[1]}{int(match[2]) + step:0{len(match[2]) if match[2][0] == '0' else 1}d}"


def code_problem(value, cell: str, likely: str = "") -> Problem | None:
    """Return what is wrong with an identifier that Excel has made into something else.

    ``likely`` is what it probably was.
    """
    if likely and likely != text_of(value) and isinstance(value, bool | date | time | float):
        return Problem(
            _("Krav-id:t har blivit %(shown)s: Excel har gjort om det som skrevs. Raderna intill "
              "tyder på att det var %(likely)s."),
            cell,
            _("Formatera kolumnen som Text i Excel och skriv krav-id:t på nytt."),
            {"shown": text_of(value), "likely": likely},
        )  # fmt: skip
    if isinstance(value, bool | date | time):
        return Problem(
            _("Krav-id:t har blivit %(shown)s: Excel har gjort om det som skrevs."),
            cell,
            _("Formatera kolumnen som Text i Excel och skriv krav-id:t på nytt."),
            {"shown": text_of(value)},
        )
    if isinstance(value, float) and likely:
        return Problem(
            _("Krav-id:t är lagrat som talet %(shown)s. Raderna intill tyder på att det ska vara "
              "så, men det går inte att veta: Excel gör om 1.10 till 1.1."),
            cell,
            _("Formatera kolumnen som Text i Excel och skriv krav-id:t på nytt."),
            {"shown": text_of(value)},
        )  # fmt: skip
    if isinstance(value, float):
        shown = text_of(value)
        return Problem(
            _("Krav-id:t är lagrat som talet %(shown)s. Excel kan ha gjort om det, till exempel "
              "%(shown)s0 till %(shown)s."),
            cell,
            _("Formatera kolumnen som Text i Excel och skriv krav-id:t på nytt."),
            {"shown": shown},
        )  # fmt: skip
    return None
