"""The workbooks that suppliers fill in: the answer form and the price form."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from common.workbook_bytes import workbook_bytes
from common.workbook_sheet import (
    ATTENTION,
    CONTROL_BORDER,
    FIELD,
    HAIRLINE,
    HEAD_FILL,
    INK,
    LINE_HEIGHT,
    MUTED,
    PRIMARY,
    WHITE,
    WRAPPED,
    fit_height,
    font,
    legible,
    print_on_a4,
)
from procurements.choices import ItemRole
from procurements.models import Procurement
from requirements_catalog.choices import AnswerFormat

from . import form_layout as layout
from .choices import FormKind

_BORDER = Border(bottom=Side(style="thin", color=HAIRLINE))
_FIELD_BORDER = Border(*[Side(style="thin", color=CONTROL_BORDER)] * 4)
_FIELD_FILL = PatternFill("solid", fgColor=FIELD)
_MISSING_FILL = PatternFill("solid", bgColor=ATTENTION)
TEXT_WIDTH = 70
COVER_WIDTH = 90
_TITLE_ROW = 4
_FIRST_ROW = _TITLE_ROW + 1


def build_answer_form(procurement: Procurement) -> bytes:
    """The answer form: one row a requirement, locked but for answer, comment and evidence."""
    book = _new_book(procurement, FormKind.ANSWERS)
    _cover(
        book,
        procurement,
        _("Svarsformulär"),
        [
            _("Fyll i de gula fälten. Övriga celler är låsta och ska lämnas som de är."),
            _("Svara på varje ska-krav. Ett ska-krav utan svar räknas som ej uppfyllt."),
            _("Beskriv under Kommentar hur kravet uppfylls och hänvisa till bilaga vid behov."),
            _("Rader får sorteras och filtreras. Lägg inte till, ta bort eller kopiera rader."),
            _("Skriv svar som text eller tal, inte som formler."),
        ],
        with_lots=True,
    )
    sheet = book.create_sheet(layout.ANSWER_SHEET)
    items = layout.answerable_items(procurement)
    _heading_rows(sheet, _("Svar på krav"), procurement, layout.ANSWER_COLUMNS)
    for row, item in enumerate(items, start=_FIRST_ROW):
        _answer_row(sheet, row, item)
    last = max(_FIRST_ROW, _FIRST_ROW + len(items) - 1)
    _add_answer_lists(sheet, items)
    sheet.conditional_formatting.add(
        f"G{_FIRST_ROW}:G{last}",
        FormulaRule(
            formula=[f'AND($E{_FIRST_ROW}="{_role_text(ItemRole.MANDATORY)}",$G{_FIRST_ROW}="")'],
            fill=_MISSING_FILL,
        ),
    )
    answerable = sum(item.role in (ItemRole.MANDATORY, ItemRole.DESIRABLE) for item in items)
    sheet["G2"] = f'="{_("Besvarade")}: "&COUNTA(G{_FIRST_ROW}:G{last})&" / {answerable}"'
    _finish(
        sheet,
        {"A": 4, "B": 14, "C": 12, "D": TEXT_WIDTH, "E": 12, "F": 13, "G": 22, "H": 44, "I": 30},
    )
    return workbook_bytes(book, modified=_stamp(procurement))


def build_price_form(procurement: Procurement) -> bytes:
    """The price form: one row a price item with its quantity, locked but for the unit price."""
    book = _new_book(procurement, FormKind.PRICES)
    _cover(
        book,
        procurement,
        _("Prisformulär"),
        [
            _("Ange à-pris exklusive mervärdesskatt i de gula fälten för de delkontrakt ni lämnar "
              "anbud på."),
            _("Varje prispost i ett delkontrakt behöver ett pris. Skriv 0 om posten ingår utan "
              "kostnad; en tom cell är inget pris."),
            _("Skriv priset som tal, utan kr och utan formel. Summorna räknas av formuläret."),
        ],
        with_lots=False,
    )  # fmt: skip
    sheet = book.create_sheet(layout.PRICE_SHEET)
    _heading_rows(sheet, _("Priser"), procurement, layout.PRICE_COLUMNS)
    row = _FIRST_ROW
    for lot in procurement.lots.prefetch_related("price_items"):
        first = row
        for item in lot.price_items.all():
            values = [
                layout.price_token(item), lot.number, item.number, item.title, item.unit,
                item.quantity, None, f'=IF(G{row}="","",F{row}*G{row})',
            ]  # fmt: skip
            is_whole = item.quantity == int(item.quantity)
            quantity = "quantity" if is_whole else "amount"
            styles = [*["locked"] * 5, quantity, "price", "amount"]
            _write_row(sheet, row, values, styles)
            fit_height(sheet, row, [(item.title, TEXT_WIDTH - 10)])
            row += 1
        if row > first:
            label = _("Summa delkontrakt %(number)s") % {"number": lot.number}
            values = [None, None, None, label, None, None, None, f"=SUM(H{first}:H{row - 1})"]
            _write_row(sheet, row, values, ["total"] * 7 + ["total amount"])
            row += 1
    numbers = DataValidation(
        type="decimal",
        operator="greaterThanOrEqual",
        formula1="0",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=_("Fel pris"),
        error=_("Ange priset som ett tal, 0 eller högre."),
    )
    numbers.add(f"G{_FIRST_ROW}:G{max(row, _FIRST_ROW)}")
    sheet.add_data_validation(numbers)
    _finish(sheet, {"A": 4, "B": 12, "C": 8, "D": 60, "E": 16, "F": 14, "G": 20, "H": 22})
    return workbook_bytes(book, modified=_stamp(procurement))


def _new_book(procurement: Procurement, kind: str) -> Workbook:
    book = Workbook()
    for style in _styles():
        book.add_named_style(style)
    identity = book.active
    identity.title = layout.ID_SHEET
    identity.sheet_state = "veryHidden"
    identity.append(["procurement", procurement.slug])
    identity.append(["kind", kind])
    identity.protection.sheet = True
    book.security.lockStructure = True
    book.properties.created = _stamp(procurement).replace(tzinfo=None)
    book.properties.creator = str(procurement.programme)
    book.properties.title = procurement.title
    return book


def _styles() -> list[NamedStyle]:
    locked, unlocked = Protection(locked=True), Protection(locked=False)
    body = {"font": font(size=11, color=INK), "alignment": WRAPPED}
    field = body | {"fill": _FIELD_FILL, "border": _FIELD_BORDER, "protection": unlocked}
    bold = font(size=11, bold=True, color=INK)
    header = {
        "font": font(size=11, bold=True, color=WHITE),
        "fill": HEAD_FILL,
        "protection": locked,
    }
    return [
        NamedStyle("locked", **body, border=_BORDER, protection=locked, number_format="@"),
        NamedStyle("field", **field, number_format="@"),
        NamedStyle("number field", **field, number_format="General"),
        NamedStyle("price", **field, number_format="#,##0.00"),
        NamedStyle("amount", **body, border=_BORDER, protection=locked, number_format="#,##0.00"),
        NamedStyle("quantity", **body, border=_BORDER, protection=locked, number_format="#,##0"),
        NamedStyle("total", font=bold, alignment=WRAPPED, protection=locked),
        NamedStyle(
            "total amount",
            font=bold,
            alignment=WRAPPED,
            protection=locked,
            number_format="#,##0.00",
        ),
        NamedStyle(
            "section",
            font=font(size=12, bold=True, color=PRIMARY),
            alignment=Alignment(vertical="bottom", wrap_text=True),
            border=_BORDER,
            protection=locked,
            number_format="@",
        ),
        NamedStyle("header", **header, alignment=Alignment(vertical="center", wrap_text=True)),
        NamedStyle(
            "number header", **header, alignment=Alignment(vertical="center", horizontal="right")
        ),
        NamedStyle("sheet title", font=font(size=18, bold=True, color=INK)),
        NamedStyle("subtitle", font=font(size=11, color=MUTED)),
        NamedStyle("note", font=font(size=11, color=MUTED), alignment=WRAPPED),
    ]


def _cover(book, procurement, title: str, instructions: list[str], *, with_lots: bool) -> None:
    sheet = book.create_sheet(layout.COVER_SHEET, 0)
    book.active = 0
    sheet.sheet_view.showGridLines = False
    _put(sheet, 1, 2, title, "sheet title")
    _put(sheet, 2, 2, procurement.title, "note")
    if procurement.registry_number:
        _put(sheet, 3, 2, f"{_('Diarienummer')}: {procurement.registry_number}", "note")
    row = 5
    for number, text in enumerate(instructions, start=1):
        text = f"{number}. {text}"
        _put(sheet, row, 2, text, "note")
        fit_height(sheet, row, [(text, COVER_WIDTH)])
        row += 1
    if with_lots:
        row += 1
        _put(sheet, row, 2, _("Vi lämnar anbud på"), "section")
        yes_no = _yes_no_list()
        sheet.add_data_validation(yes_no)
        for lot in procurement.lots.all():
            row += 1
            _put(sheet, row, 1, layout.lot_token(lot), "locked")
            _put(sheet, row, 2, _("Delkontrakt %(lot)s") % {"lot": lot}, "locked")
            _put(sheet, row, 3, None, "field")
            yes_no.add(f"C{row}")
    sheet.column_dimensions["A"].hidden = True
    sheet.column_dimensions["B"].width = COVER_WIDTH
    sheet.column_dimensions["C"].width = 14
    sheet.protection.sheet = True
    print_on_a4(sheet, orientation="portrait")


def _heading_rows(sheet, title: str, procurement: Procurement, columns: tuple[str, ...]) -> None:
    _put(sheet, 1, 2, title, "sheet title")
    _put(sheet, 2, 2, procurement.title, "subtitle")
    for column, heading in enumerate(columns, start=1):
        is_number = heading in (layout.QUANTITY, layout.UNIT_PRICE, layout.LINE_SUM)
        _put(sheet, _TITLE_ROW, column, heading, "number header" if is_number else "header")
    sheet.row_dimensions[_TITLE_ROW].height = 24


def _answer_row(sheet, row: int, item) -> None:
    content = item.version.content
    if item.role == ItemRole.HEADING:
        values = [None, content["code"], None, content["title"], *[None] * 5]
        _write_row(sheet, row, values, ["section"] * 9)
        sheet.row_dimensions[row].height = 2 * LINE_HEIGHT
        return
    text = "\n".join(part for part in (content["title"], content["text"]) if part)
    answered = item.role != ItemRole.INFORMATION
    answer_format = content["answer_format"] or AnswerFormat.YES_NO
    values = [
        layout.item_token(item) if answered else None,
        content["code"],
        layout.lots_label(item),
        text,
        _role_text(item.role),
        str(AnswerFormat(answer_format).label) if answered else "",
        None,
        None,
        None,
    ]
    answer_style = "number field" if answer_format == AnswerFormat.NUMBER else "field"
    fields = [answer_style, "field", "field"] if answered else ["locked"] * 3
    _write_row(sheet, row, values, ["locked"] * 6 + fields)
    fit_height(sheet, row, [(text, TEXT_WIDTH)])


def _role_text(role: str) -> str:
    words: dict[str, str] = {ItemRole.MANDATORY: "Ska", ItemRole.DESIRABLE: "Bör"}
    return words.get(role, "Upplysning")


def _add_answer_lists(sheet, items) -> None:
    """One drop-down a set of choices, shared by the rows that have it."""
    lists: dict[str, DataValidation] = {}
    for row, item in enumerate(items, start=_FIRST_ROW):
        choices = layout.choices_of(item)
        if choices and len(",".join(choices)) <= 250:
            key = ",".join(choices)
            if key not in lists:
                lists[key] = _choice_list(choices)
                sheet.add_data_validation(lists[key])
            lists[key].add(f"G{row}")


def _yes_no_list() -> DataValidation:
    return _choice_list([layout.YES, layout.NO])


def _choice_list(choices: list[str]) -> DataValidation:
    quoted = ",".join(choice.replace('"', '""') for choice in choices)
    return DataValidation(
        type="list",
        formula1=f'"{quoted}"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=_("Fel svar"),
        error=_("Välj ett av svaren i listan."),
    )


def _write_row(sheet, row: int, values: list, styles: list[str]) -> None:
    for column, (value, style) in enumerate(zip(values, styles, strict=True), start=1):
        _put(sheet, row, column, value, style)


def _put(sheet, row: int, column: int, value, style: str) -> None:
    if isinstance(value, str):
        value = legible(value)
    cell = sheet.cell(row, column, value)
    cell.style = style
    if isinstance(value, str) and value.startswith("=") and not style.endswith("amount"):
        cell.data_type = "s"


def _finish(sheet, widths: dict[str, int]) -> None:
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = sheet.cell(_FIRST_ROW, 3)
    sheet.auto_filter.ref = (
        f"B{_TITLE_ROW}:{get_column_letter(len(widths))}{max(sheet.max_row, _FIRST_ROW)}"
    )
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    sheet.protection.sort = sheet.protection.autoFilter = False
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    print_on_a4(sheet)
    sheet.print_title_rows = f"{_TITLE_ROW}:{_TITLE_ROW}"


def _stamp(procurement: Procurement) -> datetime:
    """The only time that the file tells, so that the same data give the same file."""
    return (
        (procurement.published_at or procurement.created_at).astimezone(UTC).replace(microsecond=0)
    )
