"""A baseline as an Excel workbook: a front with its seal, and a row for each requirement."""

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.workbook_bytes import without_clock
from common.workbook_writer import Table, write_xlsx
from requirements_catalog.exports.tables import WIDTHS
from requirements_catalog.import_core.stamp import UID_HEAD
from requirements_catalog.import_core.words import EXPORT_HEADS

from .cells import FIELDS, cell, is_used, own_cell, own_heads
from .exports import FileProblem
from .file_facts import facts_of, moment_words
from .frozen import Frozen

NUMBER_HEAD, ROWS_SHEET = "Nr", "Krav"
WRITTEN_HEAD, APPROVED_HEAD, APPROVED_AT_HEAD = "Skrivet av", "Godkänt av", "Godkänt"
# Hidden columns: whose row it is, what was sealed, and the heading above.
SEAL_HEAD, PARENT_HEAD = "Kontrollsumma (ändra inte)", "Rubrik ovanför (ändra inte)"
HIDDEN_HEADS = (UID_HEAD, SEAL_HEAD, PARENT_HEAD)
STAMP_SHEET, STAMP_VERSION = "fvm-baslinje", "1"
_ALWAYS = {"code", "title", "text", "kind"}


def baseline_workbook(frozen: Frozen, told=None) -> bytes:
    """The bytes of the workbook; the same baseline gives the same ones.

    ``told`` hears now and then how many rows are written. Raises FileProblem for a text that no
    cell can hold.
    """
    names = [name for name in FIELDS if name in _ALWAYS or is_used(frozen, name)]
    heads = [NUMBER_HEAD, *(EXPORT_HEADS[name] for name in names)]
    approval = [WRITTEN_HEAD, APPROVED_HEAD, APPROVED_AT_HEAD]
    own = own_heads(frozen.own_fields, {*heads, *approval, *HIDDEN_HEADS})
    heads += [*own.values(), *approval]
    widths = [10, *(WIDTHS.get(name, 16) for name in names), *[16] * len(own), 24, 24, 20]
    front = Table(_("Om baslinjen"), (_("Uppgift"), _("Värde")), facts_of(frozen), (28, 90))
    rows = Table(
        ROWS_SHEET,
        [*heads, *HIDDEN_HEADS],
        _rows(frozen, names, told),
        widths,
        {number for number, row in enumerate(frozen.rows) if row.is_heading},
        hidden_from=len(heads),
    )
    stamp = [
        [STAMP_SHEET, STAMP_VERSION],
        ["baseline", str(frozen.baseline.uid)],
        ["seal", frozen.baseline.digest],
        ["language", get_language() or "sv"],
        ["front", front.name],
    ]
    tables = [front, rows, Table(STAMP_SHEET, (), stamp, is_hidden=True)]
    try:
        content = write_xlsx(tables)
    except ValueError as error:
        raise FileProblem(
            _("En text är längre än en Excelcell rymmer och börjar ”%(text)s”. Ta ut ReqIF eller "
              "PDF i stället.") % {"text": error}
        ) from error  # fmt: skip
    return without_clock(content, modified=frozen.baseline.published_at, is_new=True)


def _rows(frozen: Frozen, names: list[str], told) -> Iterator[list[str]]:
    for number, row in enumerate(frozen.rows):
        if told and number and number % 1000 == 0:
            told(number)
        yield [
            row.number,
            *(cell(row.content, name) for name in names),
            *(own_cell(frozen, row.content, one) for one in frozen.own_fields),
            "" if row.is_heading else row.written_by,
            row.approved_by,
            moment_words(row.approved_at) if row.approved_at else "",
            row.uid,
            row.digest,
            row.parent,
        ]
