"""The bytes of a workbook: the same content always gives the same file."""

import io
import re
import zipfile
from datetime import UTC, datetime

from openpyxl import Workbook

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_CREATED = re.compile(rb"(<dcterms:created[^>]*>)[^<]*(</dcterms:created>)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def workbook_bytes(book: Workbook, *, modified: datetime) -> bytes:
    """Save a workbook without the clock in it: ``modified`` (aware) is the only time it tells.

    openpyxl writes the time of saving both in the archive and in the properties; a document that
    is issued twice from the same data must be the same file.
    """
    buffer = io.BytesIO()
    book.save(buffer)
    return without_clock(buffer.getvalue(), modified=modified)


def without_clock(content: bytes, *, modified: datetime, is_new: bool = False) -> bytes:
    """A workbook's bytes with ``modified`` (aware) in place of the time when it was written.

    ``is_new`` says so of the time of its making as well, where nobody has set it.
    """
    stamp = modified.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                for moment in (_MODIFIED, _CREATED) if is_new else (_MODIFIED,):
                    content = moment.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return packed.getvalue()
