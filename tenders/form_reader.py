"""Reading returned forms: every cell checked, every problem told by its cell.

Nothing here touches the database. A problem of weight ``error`` keeps the row from being stored;
a ``notice`` is told and does not. Rows are found by their token, columns by their heading, so that
a sorted sheet is read rightly and a copied row is noticed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common.numbers import read_number
from common.workbooks import CellError, Value, Workbook, cell_text

from . import form_layout as layout
from .form_rows import (
    NOTICE,
    ExpectedRow,
    FormReading,
    Formulas,
    Line,
    Problem,
    check_locked,
    missing_row,
    rows_by_token,
    tell_foreign_rows,
)

MAX_TEXT = 10_000


@dataclass(frozen=True)
class ReadAnswer:
    """An answer as read: ``answer`` is yes, no, or text; empty when the cell was."""

    token: str
    row: int
    answer: str
    comment: str
    evidence: str


class ForeignForm(Exception):
    """The file is not this procurement's form; its text says what it is instead."""


def check_mark(workbook: Workbook, *, procurement: str, kind: str) -> None:
    """Raise ForeignForm unless the hidden sheet names this procurement and this kind of form."""
    try:
        sheet = workbook.sheet(layout.ID_SHEET)
    except KeyError:
        raise ForeignForm(
            _(
                "Filen är inte ett formulär från den här upphandlingen: det dolda bladet saknas. "
                "Be leverantören skicka formuläret som det laddades ned, i Excel- eller "
                "OpenDocument-format."
            )
        ) from None
    marks = {cell_text(row[0]): cell_text(row[1]) for row in sheet.rows if len(row) > 1}
    if marks.get("procurement") != procurement:
        raise ForeignForm(
            _("Formuläret hör till en annan upphandling (%(other)s).")
            % {"other": marks.get("procurement", "?")[:60]}
        )
    if marks.get("kind") != kind:
        raise ForeignForm(
            _("Det här är inte rätt formulär: svarsformulär och prisformulär läses in var för sig.")
        )


def read_answers(
    workbook: Workbook, formulas: Formulas, expected: Iterable[ExpectedRow], lots: dict[str, str]
) -> FormReading:
    """Read an answer form.

    ``lots`` maps the token of each lot to its label. Returns answers for every row found, with
    problems for rows that are missing, doubled, foreign or changed, and for cells that do not fit
    their answer format.
    """
    reading = FormReading()
    _read_lots(workbook, lots, reading)
    found = rows_by_token(workbook, formulas, layout.ANSWER_SHEET, layout.ANSWER_COLUMNS, reading)
    if found is None:
        return reading
    known = {row.token: row for row in expected}
    tell_foreign_rows(found, known, reading)
    for token, row in known.items():
        line = found.get(token)
        if line is None:
            if not reading.lots or not row.lots or row.lots & reading.lots:
                reading.problems.append(missing_row(row))
            continue
        answer = _read_answer(line, row, reading)
        if answer is not None:
            reading.rows[token] = answer
    return reading


def read_prices(
    workbook: Workbook, formulas: Formulas, expected: Iterable[ExpectedRow]
) -> FormReading:
    """Read a price form: ``rows`` maps token to (row number, Decimal); empty cells are left out."""
    reading = FormReading()
    found = rows_by_token(workbook, formulas, layout.PRICE_SHEET, layout.PRICE_COLUMNS, reading)
    if found is None:
        return reading
    known = {row.token: row for row in expected}
    tell_foreign_rows(found, known, reading)
    for token, row in known.items():
        line = found.get(token)
        if line is None:
            reading.problems.append(missing_row(row))
            continue
        check_locked(line, row, reading)
        price = _read_price(line, row, reading)
        if price is not None:
            reading.rows[token] = (line.number, price)
    return reading


def _read_answer(line: Line, row: ExpectedRow, reading: FormReading) -> ReadAnswer | None:
    """The row's answer, or None when a cell of it cannot be used."""
    check_locked(line, row, reading)
    before = len(reading.errors)
    for heading in (layout.ANSWER, layout.COMMENT, layout.EVIDENCE):
        _check_cell(line, heading, row, reading)
    answer = _PARSERS.get(row.answer_format, _text_answer)(line, row, reading)
    if len(reading.errors) > before:
        return None
    if not answer and row.is_mandatory and (not row.lots or row.lots & reading.lots):
        reading.problems.append(
            line.problem(
                layout.ANSWER,
                row.code,
                _("Ska-kravet är inte besvarat. Utan svar räknas det som ej uppfyllt."),
                NOTICE,
            )
        )
    comment = cell_text(line.values[layout.COMMENT]).strip()
    evidence = cell_text(line.values[layout.EVIDENCE]).strip()
    return ReadAnswer(row.token, line.number, answer, comment, evidence)


