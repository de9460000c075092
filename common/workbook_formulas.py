"""Which cells of a workbook hold a formula: the reader gives values only."""

import re
from collections.abc import Iterator

from common.workbook_reader import sheet_parts
from common.workbook_safety import ZIP_SIGNATURE, Limits, safe_copy
from common.workbooks import column_number

# The tag is found first and searched afterwards: in one pattern a long tag with many references
# would be gone through once for each of them.
_XLSX_FORMULA = re.compile(rb"""<(?:\w+:)?c(\s[^<>/]*)>\s*<(?:\w+:)?f[\s>/]""")
_REFERENCE = re.compile(rb"""\sr="([A-Z]+)(\d+)\"""")


def formula_cells(data: bytes, filename: str) -> dict[str, frozenset[tuple[int, int]]]:
    """Sheet name to the (row, column) of its formulas, counted from 0.

    Formulas are told for .xlsx; other formats give an empty dict. Raises WorkbookRefused for what
    the reader refuses.
    """
    if not data.startswith(ZIP_SIGNATURE):
        return {}
    parts = safe_copy(data, filename, Limits()).parts
    if "content.xml" in parts:
        return {}
    return {
        name: frozenset(_references(_XLSX_FORMULA.findall(parts.get(part, b""))))
        for name, part in sheet_parts(parts).items()
    }


def _references(tags: list[bytes]) -> Iterator[tuple[int, int]]:
    for tag in tags:
        if found := _REFERENCE.search(tag):
            yield int(found[2]) - 1, column_number(found[1].decode())
