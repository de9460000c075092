"""Any file that requirements come in: told by what it is, read by whoever knows it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from common.collecting import collecting_afterwards
from common.reqif_reader import REQIF_SUFFIXES, is_reqif
from common.workbook_reader import ACCEPTED_SUFFIXES, read_workbook
from common.workbooks import Workbook

from ..import_core.mapping import ColumnMapping
from ..models import Catalogue
from . import json_file, reqif, roundtrip, tables
from .json_file import JSON_SUFFIX, JsonWorkbook, is_json
from .order import ImportOrder
from .report import ImportReport
from .reqif import ReqifWorkbook

ACCEPTED = (*ACCEPTED_SUFFIXES, *REQIF_SUFFIXES, JSON_SUFFIX)
# Which steps an import has follows from the kind of its file.
TABLE, REQIF, JSON = "table", "reqif", "json"
# What is larger is read and compared by a job, not while a person waits for a page.
LARGE_ROWS, LARGE_BYTES = 2000, 3 * 1024 * 1024


def kind_of_file(content: bytes, filename: str) -> str:
    """What sort of file it is, by its name and its beginning."""
    if is_reqif(content, filename):
        return REQIF
    return JSON if is_json(content, filename) else TABLE


def rows_in(workbook: Workbook) -> int:
    """How many rows or objects a file holds, all its sheets together."""
    if isinstance(workbook, ReqifWorkbook):
        return len(workbook.package.document.objects)
    return sum(len(sheet.rows) for sheet in workbook.sheets)


def says_what_it_is(workbook: Workbook, catalogue: Catalogue) -> bool:
    """Whether nobody has to say what its columns are: ReqIF, JSON, or an export of ours."""
    is_table = not isinstance(workbook, ReqifWorkbook | JsonWorkbook)
    return not is_table or roundtrip.stamp_of(workbook, catalogue) is not None


@collecting_afterwards()
def read_file(content: bytes, filename: str) -> Workbook:
    """A workbook, or a ReqIF or JSON file in its shape; WorkbookRefused with the reason."""
    kind = kind_of_file(content, filename)
    if kind == REQIF:
        return reqif.read_reqif_workbook(content, filename)
    if kind == JSON:
        return json_file.read_json_workbook(content, filename)
    return read_workbook(content, filename)


def choose_mapping(workbook: Workbook, catalogue: Catalogue) -> ColumnMapping:
    """The first guess of what the columns are, with what the catalogue remembers."""
    if isinstance(workbook, ReqifWorkbook):
        return reqif.guess_reqif_mapping(workbook, catalogue)
    if isinstance(workbook, JsonWorkbook):
        return ColumnMapping(json_file.SHEET)
    return tables.choose_mapping(workbook, catalogue)


@collecting_afterwards()
def preview(catalogue: Catalogue, workbook: Workbook, mapping: ColumnMapping) -> ImportReport:
    """What an import would do; writes nothing."""
    if isinstance(workbook, ReqifWorkbook):
        return reqif.preview_reqif(catalogue, workbook, mapping)
    if isinstance(workbook, JsonWorkbook):
        return json_file.preview_json(catalogue, workbook)
    return tables.preview(catalogue, workbook, mapping)


@collecting_afterwards()
def import_file(
    *,
    catalogue: Catalogue,
    path_or_bytes: str | Path | bytes,
    filename: str,
    by,
    sheet: str | None = None,
    mapping: ColumnMapping | dict | None = None,
    dry_run: bool = False,
    apply_rest: bool = False,
    expected_digest: str = "",
    choices: Mapping | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> ImportReport:
    """Import a file of requirements of any kind; returns what became of every row.

    The wizard, the job behind it and the command line all go through here. What may come of it is
    as ``ImportOrder`` says; ``is_applied`` tells whether anything was written. ``sheet`` and
    ``mapping`` count for files whose columns somebody must name, and are guessed when absent.
    Raises WorkbookRefused for a file that cannot be read, MappingProblem for unusable columns and
    ImportChanged when the outcome is not the approved one.
    """
    order = ImportOrder(by, dry_run, apply_rest, expected_digest, choices, progress)
    content = path_or_bytes
    if not isinstance(content, bytes):
        content = Path(content).read_bytes()
    is_table = kind_of_file(content, filename) == TABLE
    order.tell(0, _("Läser arbetsboken") if is_table else _("Läser filen"))
    workbook = read_file(content, filename)
    if isinstance(workbook, JsonWorkbook):
        return json_file.import_json_file(catalogue=catalogue, workbook=workbook, order=order)
    if isinstance(mapping, dict):
        mapping = tables.mapping_from_json(mapping)
    if isinstance(workbook, ReqifWorkbook):
        chosen = reqif.guess_reqif_mapping(workbook, catalogue, mapping)
        return reqif.import_reqif(
            catalogue=catalogue, workbook=workbook, mapping=chosen, order=order
        )
    chosen = tables.choose_mapping(workbook, catalogue, sheet=sheet, mapping=mapping)
    return tables.import_table(catalogue=catalogue, workbook=workbook, mapping=chosen, order=order)
