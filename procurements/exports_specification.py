"""The requirement specification as an Excel workbook, for readers who sort and filter."""

from datetime import UTC

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from common.numbers import format_number
from common.workbook_bytes import workbook_bytes

from .choices import ItemRole
from .document_content import Package, requirement_facts
from .document_layout import DocumentMeta
from .models import ProcurementRequirement

WIDTHS = (12, 10, 34, 60, 34, 34, 22, 26, 20, 24, 12, 14)
HEADER_ROW = 1
_BODY = Alignment(vertical="top", wrap_text=True)
_HEAD_FONT = Font(name="Calibri", bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", fgColor="0B5570")
_HEADING_FONT = Font(name="Calibri", bold=True, color="0B5570")


def specification_workbook(*, package: Package, meta: DocumentMeta) -> bytes:
    """One row a heading or requirement in document order, codes and all text as text.

    The same package and the same ``meta`` give the same bytes.
    """
    book = Workbook()
    book.properties.creator = meta.organisation
    book.properties.title = f"{meta.kind_title} – {meta.title}"
    moment = meta.created_at.astimezone(UTC)
    book.properties.created = moment.replace(tzinfo=None)
    sheet = book.active
    sheet.title = _("Kravspecifikation")
    _write_head(sheet)
    for number, item in enumerate(package.items, start=HEADER_ROW + 1):
        _write_row(sheet, number, item)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(WIDTHS))}{len(package.items) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.left.text = f"{meta.kind_title} – {meta.title}".replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
    return workbook_bytes(book, modified=moment)


def _write_head(sheet: Worksheet) -> None:
    titles = (
        _("Nummer"), _("Typ"), _("Rubrik"), _("Krav"), _("Motiv"), _("Verifiering"), _("Svar"),
        _("Bedömning"), _("Standard"), _("Författning"), _("Minimikrav"), _("Delkontrakt"),
    )  # fmt: skip
    for column, (title, width) in enumerate(zip(titles, WIDTHS, strict=True), start=1):
        cell = sheet.cell(HEADER_ROW, column, title)
        cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _BODY
        sheet.column_dimensions[get_column_letter(column)].width = width


def _write_row(sheet: Worksheet, number: int, item: ProcurementRequirement) -> None:
    content = item.version.content
    is_heading = item.role == ItemRole.HEADING
    if is_heading:
        values = [content["code"], "", content["title"], content["text"]]
    else:
        values = [
            content["code"],
            item.get_role_display(),
            content["title"],
            content["text"],
            *(value for _label, value in requirement_facts(item)),
            _("ja") if content["is_minimum_requirement"] else "",
            ", ".join(format_number(lot.number, 0) for lot in item.lots.all()),
        ]
    for column, value in enumerate(values, start=1):
        if value == "":
            continue
        cell = sheet.cell(number, column)
        # Text that begins with = must stay text: a sheet must not run what people wrote.
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
        cell.data_type = "s"
        cell.alignment = _BODY
        if is_heading:
            cell.font = _HEADING_FONT
