"""Which cells of a workbook hold a formula: the reader gives values only."""

import io
import re
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from common.workbook_reader import sheet_parts
from common.workbook_safety import ZIP_SIGNATURE, Limits, damaged, safe_copy
from common.workbooks import column_number

# The tag is found first and searched afterwards: in one pattern a long tag with many references
# would be gone through once for each of them.
_XLSX_FORMULA = re.compile(rb"""<(?:\w+:)?c(\s[^<>/]*)>\s*<(?:\w+:)?f[\s>/]""")
_REFERENCE = re.compile(rb"""\sr="([A-Z]+)(\d+)\"""")

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
# A formula that is repeated further than this is no longer told of each cell.
_MOST_REPEATED = 1000
_MOST_CELLS = 1_000_000

Cells = dict[str, frozenset[tuple[int, int]]]


def formula_cells(data: bytes, filename: str) -> Cells:
    """Sheet name to the (row, column) of its formulas, counted from 0.

    Formulas are told for .xlsx and .ods; other formats give an empty dict. Raises WorkbookRefused
    for what the reader refuses.
    """
    if not data.startswith(ZIP_SIGNATURE):
        return {}
    parts = safe_copy(data, filename, Limits()).parts
    if "content.xml" in parts:
        try:
            return _ods_formulas(parts["content.xml"])
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise damaged(filename) from error
    return {
        name: frozenset(_references(_XLSX_FORMULA.findall(parts.get(part, b""))))
        for name, part in sheet_parts(parts).items()
    }


def _references(tags: list[bytes]) -> Iterator[tuple[int, int]]:
    for tag in tags:
        if found := _REFERENCE.search(tag):
            yield int(found[2]) - 1, column_number(found[1].decode())


def _ods_formulas(content: bytes) -> Cells:
    """The formulas of each table; rows and columns are counted by how often they are repeated."""
    if b"formula=" not in content:
        return {}
    found: Cells = {}
    cells: set[tuple[int, int]] = set()
    own: list[int] = []
    row = column = 0
    for event, element in ElementTree.iterparse(io.BytesIO(content), events=("start", "end")):
        is_start, tag = event == "start", element.tag
        if tag == f"{_TABLE}table":
            if is_start:
                cells, row = set(), 0
            else:
                found[element.get(f"{_TABLE}name", "")] = frozenset(cells)
        elif tag == f"{_TABLE}table-row":
            if is_start:
                own, column = [], 0
                continue
            repeated = _repeated(element, "rows")
            if len(cells) + len(own) * min(repeated, _MOST_REPEATED) <= _MOST_CELLS:
                rows = range(row, row + min(repeated, _MOST_REPEATED))
                cells |= {(number, place) for number in rows for place in own}
            row += repeated
            element.clear()
        elif is_start and tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            repeated = _repeated(element, "columns")
            if element.get(f"{_TABLE}formula") and len(own) < _MOST_CELLS:
                own += range(column, column + min(repeated, _MOST_REPEATED))
            column += repeated
    return found


def _repeated(element, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))
