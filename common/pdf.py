"""HTML to a PDF that is archival, tagged and reproducible: PDF/A-3a and PDF/UA-1 in one file.

WeasyPrint lays out; ``common.pdf_finish`` adds the little that PDF/UA asks for beyond PDF/A.
The same arguments give the same bytes, whatever the process, time zone or hash seed: every date
comes from ``created_at``, and fonts are those of the project, not of the machine.

WeasyPrint and Pango are loaded at the first render only, so that a machine without Pango can
run everything else.
"""

import logging
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import Any

from django.utils.translation import gettext as _

VARIANT = "pdf/a-3a"
APT_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"

# Pango's font map and SOURCE_DATE_EPOCH belong to the whole process.
_ONE_AT_A_TIME = Lock()

# Digests and addresses are shorter, so that they are copied out of the document as they are.
_LONGEST_WORD = 200
_LETTERS = r"(?:[^<>& \t\r\n\f]|&[#\w]*;?)"
_PART = re.compile(
    r"""<(?P<tag>/?\w+)(?:[^<>"']|"[^"]*"|'[^']*')*>"""
    rf"|(?P<word>{_LETTERS}{{1,{_LONGEST_WORD}}})"
    r"|[ \t\r\n\f]+|."
)
_WITHIN_LINES = {"a", "abbr", "b", "code", "em", "i", "s", "small", "span", "strong", "sub", "sup"}
_LETTER = re.compile(_LETTERS)


class PdfUnavailable(Exception):
    """This machine lacks what PDF needs; the message says how to install it."""


@dataclass(frozen=True)
class PdfAttachment:
    """A file carried inside the PDF, for example the sealed requirements as JSON.

    ``relationship`` is PDF/A-3's word for what it is: Source, Data, Alternative, Supplement.
    """

    name: str
    content: bytes
    description: str
    relationship: str = "Data"


def render_pdf(
    *,
    html: str,
    title: str,
    language: str,
    author: str,
    subject: str = "",
    created_at: datetime,
    attachments: Sequence[PdfAttachment] = (),
) -> bytes:
    """The PDF of a complete HTML document whose ``<html>`` states its language.

    Style sheets, fonts and pictures are named relative to ``static/`` (``css/document.css``);
    any other address is refused by ``common.pdf_resources`` and the picture left out.

    Raises ``PdfUnavailable`` when Pango or fonts are missing, ``ValueError`` when
    ``created_at`` has no time zone.
    """
    if created_at.tzinfo is None:
        raise ValueError("created_at must have a time zone")
    weasyprint = load_weasyprint()
    from common.pdf_finish import finish
    from common.pdf_resources import STATIC_URL, ProjectResources
    from common.pdf_weasyprint import page_class, rare_collections

    stamp = created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def write(html: str) -> bytes:
        document = page_class(weasyprint)(
            string=with_breaks(html), base_url=STATIC_URL, url_fetcher=ProjectResources()
        ).render(font_config=_fonts(), pdf_variant=VARIANT)
        metadata = document.metadata
        metadata.title, metadata.authors, metadata.description = title, [author], subject
        metadata.lang, metadata.created, metadata.modified = language, stamp, stamp
        metadata.generator = "FVM Upphandling"
        return document.write_pdf(
            finisher=finish,
            pdf_variant=VARIANT,
            attachments=[_attachment(weasyprint, one, created_at) for one in attachments] or None,
        )

    with _ONE_AT_A_TIME, _source_date(created_at), rare_collections():
        with _characters_without_glyph() as missing:
            content = write(html)
        if missing:
            # PDF/A forbids the empty box; the number says at least which character stood there.
            content = write(html.translate({ord(one): f"[U+{ord(one):04X}]" for one in missing}))
        return content


def with_breaks(html: str) -> str:
    """The document with a new line in what is longer than any real word, marked up or not.

    Laying out a word takes the square of its length: one of 32,000 letters takes 40 seconds.
    """
    length = 0

    def broken(found: re.Match) -> str:
        nonlocal length
        word = found["word"]
        if not word:
            if not found["tag"] or found["tag"].strip("/").lower() not in _WITHIN_LINES:
                length = 0
            return found[0]
        letters = len(word) if "&" not in word else len(_LETTER.findall(word))
        before, length = length, length + letters
        if length <= _LONGEST_WORD:
            return word
        length = letters
        return f"<br>{word}" if before else word

    return _PART.sub(broken, html)


@cache
def load_weasyprint() -> Any:
    """The WeasyPrint module, or ``PdfUnavailable`` when Pango or every font is missing.

    Without a single font Pango ends the whole process with a segmentation fault at the first
    line of text, hence the check beforehand.
    """
    # They tell every table dropped from a font and every page laid out.
    for chatty in ("fontTools", "weasyprint.progress"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        import weasyprint
        from weasyprint.text.ffi import ffi, fontconfig
    except OSError as error:  # a shared library was not found
        raise PdfUnavailable(
            _("PDF kan inte skapas: biblioteket Pango saknas. Installera med: %(command)s")
            % {"command": f"apt-get install -y {APT_PACKAGES}"}
        ) from error
    from common.pdf_weasyprint import speed_up

    speed_up(weasyprint)
    configuration = fontconfig.FcInitLoadConfigAndFonts()
    fonts = fontconfig.FcConfigGetFonts(configuration, fontconfig.FcSetSystem)
    if fonts == ffi.NULL or fonts.nfont == 0:
        load_weasyprint.cache_clear()
        raise PdfUnavailable(
            _("PDF kan inte skapas: inga typsnitt finns. Installera med: %(command)s")
            % {"command": "apt-get install -y fonts-dejavu-core"}
        )
    return weasyprint


@cache
def _fonts() -> Any:
    """One font configuration per process: unpacking the woff2 files costs more than a page."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


class _MissingGlyphs(logging.Handler):
    """Collects the characters that WeasyPrint reports as unknown to every font."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.characters: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the character that the record is about, if it is about one."""
        if str(record.msg).startswith(".notdef") and isinstance(record.args, tuple):
            self.characters.add(str(record.args[0]))


@contextmanager
def _characters_without_glyph() -> Iterator[set[str]]:
    """The characters for which no font on this machine has a glyph, once the block is left."""
    handler = _MissingGlyphs()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield handler.characters
    finally:
        logger.removeHandler(handler)


@contextmanager
def _source_date(created_at: datetime) -> Iterator[None]:
    """fontTools writes the time into every embedded font, unless this variable tells it one."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(created_at.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _attachment(weasyprint: Any, one: PdfAttachment, created_at: datetime) -> Any:
    """WeasyPrint's attachment object; it can be used once only, so it is made per render."""
    moment = created_at.astimezone(UTC)
    return weasyprint.Attachment(
        string=one.content,
        name=one.name,
        description=one.description,
        created=moment,
        modified=moment,
        relationship=one.relationship,
    )
