"""Unpack a .reqifz within limits: no bomb, no way out of the archive, nothing written to disk."""

import io
import re
import stat
import zipfile
import zlib

from django.utils.translation import gettext as _

from common.workbook_safety import MEGABYTE
from common.workbooks import WorkbookRefused

XML_BYTES = 100 * MEGABYTE
FILES_BYTES = 100 * MEGABYTE
MEMBERS = 2_000
DIRECTORY_BYTES = 2 * MEGABYTE
RATIO, RATIO_APPLIES_FROM = 250, 20 * MEGABYTE
_DRIVE = re.compile(r"^[A-Za-z]:")


def unpack(data: bytes, filename: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return (name → bytes of the ReqIF files, name → bytes of the others)."""
    if _directory_bytes(data) > DIRECTORY_BYTES:
        raise _bomb(filename)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise _damaged(filename) from error
    declared = sum(member.file_size for member in members)
    if (
        len(members) > MEMBERS
        or declared > XML_BYTES + FILES_BYTES
        or (declared > RATIO_APPLIES_FROM and declared > RATIO * len(data))
    ):
        raise _bomb(filename)
    texts: dict[str, bytes] = {}
    files: dict[str, bytes] = {}
    left = {True: XML_BYTES, False: FILES_BYTES}
    for member in members:
        name = _safe_name(member.filename, filename)
        if member.is_dir() or name.startswith("__MACOSX/") or name.endswith("/"):
            continue
        is_text = name.lower().endswith(".reqif")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise _leads_out(name, filename)
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _damaged(filename)
        if member.flag_bits & 1:
            raise WorkbookRefused(
                _("Arkivet är lösenordsskyddat och kan inte läsas."),
                filename,
                _("Packa upp det och ladda upp en fil utan lösenord."),
            )
        try:
            with archive.open(member) as stream:
                content = stream.read(left[is_text] + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise _damaged(filename) from error
        left[is_text] -= len(content)
        if left[is_text] < 0:
            raise _bomb(filename)
        kept = texts if is_text else files
        if name in kept:
            raise _damaged(filename)
        kept[name] = content
    return texts, files


def _safe_name(name, filename):
    """Return an entry's name with forward slashes; refuse one that leads out of the archive."""
    plain = name.replace("\\", "/")
    parts = plain.split("/")
    if plain.startswith("/") or _DRIVE.match(plain) or ".." in parts or "\x00" in name:
        raise _leads_out(name, filename)
    return "/".join(part for part in parts if part != ".")


def _directory_bytes(data):
    """How long the list of entries says it is: each costs memory before any can be looked at."""
    at = data.rfind(b"PK\x05\x06")
    return int.from_bytes(data[at + 12 : at + 16], "little") if at >= 0 else 0


def _leads_out(name, filename):
    return WorkbookRefused(
        _("Arkivet innehåller en sökväg som leder ut ur det: %(name)s")
        % {"name": name.replace("\x00", "")[:100]},
        filename,
        _("Be avsändaren om en ny fil som är sparad direkt från deras kravverktyg."),
    )


def _damaged(filename):
    return WorkbookRefused(
        _("Arkivet är skadat eller ofullständigt och kan inte läsas i sin helhet."),
        filename,
        _("Exportera kraven på nytt från det program de kommer ifrån."),
    )


def _bomb(filename):
    return WorkbookRefused(
        _("Filen blir orimligt stor när den packas upp och läses därför inte."),
        filename,
        _("Dela upp exporten i flera filer."),
    )
