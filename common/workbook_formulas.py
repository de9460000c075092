"""Which cells of a workbook hold a formula: the reader gives values only."""

import re

from common.workbook_reader import sheet_parts
from common.workbook_safety import ZIP_SIGNATURE, Limits, safe_copy
from common.workbooks import column_number

_XLSX_FORMULA = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r="([A-Z]+)(\d+)"[^<>/]*>\s*<(?:\w+:)?f[\s>/]"""
)


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
        name: frozenset(
            (int(row) - 1, column_number(letters.decode()))
            for letters, row in _XLSX_FORMULA.findall(parts.get(part, b""))
        )
        for name, part in sheet_parts(parts).items()
    }