def _check_cell(line: Line, heading: str, row: ExpectedRow, reading: FormReading) -> None:
    value = line.values[heading]
    limit = 500 if heading == layout.EVIDENCE else MAX_TEXT
    if line.has_formula(heading):
        text = _("Cellen innehåller en formel. Skriv svaret som text eller tal.")
    elif isinstance(value, CellError):
        text = _("Cellen visar felet %(error)s. Skriv svaret på nytt.") % {"error": value}
    elif len(cell_text(value)) > limit:
        text = _("Texten är längre än %(limit)s tecken. Lägg resten i en bilaga.")
        text %= {"limit": limit}
    else:
        return
    reading.problems.append(line.problem(heading, row.code, text))


def _yes_no_answer(line: Line, row: ExpectedRow, reading: FormReading) -> str:
    word = cell_text(line.values[layout.ANSWER]).strip().casefold()
    if word in layout.YES_WORDS:
        return "yes"
    if word in layout.NO_WORDS:
        return "no"
    if word:
        text = _("”%(value)s” är inte ett giltigt svar. Svara Ja eller Nej.")
        reading.problems.append(
            line.problem(layout.ANSWER, row.code, text % {"value": _shown(line)})
        )
    return ""


def _choice_answer(line: Line, row: ExpectedRow, reading: FormReading) -> str:
    word = cell_text(line.values[layout.ANSWER]).strip()
    match = next((c for c in row.choices if c.casefold() == word.casefold()), None)
    if match or not word or not row.choices:
        return match or word
    text = _("”%(value)s” finns inte bland svarsalternativen: %(choices)s.")
    values = {"value": _shown(line), "choices": "; ".join(row.choices)}
    reading.problems.append(line.problem(layout.ANSWER, row.code, text % values))
    return ""


def _number_answer(line: Line, row: ExpectedRow, reading: FormReading) -> str:
    value = line.values[layout.ANSWER]
    if value is None or cell_text(value).strip() == "":
        return ""
    amount = parse_decimal(value)
    if amount is None:
        text = _("”%(value)s” är inte ett tal. Ange talet utan enhet.")
        reading.problems.append(
            line.problem(layout.ANSWER, row.code, text % {"value": _shown(line)})
        )
        return ""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text_answer(line: Line, row: ExpectedRow, reading: FormReading) -> str:
    return cell_text(line.values[layout.ANSWER]).strip()


_PARSERS: dict[str, Callable[[Line, ExpectedRow, FormReading], str]] = {
    "yes_no": _yes_no_answer,
    "choice": _choice_answer,
    "number": _number_answer,
}


def _shown(line: Line) -> str:
    return cell_text(line.values[layout.ANSWER]).strip()[:60]


def parse_decimal(value: Value) -> Decimal | None:
    """Exact number of a cell: a number as shown, or text such as ``1 200,50``; None if none."""
    if isinstance(value, bool) or value is None:
        return None
    return read_number(cell_text(value))


def _read_price(line: Line, row: ExpectedRow, reading: FormReading) -> Decimal | None:
    value = line.values[layout.UNIT_PRICE]
    if line.has_formula(layout.UNIT_PRICE):
        problem = _("Cellen innehåller en formel. Skriv priset som ett tal.")
    elif isinstance(value, CellError):
        problem = _("Cellen visar felet %(error)s. Skriv priset på nytt.") % {"error": value}
    elif value is None or not cell_text(value).strip():
        return None
    else:
        price = parse_decimal(value)
        if price is None:
            problem = _("Priset är inte ett tal. Skriv det utan kr och andra tecken.")
        elif price < 0:
            problem = _("Priset är negativt. Ange 0 om posten ingår utan kostnad.")
        elif price >= 10**12:
            problem = _("Priset är orimligt stort. Kontrollera antalet siffror.")
        elif price != round(price, 2):
            problem = _("Priset har fler än två decimaler. Ange det i kronor och öre.")
        else:
            return price
    reading.problems.append(line.problem(layout.UNIT_PRICE, row.code, problem))
    return None


def _read_lots(workbook: Workbook, lots: dict[str, str], reading: FormReading) -> None:
    """The lots that the cover sheet says yes to."""
    try:
        rows = workbook.sheet(layout.COVER_SHEET).rows
    except KeyError:
        rows = []
    for number, row in enumerate(rows, start=1):
        token = cell_text(row[0]).strip() if row else ""
        if token not in lots:
            continue
        word = cell_text(row[2]).strip().casefold() if len(row) > 2 else ""
        if word in layout.YES_WORDS:
            reading.lots.add(token)
        elif word and word not in layout.NO_WORDS:
            text = _("Svara Ja eller Nej på om anbudet avser %(lot)s.") % {"lot": lots[token]}
            reading.problems.append(Problem(layout.COVER_SHEET, f"C{number}", number, "", text))
    if not reading.lots:
        text = _(
            "Formuläret anger inget delkontrakt. Svara Ja på bladet Instruktion för minst ett."
        )
        reading.problems.append(Problem(layout.COVER_SHEET, "", 0, "", text))
