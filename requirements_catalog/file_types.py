"""What a file is, by what is in it.

Standard library only. The list is of what people put beside requirements; everything else is
refused, programs and documents with macros among it.
"""

import io
import re
import zipfile
from pathlib import PurePosixPath

_OFFICE = "application/vnd.openxmlformats-officedocument."
# Suffix -> media type; the suffix of a file must be one of those of what is in it.
_OPEN_XML = {
    ".docx": (_OFFICE + "wordprocessingml.document", "word/"),
    ".xlsx": (_OFFICE + "spreadsheetml.sheet", "xl/"),
    ".pptx": (_OFFICE + "presentationml.presentation", "ppt/"),
    ".vsdx": ("application/vnd.ms-visio.drawing", "visio/"),
}
_OPEN_DOCUMENT = {
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".odg": "application/vnd.oasis.opendocument.graphics",
}
_BEGINNINGS = (
    (b"%PDF-", "application/pdf", (".pdf",)),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
    (b"GIF8", "image/gif", (".gif",)),
)
_TEXT_SUFFIXES = (".txt", ".csv", ".md", ".json", ".xml")
SUFFIXES = (
    *(suffix for _start, _type, suffixes in _BEGINNINGS for suffix in suffixes),
    *_OPEN_XML,
    *_OPEN_DOCUMENT,
    *_TEXT_SUFFIXES,
)
# Letters that are not seen, or that turn the direction of writing: "faktura\u202efdp.exe".


def media_type_of(content: bytes, name: str) -> str:
    """The media type that both the content and the name's suffix say; empty when there is none."""
    suffix = PurePosixPath(name).suffix.lower()
    for start, media_type, suffixes in _BEGINNINGS:
        if content.startswith(start):
            return media_type if suffix in suffixes else ""
    if content.startswith(b"PK\x03\x04"):
        return _type_of_package(content, suffix)
    return "text/plain" if suffix in _TEXT_SUFFIXES and _is_text(content) else ""


def _type_of_package(content: bytes, suffix: str) -> str:
    """Office documents are zip files; only their list of contents is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
            if any("vbaproject" in name.lower() for name in names):
                return ""
            if suffix in _OPEN_XML:
                media_type, folder = _OPEN_XML[suffix]
                whole = "[Content_Types].xml" in names
                return media_type if whole and any(n.startswith(folder) for n in names) else ""
            if suffix in _OPEN_DOCUMENT and "mimetype" in names:
                with package.open("mimetype") as file:
                    said = file.read(200).decode("ascii", "replace").strip()
                return said if said == _OPEN_DOCUMENT[suffix] else ""
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError):
        return ""
    return ""


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Swedish programs on Windows write; control characters stand in no text.
        return not re.search(rb"[\x00-\x08\x0e-\x1f\x7f]", content)
    return True
