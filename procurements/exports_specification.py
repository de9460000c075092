"""The requirement specification as an Excel workbook, for readers who sort and filter."""

from datetime import UTC

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from common.document_layout import DocumentMeta
from common.numbers import format_number
from common.workbook_bytes import workbook_bytes
from common.workbook_sheet import (
    PRIMARY,
    fit_height,
    font,
    print_on_a4,
    put_head,
    put_text,
    set_widths,
)

from .choices import ItemRole
from .document_content import Package, requirement_facts
from .models import ProcurementRequirement

WIDTHS = (12, 10, 34, 60, 34, 34, 22, 26, 20, 24, 12, 14)
HEADER_ROW = 1
_HEADING_FONT = font(bold=True, color=PRIMARY)


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
    print_on_a4(sheet)
    sheet.oddHeader.left.text = f"{meta.kind_title} – {meta.title}".replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
    return workbook_bytes(book, modified=moment)


def _write_head(sheet: Worksheet) -> None:
    titles = (
        _("Nummer"), _("Typ"), _("Rubrik"), _("Krav"), _("Motiv"), _("Verifiering"), _("Svar"),
        _("Bedömning"), _("Standard"), _("Författning"), _("Minimikrav"), _("Delkontrakt"),
    )  # fmt: skip
    put_head(sheet, HEADER_ROW, titles)
    set_widths(sheet, WIDTHS)


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
        cell = put_text(sheet, number, column, value)
        if is_heading:
            cell.font = _HEADING_FONT
    fit_height(sheet, number, zip(map(str, values), WIDTHS, strict=False))
