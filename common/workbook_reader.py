"""Read an uploaded workbook of any usual kind into plain rows.

The kind is told from the content, not from the name. Everything that could hurt the server is
refused before anything is parsed (``workbook_safety``), and what cannot be read wholly is refused
with a sentence that a procurer understands: never half an import.
"""

import io
import re
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.conf import settings
from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from common.collecting import give_back
from common.directions import is_turned, straight
from common.workbook_csv import read_csv
from common.workbook_safety import (
    CFB_SIGNATURE,
    MEGABYTE,
    ZIP_SIGNATURE,
    Limits,
    damaged,
    password_protected,
    refuse_encrypted_container,
    safe_copy,
    too_large,
    too_many_cells,
    unpacks_too_large,
)
from common.workbook_trial import survives_reading
from common.workbooks import CellError, Sheet, Workbook, WorkbookRefused, column_number

TEXT_SUFFIXES = frozenset({".csv", ".txt", ".ssv", ".tsv"})
ACCEPTED_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".ssv", ".tsv")

# Texts of at most so many letters are looked for among those met before, and so many are kept.
_SHORT, _MOST_KNOWN = 120, 20_000
# An empty row costs about as much as so many empty cells.
_LEAST_OF_A_ROW = 10

# No pattern may look past the next tag at will: a hostile sheet would start it over for ever.
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})")[^<>]{0,200}?\bt="e"[^<>]{0,200}>"""
    rb"""(?:<f\b[^<>]*(?:/>|>[^<]*</f>))?<v>([^<]*)</v>"""
)
# A formula without a value: a program wrote it and no spreadsheet has counted it yet. One whose
# value is an empty text says so by its type.
_UNCACHED_CELL = re.compile(
    rb"""<((?:\w+:)?)c\s(?=[^<>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})")(?![^<>]{0,200}?\bt="str")[^<>]{0,200}>"""
    rb"""<\1f\b[^<>]*(?:/>|>[^<]*</\1f>)(?:<\1v\s*/>|<\1v></\1v>)?</\1c>"""
)
_HIDDEN_ROW = re.compile(
    rb"""<(?:\w+:)?row\s(?=[^<>]{0,300}?\bhidden="(?:1|true)")[^<>]{0,300}?\br="(\d{1,7})\""""
)
_PLAIN_HIDDEN_ROW = re.compile(_HIDDEN_ROW.pattern.replace(rb"(?:\w+:)?", b"", 1))
_HTML = re.compile(rb"^\s*(?:<!doctype html|<html|<table)", re.IGNORECASE)


