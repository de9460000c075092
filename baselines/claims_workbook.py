"""What an uploaded workbook claims: read within limits, whatever program has saved it again."""

import io
import re
import zipfile
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.workbook_reader import read_workbook
from common.workbook_safety import ZIP_SIGNATURE
from common.workbooks import Sheet, WorkbookRefused, column_letters
from requirements_catalog.import_core.stamp import UID_HEAD, cell_text
from requirements_catalog.import_core.words import EXPORT_HEADS

from .claims import Claim, ClaimedRow
from .exports_workbook import PARENT_HEAD, ROWS_SHEET, STAMP_SHEET, STAMP_VERSION

_HEAD_WITHIN = 20
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ODS_FORMULA = re.compile(rb"<table:table-cell\b[^<>]{0,2000}\btable:formula=")
_NAMES = (EXPORT_HEADS["code"], EXPORT_HEADS["title"], EXPORT_HEADS["text"])


def claim_of_workbook(data: bytes, filename: str) -> Claim | None:
    """What a workbook says of a baseline; None for one that was not made from any.

    Raises WorkbookRefused for what must not or cannot be read.
    """
    workbook = read_workbook(data, filename, is_verbatim=True)
    stamp = next((one for one in workbook.sheets if one.name == STAMP_SHEET), None)
    said = _stamp(stamp)
    if said is None:
        return None
    if not data.startswith(ZIP_SIGNATURE):
        raise WorkbookRefused(
            _("Filen är sparad i ett äldre format, där det inte går att se om den har formler."),
            filename,
            _("Spara den som .xlsx och ladda upp den igen."),
        )
    claim = Claim(said.get("baseline", ""), said.get("seal", ""), said.get("language", ""))
    for sheet in workbook.sheets:
        head = _head(sheet)
        if sheet is stamp:
            continue
        if head is not None and not claim.rows:
            claim.rows = list(_rows(sheet, head))
            if sheet.hidden_rows:
                claim.notices.append(
                    ngettext("%(count)s rad är dold i filen.", "%(count)s rader är dolda i filen.",
                             sheet.hidden_rows) % {"count": sheet.hidden_rows}
                )  # fmt: skip
        elif sheet.name == said.get("front") and not claim.facts:
            claim.facts = _facts(sheet)
        elif not sheet.is_empty:
            claim.sheets.append(sheet.name)
    claim.formulas = _formulas(data)
    claim.notices += workbook.notices
    return claim


def _stamp(sheet: Sheet | None) -> dict[str, str] | None:
    rows = [[cell_text(value) for value in row[:2]] for row in sheet.rows[:20]] if sheet else []
    if not rows or rows[0] != [STAMP_SHEET, STAMP_VERSION]:
        return None
    return {row[0]: row[1] for row in rows[1:] if len(row) == 2}


def _head(sheet: Sheet) -> int | None:
    """The row of heads, from 0; None for a sheet that holds no rows of a baseline."""
    for number, row in enumerate(sheet.rows[:_HEAD_WITHIN]):
        if UID_HEAD in row:
            return number
    return None


def _rows(sheet: Sheet, head: int):
    heads = _heads(sheet.rows[head], max(map(len, sheet.rows), default=0))
    # What stands above the heads is no row of ours either.
    for number, row in enumerate(sheet.rows):
        cells = {
            name: text
            for name, value in zip(heads, row, strict=False)
            if (text := cell_text(value))
        }
        if number == head or not cells:
            continue
        uid, parent = cells.pop(UID_HEAD, ""), cells.pop(PARENT_HEAD, "")
        name = next((cells[one] for one in _NAMES if cells.get(one)), "")
        yield ClaimedRow(uid, parent, (name or f"{ROWS_SHEET} {number + 1}")[:120], cells)


def _heads(row: Sequence, width: int) -> list[str]:
    """A name for every column: a second of one name, or one without any, by its letter."""
    heads: list[str] = []
    for index in range(width):
        text = cell_text(row[index]) if index < len(row) else ""
        heads.append(text if text and text not in heads else f"{text} {column_letters(index)}")
    return heads


def _facts(sheet: Sheet) -> dict[str, str]:
    facts = {}
    for number, row in enumerate(sheet.rows):
        texts = [cell_text(value) for value in row]
        label, value = texts[0] if texts else "", "\t".join(texts[1:]).strip()
        if label or value:
            facts[label if label and label not in facts else f"{label} ({number + 1})"] = value
    return facts


def _formulas(data: bytes) -> list[str]:
    """Sheets with cells that are counted: such a cell may show something else once it is opened.

    The reading before has made sure that the archive is within limits.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = []
        for name in archive.namelist():
            # A sheet may bear any name; what is not XML is never read as one.
            content = archive.read(name) if name.lower().endswith(".xml") else b""
            is_counted = b"sheetData" in content and _FORMULA.search(content)
            if is_counted or _ODS_FORMULA.search(content):
                found.append(name.rsplit("/", 1)[-1])
        return found
