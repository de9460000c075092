"""Look into an uploaded workbook before anything parses it.

A workbook is a zip of XML. The parts that hold values are unpacked here, within limits, checked,
and packed again: the parser only ever sees that copy. So a zip that lies about its sizes, macros,
embedded objects and links to other files never reach it.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from common.workbook_extent import NotReadable, ods_extents, sheets_listed, xlsx_extent
from common.workbook_volume import shared_volume
from common.workbooks import WorkbookRefused

MEGABYTE = 1024 * 1024
CFB_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_SIGNATURE = b"PK\x03\x04"

# A declaration may hide in any encoding an XML parser understands.
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
# A sheet whose every row and cell is written like this has at most 78 columns and 99,999 rows,
# less than the limit of cells, and no tag that a pattern could search for hours: nothing to look
# closer at.
_NOT_PLAIN = re.compile(
    rb"""<(?:(?:c|row)(?:[/>]|\s(?!r="(?:[AB]?[A-Z])?\d{1,5}"[^<>]{0,180}>))"""
    rb"""|[^\s<>/:]*:(?:c|row)[\s/>])"""
)
# Real cells say in less than this where they stand and how they look; in a longer one the
# patterns below could start over without end.
_LONG_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]{200}")
# No pattern may look past the next "<": a hostile sheet would make it start over without end.
_FAR_CELL = re.compile(
    rb"""<((?:\w+:)?c)\s[^<>]*?\br\s*=\s*["'](?:[A-Z]{3,}\d+|[A-Z]+\d{6,})["'][^<>]*?"""
    rb"""(?:/>|>[^<]*(?:<(?!/?\1[\s>])[^<]*){0,40}</\1>)"""
)
_FAR_CELL_NAME = re.compile(rb"""\br\s*=\s*["']([A-Z]+\d+)["']""")
_ODS_REPEATS = re.compile(rb"""number-(?:rows|columns)-repeated="(\d{4,})\"""")


@dataclass(frozen=True)
class Limits:
    """How large an uploaded workbook may be, so that it cannot exhaust the server."""

    file_bytes: int = 25 * MEGABYTE
    unpacked_bytes: int = 300 * MEGABYTE
    # Honest sheets of equal rows pack 1:100; only large ones beyond that are suspicious.
    ratio: int = 250
    ratio_applies_from: int = 20 * MEGABYTE
    members: int = 2_000
    rows: int = 99_999
    columns: int = 702
    cells: int = 10_000_000
    # What the cells hold together, once a text that many of them share has been copied to each.
    text_bytes: int = 200 * MEGABYTE
    far_cells: int = 50
    sheets: int = 500
    # The list of sheets, and where each is kept.
    list_bytes: int = 5 * MEGABYTE


@dataclass(frozen=True)
class SafeCopy:
    """A workbook that is safe to parse, and what was seen in it on the way."""

    notices: tuple[str, ...]
    # The XML itself: the parser drops formula errors (#REF!), which people must hear of.
    parts: dict[str, bytes]

    def write_to(self, file: IO[bytes]) -> None:
        """Write the parts as a plain zip, not compressed, and let go of each: they are large."""
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name in list(self.parts):
                archive.writestr(name, self.parts.pop(name))


