"""The bytes of a workbook: the same content always gives the same file."""

import io
import re
import zipfile
from datetime import datetime

from openpyxl import Workbook

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def workbook_bytes(book: Workbook, *, modified: datetime) -> bytes:
    """Save a workbook without the clock in it: ``modified`` (aware) is the only time it tells.

    openpyxl writes the time of saving both in the archive and in the properties; a document that
    is issued twice from the same data must be the same file.
    """
    buffer, packed = io.BytesIO(), io.BytesIO()
    book.save(buffer)
    stamp = modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with (
        zipfile.ZipFile(buffer) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return packed.getvalue()
