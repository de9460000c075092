"""The rows of a returned form: found by their token, never by their place.

Columns are known by their heading. A sorted sheet is read rightly, a copied row is noticed, and a
row that has lost its token is told with its cell.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from common.workbooks import Sheet, Value, Workbook, cell_name, cell_text

from . import form_layout as layout

ERROR, NOTICE = "error", "notice"


@dataclass(frozen=True)
class Problem:
    """Something in a returned form: where, what, and how to mend it."""

    sheet: str
    cell: str
    row: int
    code: str
    text: str
    weight: str = ERROR


@dataclass(frozen=True)
class ExpectedRow:
    """A row that the form must hold: its token and what its locked cells said."""

    token: str
    code: str
    answer_format: str
    choices: tuple[str, ...]
    lots: frozenset[str]
    text: str
    is_mandatory: bool


@dataclass
class FormReading:
    """What a form held: rows by token, the lots it is for, and its problems."""

    rows: dict = field(default_factory=dict)
    lots: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep something from being stored."""
        return [problem for problem in self.problems if problem.weight == ERROR]


Formulas = dict[str, frozenset[tuple[int, int]]]


@dataclass(frozen=True)
class Line:
    """One row of the sheet: its number (from 1), its cells by heading, and where they stand."""

    sheet: str
    number: int
    values: dict[str, Value]
    columns: dict[str, int]
    formulas: frozenset[tuple[int, int]]

    def cell(self, heading: str) -> str:
        return cell_name(self.number - 1, self.columns[heading])

    def has_formula(self, heading: str) -> bool:
        return (self.number - 1, self.columns[heading]) in self.formulas

    def problem(self, heading: str, code: str, text: str, weight: str = ERROR) -> Problem:
        return Problem(self.sheet, self.cell(heading), self.number, code, text, weight)


def rows_by_token(
    workbook: Workbook,
    formulas: Formulas,
    sheet_name: str,
    headings: tuple[str, ...],
    reading: FormReading,
) -> dict[str, Line] | None:
    """Rows that carry a token, or None when the sheet or a needed column is missing."""
    try:
        sheet = workbook.sheet(sheet_name)
    except KeyError:
        text = _("Bladet ”%(sheet)s” saknas. Använd formuläret som det laddades ned.")
        reading.problems.append(Problem(sheet_name, "", 0, "", text % {"sheet": sheet_name}))
        return None
    header, columns = _find_header(sheet, headings)
    missing = [heading for heading in headings if heading not in columns]
    if missing:
        reading.problems += [
            Problem(
                sheet_name,
                cell_name(header, 0) if header is not None else "",
                (header or 0) + 1,
                "",
                _("Kolumnen ”%(column)s” saknas. Kopiera svaren till ett nytt formulär.")
                % {"column": heading},
            )
            for heading in missing
        ]
        return None
    return _collect(sheet, header, columns, formulas.get(sheet_name, frozenset()), reading)


def _find_header(sheet: Sheet, headings: tuple[str, ...]) -> tuple[int | None, dict[str, int]]:
    """The row that holds most of the headings, among the first 30, and their columns."""
    best: tuple[int | None, dict[str, int]] = (None, {})
    for number, row in enumerate(sheet.rows[:30]):
        texts = {cell_text(value).strip(): column for column, value in enumerate(row)}
        columns = {heading: texts[heading] for heading in headings if heading in texts}
        if len(columns) > len(best[1]):
            best = (number, columns)
    return best


def _collect(sheet, header, columns, formulas, reading) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for index in range(header + 1, len(sheet.rows)):
        row = sheet.rows[index]
        values = {
            heading: row[column] if column < len(row) else None
            for heading, column in columns.items()
        }
        line = Line(sheet.name, index + 1, values, columns, formulas)
        token = cell_text(values[layout.TOKEN]).strip()
        if not token:
            _stray_answer(line, reading)
        elif token in found:
            text = _("Raden finns två gånger: även på rad %(other)s. Ta bort den ena.")
            reading.problems.append(
                line.problem(layout.TOKEN, _code(line), text % {"other": found[token].number})
            )
        else:
            found[token] = line
    return found


def _stray_answer(line: Line, reading: FormReading) -> None:
    """An answer on a row that has lost its token, or on a row the supplier added."""
    heading = layout.ANSWER if layout.ANSWER in line.values else layout.UNIT_PRICE
    if cell_text(line.values[heading]).strip():
        reading.problems.append(
            line.problem(
                heading,
                _code(line),
                _(
                    "Raden saknar sitt dolda id, så svaret kan inte kopplas till ett krav. "
                    "Flytta svaret till kravets egen rad i ett nytt formulär."
                ),
            )
        )


def _code(line: Line) -> str:
    return cell_text(line.values.get("Krav-id", line.values.get("Prispost"))).strip()[:80]


def tell_foreign_rows(found: dict[str, Line], known: dict, reading: FormReading) -> None:
    for token, line in found.items():
        if token not in known:
            reading.problems.append(
                line.problem(
                    layout.TOKEN,
                    _code(line),
                    _(
                        "Radens dolda id har ändrats eller hör till en annan utgåva av kraven. "
                        "Svaret kan inte kopplas; använd ett nytt formulär för raden."
                    ),
                )
            )


def missing_row(row: ExpectedRow) -> Problem:
    text = _("Raden för %(code)s saknas i formuläret. Lägg svaret i ett fullständigt formulär.")
    return Problem("", "", 0, row.code, text % {"code": row.code})


def check_locked(line: Line, row: ExpectedRow, reading: FormReading) -> None:
    """Notice when the text that the supplier saw is not the text that was sent out."""
    heading = "Krav" if "Krav" in line.values else "Prispost"
    shown = " ".join(cell_text(line.values[heading]).split())
    if shown != " ".join(row.text.split()):
        reading.problems.append(
            line.problem(
                heading,
                row.code,
                _("Den låsta texten är ändrad. Svaret gäller kravet som det skickades ut."),
                NOTICE,
            )
        )