def refuse_encrypted_container(data: bytes, filename: str) -> None:
    """Refuse a password-protected workbook, which Office stores inside an old-style container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise password_protected(filename)


def password_protected(filename: str) -> WorkbookRefused:
    """Return the refusal of a workbook that needs a password to be opened."""
    return WorkbookRefused(
        _("Arbetsboken är lösenordsskyddad och kan inte läsas."),
        filename,
        _("Öppna den i Excel, ta bort lösenordet under Arkiv > Info > Skydda arbetsbok, spara "
          "och ladda upp den igen."),
    )  # fmt: skip


def damaged(filename: str) -> WorkbookRefused:
    """Return the refusal of a file whose inside is broken."""
    return WorkbookRefused(
        _("Filen är skadad eller ofullständig och kan inte läsas i sin helhet."),
        filename,
        _("Öppna den i Excel eller LibreOffice, låt programmet reparera den, spara som .xlsx och "
          "ladda upp den igen."),
    )  # fmt: skip


def too_large(filename: str, megabytes: int) -> WorkbookRefused:
    """Return the refusal of a file above ``megabytes``."""
    return WorkbookRefused(
        _("Filen är för stor: högst %(limit)s MB tas emot.") % {"limit": megabytes},
        filename,
        _("Ta bort bilder och blad som inte behövs, eller dela upp arbetsboken."),
    )


def safe_copy(data: bytes, filename: str, limits: Limits) -> SafeCopy:
    """Return a checked copy of the zipped workbook ``data`` (.xlsx, .xlsm, .ods).

    Raises WorkbookRefused for a zip bomb, a document type or entity declaration, the binary
    .xlsb format, a password, and sheets larger than ``limits``.
    """
    parts = _unpack(data, filename, limits)
    names = {name.lower() for name in parts}
    if any(name.endswith("workbook.bin") for name in names):
        raise WorkbookRefused(
            _("Det binära formatet .xlsb tas inte emot."),
            filename,
            _("Öppna arbetsboken i Excel, välj Spara som > Excel-arbetsbok (.xlsx) och ladda upp "
              "den filen."),
        )  # fmt: skip
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise password_protected(filename)
    if not names & {"content.xml", "[content_types].xml"}:
        raise WorkbookRefused(
            _("Filen är ett zip-arkiv men ingen arbetsbok."),
            filename,
            _("Packa upp arkivet och ladda upp arbetsboken som ligger i det."),
        )
    notices = []
    cells = 0
    _check_lists(parts, filename, limits)
    for name, content in parts.items():
        if any(word in content for word in _DECLARATIONS):
            raise WorkbookRefused(
                _("Filen innehåller XML-deklarationer som används för att överbelasta servrar."),
                filename,
                _("Be avsändaren om en ny fil som är sparad direkt från Excel eller LibreOffice."),
            )
        if name.lower() == "content.xml":
            _check_ods_repeats(content, filename)
            cells += _ods_cells(content, filename, limits)
        # A sheet of .xlsx may bear any name, that of OpenDocument's only part as well.
        if b"sheetData" in content:
            parts[name], seen, more = _check_sheet(content, filename, limits)
            notices += seen
            cells += more
        if cells > limits.cells:
            raise too_many_cells(filename, limits)
    _check_shared_texts(parts, filename, limits)
    return SafeCopy(tuple(notices), parts)


def _unpack(data, filename, limits):
    """Return name → bytes of the XML parts, never unpacking more than the limits allow."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise damaged(filename) from error
    declared = sum(member.file_size for member in members)
    bomb = unpacks_too_large(filename)
    if len(members) > limits.members or declared > limits.unpacked_bytes:
        raise bomb
    if declared > limits.ratio_applies_from and declared > limits.ratio * len(data):
        raise bomb
    parts, unpacked = {}, 0
    for member in members:
        if not _is_wanted(member.filename):
            continue
        if member.flag_bits & 1:
            raise password_protected(filename)
        try:
            with archive.open(member) as stream:
                content = stream.read(member.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise damaged(filename) from error
        unpacked += len(content)
        if unpacked > limits.unpacked_bytes:
            raise bomb
        # Two members of one name are a way to show one thing and parse another.
        if member.filename in parts:
            raise damaged(filename)
        parts[member.filename] = content
    return parts


def unpacks_too_large(filename):
    """Return the refusal of a file that is small only until it is read."""
    return WorkbookRefused(
        _("Filen blir orimligt stor när den packas upp och läses därför inte."),
        filename,
        _("Spara om arbetsboken i Excel utan tomma formaterade rader och försök igen."),
    )


def _check_lists(parts, filename, limits):
    """Refuse a list of sheets that is too long, or that names one part as two sheets.

    Sheets are read one by one: a part of many megabytes that is a thousand sheets is read, and
    kept, a thousand times.
    """
    lists = {name: part for name, part in parts.items() if _is_list(name)}
    if any(len(part) > limits.list_bytes for part in lists.values()):
        raise unpacks_too_large(filename)
    for part in lists.values():
        try:
            sheets, places = sheets_listed(part)
        except NotReadable as error:
            raise damaged(filename) from error
        if sheets > limits.sheets:
            raise unpacks_too_large(filename)
        if len(places) != len(set(places)):
            raise damaged(filename)


def _is_list(name):
    lowered = name.lower()
    return lowered.endswith(("workbook.xml", "workbook.xml.rels"))


def _is_wanted(name):
    """Tell whether a part can hold values; macros, media and outside links cannot."""
    lowered = name.lower()
    if "externallink" in lowered or "/embeddings/" in lowered or "/drawings/" in lowered:
        return False
    return lowered.endswith((".xml", ".rels", "workbook.bin")) or lowered == "mimetype"


def _check_sheet(content, filename, limits):
    """Return the sheet without stray cells far outside, notices, and how many cells it has.

    Refuses what is too large. A stray space in XFA64 would otherwise make a table of 20 columns
    16,000 columns wide. The cells of a plain sheet are not counted.
    """
    if not _NOT_PLAIN.search(content):
        return content, [], 0
    if _LONG_CELL.search(content):
        raise damaged(filename)
    notices = []
    far = [match.group(0) for match in _FAR_CELL.finditer(content)]
    filled = [cell for cell in far if not cell.endswith(b"/>")]
    if len(filled) > limits.far_cells:
        raise too_many_cells(filename, limits)
    if far:
        content = _FAR_CELL.sub(b"", content)
        for cell in filled:
            name = _FAR_CELL_NAME.search(cell).group(1).decode()
            notices.append(
                _("Cell %(cell)s ligger långt utanför tabellen och har inte lästs.")
                % {"cell": name}
            )
    try:
        extent = xlsx_extent(content)
    except NotReadable as error:
        raise damaged(filename) from error
    if extent.columns > limits.columns:
        raise too_many_cells(filename, limits)
    return content, notices, extent.cells


def _ods_cells(content, filename, limits):
    """Return how many cells the sheets of an OpenDocument workbook become."""
    try:
        extents = ods_extents(content)
    except NotReadable as error:
        raise damaged(filename) from error
    if sum(extent.repeated_bytes for extent in extents) > limits.text_bytes:
        raise unpacks_too_large(filename)
    return sum(extent.cells for extent in extents)


def _check_shared_texts(parts, filename, limits):
    """Refuse a workbook that points at long texts more often than their copies have room for."""
    try:
        volume = shared_volume(parts, enough=limits.text_bytes)
    except NotReadable as error:
        raise damaged(filename) from error
    if volume > limits.text_bytes:
        raise unpacks_too_large(filename)


def _check_ods_repeats(content, filename):
    """Refuse an OpenDocument sheet that repeats a filled cell or row thousands of times.

    Empty ones are usual: that is how a sheet's unused rest is written.
    """
    for row in content.split(b"<table:table-row")[1:]:
        head, _tag_end, cells = row.partition(b">")
        if _ODS_REPEATS.search(head) and b"value-type" in cells:
            raise too_many_cells(filename, Limits())
        for cell in cells.split(b"<table:table-cell")[1:]:
            cell_head = cell.partition(b">")[0]
            if b"value-type" in cell_head and _ODS_REPEATS.search(cell_head):
                raise too_many_cells(filename, Limits())


def too_many_cells(filename: str, limits: Limits) -> WorkbookRefused:
    """Return the refusal of a workbook with a sheet larger than the limits."""
    return WorkbookRefused(
        _("Ett blad är större än vad som kan läsas: högst %(rows)s rader och %(columns)s kolumner.")
        % {"rows": limits.rows, "columns": limits.columns},
        filename,
        _("Ta bort tomma rader och kolumner som har innehåll långt utanför tabellen, eller dela "
          "upp arbetsboken."),
    )  # fmt: skip