def read_workbook(
    source: bytes | str | Path,
    filename: str = "",
    limits: Limits | None = None,
    *,
    is_verbatim: bool = False,
) -> Workbook:
    """Return the workbook in ``source`` (bytes, or the path of a file).

    ``filename`` is the name the user knows it by. Signs that turn the direction of text are taken
    out, unless every letter counts (``is_verbatim``): where it is compared, and in a tender. Hidden
    sheets are read but marked. Raises WorkbookRefused when the file is too large, encrypted,
    damaged, hostile, empty or no workbook.
    """
    limits = limits or _limits_from_settings()
    if isinstance(source, (str, Path)):
        path = Path(source)
        filename = filename or path.name
        if path.stat().st_size > limits.file_bytes:
            raise too_large(filename, limits.file_bytes // MEGABYTE)
        source = path.read_bytes()
    if len(source) > limits.file_bytes:
        raise too_large(filename, limits.file_bytes // MEGABYTE)
    workbook = _read(source, filename, limits)
    if all(sheet.is_empty for sheet in workbook.sheets):
        raise WorkbookRefused(
            _("Arbetsboken är tom: inget blad har något innehåll."),
            filename,
            _("Kontrollera att du valde rätt fil och att den är sparad."),
        )
    if not is_verbatim:
        _straighten(workbook)
    return workbook


def _straighten(workbook: Workbook) -> None:
    for sheet in workbook.sheets:
        for row in sheet.rows:
            for at, value in enumerate(row):
                if type(value) is str and is_turned(value):
                    row[at] = straight(value).strip() or None


def _limits_from_settings():
    return Limits(file_bytes=settings.UPLOAD_MAX_BYTES)


def _read(data, filename, limits):
    if data.startswith(ZIP_SIGNATURE):
        copy = safe_copy(data, filename, limits)
        errors, uncached = _formula_cells(copy.parts)
        hidden = _hidden_rows(copy.parts)
        # The unpacked parts are as large as all that comes of them: they wait on disk.
        with NamedTemporaryFile() as file:
            copy.write_to(file)
            file.flush()
            workbook = _parse(file.name, filename, limits, copy.notices, errors, uncached)
        give_back()
        return _with_hidden_rows(workbook, hidden)
    if data.startswith(CFB_SIGNATURE):
        refuse_encrypted_container(data, filename)
        if not survives_reading(data):
            raise too_many_cells(filename, limits)
        return _parse(io.BytesIO(data), filename, limits)
    if _HTML.match(data[:500]):
        raise WorkbookRefused(
            _("Filen är en webbsida med en arbetsboks namn."),
            filename,
            _("Öppna den i Excel, spara som .xlsx och ladda upp den filen."),
        )
    if not data.strip():
        raise WorkbookRefused(_("Filen är tom."), filename, _("Välj en annan fil."))
    suffix = Path(filename).suffix.lower()
    if suffix in TEXT_SUFFIXES:
        return read_csv(data, filename, limits)
    if suffix in ACCEPTED_SUFFIXES:
        raise WorkbookRefused(
            _("Filen heter %(suffix)s men är ingen arbetsbok.") % {"suffix": suffix},
            filename,
            _("Öppna originalet i Excel, spara som .xlsx och ladda upp den filen."),
        )
    raise WorkbookRefused(
        _("Filtypen tas inte emot."),
        filename,
        _("Ladda upp en arbetsbok (.xlsx, .xlsm, .xls, .ods) eller en textfil (.csv)."),
    )


def _parse(source, filename, limits, notices=(), errors=None, uncached=None):
    """Return the workbook that calamine reads; any of its failures becomes a clear refusal."""
    errors, uncached = errors or {}, uncached or {}
    known: dict[str, str] = {}
    try:
        with CalamineWorkbook.from_object(source) as book:
            sheets: list[Sheet] = []
            room = limits.cells
            for index, metadata in enumerate(book.sheets_metadata):
                if metadata.typ != SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_index(index)
                room -= _room_of(sheet)
                # Each sheet may be within the limits, and hundreds of them still fill all memory.
                if sheets and room < 0:
                    raise unpacks_too_large(filename)
                read = _sheet(sheet, metadata, limits, filename, errors.get(metadata.name), known)
                sheets.append(replace(read, uncached=uncached.get(metadata.name, frozenset())))
    except PasswordError as error:
        raise password_protected(filename) from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(filename) from error
    # A fault inside the parser surfaces as an exception outside the usual hierarchy.
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise damaged(filename) from error
        raise
    if not sheets:
        raise damaged(filename)
    return Workbook(filename, tuple(sheets), tuple(notices))


def _room_of(sheet):
    """How many cells a sheet costs: also a row without any has to be made."""
    if sheet.end is None:
        return 0
    rows, columns = sheet.end[0] + 1, sheet.end[1] + 1
    return rows * max(columns, _LEAST_OF_A_ROW)


def _sheet(sheet, metadata, limits, filename, errors, known):
    last_row, last_column = sheet.end or (0, 0)
    if (last_row + 1) * (last_column + 1) > limits.cells or last_row >= limits.rows:
        raise WorkbookRefused(
            _("Bladet ”%(sheet)s” är större än vad som kan läsas.") % {"sheet": metadata.name},
            filename,
            _("Ta bort tomma rader och kolumner med innehåll långt utanför tabellen."),
        )
    # Row by row, so that the sheet is not held twice; it leaves out empty columns at the left.
    left = [None] * sheet.start[1] if sheet.start else []
    rows = [_clean_row(row, known) for row in sheet.iter_rows()]
    if left:
        rows = [left + row if row else row for row in rows]
    for (row, column), code in (errors or {}).items():
        if row < limits.rows and column < limits.columns:
            _put(rows, row, column, CellError(code))
    while rows and not rows[-1]:
        rows.pop()
    merges = tuple(
        (first[0], first[1], last[0], last[1]) for first, last in sheet.merged_cell_ranges or ()
    )
    visible = metadata.visible == SheetVisibleEnum.Visible
    return Sheet(metadata.name, visible, rows, merges)


def _clean_row(row, known):
    """Return the row without its empty end; whole numbers as integers, line breaks as ``\\n``.

    ``known`` holds texts that have been met before: what many cells say is kept once.
    """
    cells = [None] * len(row)
    for at, value in enumerate(row):
        if value == "":
            continue
        if type(value) is not str:
            cells[at] = _clean(value)
        elif (met := known.get(value)) is not None:
            cells[at] = met
        else:
            clean = cells[at] = _clean(value)
            if clean is not None and len(clean) <= _SHORT and len(known) < _MOST_KNOWN:
                known[value] = clean
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _clean(value):
    if isinstance(value, str):
        if "\r" in value:
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return value.strip() or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _put(rows, row, column, value):
    """Set one cell, making the sheet larger when it lies outside what the parser gave."""
    while len(rows) <= row:
        rows.append([])
    rows[row] += [None] * (column + 1 - len(rows[row]))
    rows[row][column] = value


def _has_formulas(content):
    # Two searches of many megabytes, and four where they find something.
    may_have = b"<f" in content or b":f" in content
    return may_have and any(mark in content for mark in (b"<f>", b"<f ", b":f>", b":f "))


def _formula_cells(parts):
    """Return what the parser itself leaves empty: errors of formulas, and formulas without values.

    The first is sheet name → {(row, column): "#REF!"}, the second sheet name → {(row, column)}.
    """
    has_errors = any(b't="e"' in content for content in parts.values())
    has_formulas = any(_has_formulas(content) for content in parts.values())
    if not has_errors and not has_formulas:
        return {}, {}
    try:
        names = sheet_parts(parts)
    except (ElementTree.ParseError, DefusedXmlException, KeyError, StopIteration):
        return {}, {}
    errors, uncached = {}, {}
    for name, part in names.items():
        content = parts.get(part, b"")
        errors[name] = {
            (int(row) - 1, column_number(letters.decode())): code.decode("utf-8", "replace")
            for letters, row, code in _ERROR_CELL.findall(content)
        }
        uncached[name] = frozenset(
            (int(row) - 1, column_number(letters.decode()))
            for _prefix, letters, row in (
                _UNCACHED_CELL.findall(content) if _has_formulas(content) else ()
            )
        )
    return errors, uncached


def _hidden_rows(parts):
    """Return sheet name → numbers of the rows that nobody sees."""
    if not any(b"hidden=" in content for content in parts.values()):
        return {}
    try:
        names = sheet_parts(parts)
    except (ElementTree.ParseError, DefusedXmlException, KeyError, StopIteration):
        return {}
    found = {}
    for name, part in names.items():
        content = parts.get(part, b"")
        # Without a namespace's letters before it a tag is found five times as fast.
        pattern = _HIDDEN_ROW if b":row" in content else _PLAIN_HIDDEN_ROW
        found[name] = {int(row) for row in pattern.findall(content)}
    return found


def _with_hidden_rows(workbook, hidden):
    """Count the hidden rows of each sheet that hold something."""
    sheets = []
    for sheet in workbook.sheets:
        found = hidden.get(sheet.name, ())
        count = sum(0 < row <= len(sheet.rows) and bool(sheet.rows[row - 1]) for row in found)
        sheets.append(replace(sheet, hidden_rows=count) if count else sheet)
    return replace(workbook, sheets=tuple(sheets))


def sheet_parts(parts):
    """Return sheet name → name of its part, by the workbook's list and its relationships."""
    book = next(name for name in parts if name.rsplit("/", 1)[-1] == "workbook.xml")
    folder = book.rpartition("/")[0]
    relations = f"{folder}/_rels/workbook.xml.rels".lstrip("/")
    targets = {
        element.get("Id"): element.get("Target", "")
        for element in ElementTree.fromstring(parts[relations])
    }
    found = {}
    for element in ElementTree.fromstring(parts[book]).iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        relation = next((v for k, v in element.items() if k.endswith("}id")), "")
        target = targets.get(relation, "")
        part = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
        found[element.get("name")] = part
    return found
