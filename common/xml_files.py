"""XML that somebody uploads, read without entities, network or bombs.

What is refused is refused with a sentence: a file that is not well-formed, has a document type or
entities, or is nested or filled as only an attack is (OWASP, XML External Entity Prevention).
"""

import re

from django.utils.translation import gettext as _
from lxml import etree

from common.workbooks import WorkbookRefused

DEPTH = 200
ATTRIBUTE_CHARACTERS = 1_000_000
ATTRIBUTES = 200

_NEVER_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARED = re.compile(r"""^<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.\-]{1,40})["']""")
_PROLOGUE = re.compile(r"^<\?xml\s[^>]{0,200}\?>")
# Encodings that hide nothing: what Python decodes here, the parser sees as UTF-8.
_ENCODINGS = {"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15",
              "windows-1252", "cp1252", "latin1"}  # fmt: skip
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def safe_root(data: bytes, filename: str, *, again: str, resend: str) -> etree._Element:
    """The root of an XML file; WorkbookRefused when it must not or cannot be read.

    ``again`` tells what to do with a file that is broken, ``resend`` with one that seems hostile.
    """
    text = _decoded(data, filename)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise WorkbookRefused(
            _("Filen innehåller XML-deklarationer som används för att överbelasta servrar."),
            filename,
            resend,
        )
    parser = etree.XMLParser(
        encoding="utf-8",  # else it guesses by the first bytes, past what was looked at above
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(_blanked(text).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise _not_well_formed(error, filename, again, resend) from error
    _check_shape(root, filename, resend)
    return root


def xml_text(text: str) -> str:
    """A text without the signs that no XML may hold; none of them can be seen."""
    return text if text.isprintable() else _NEVER_IN_XML.sub("", text)


def too_long(filename: str, resend: str) -> WorkbookRefused:
    """The refusal of a file with a value or a part that is longer than any tool writes."""
    return WorkbookRefused(_("Filen innehåller ett orimligt långt värde."), filename, resend)


def _blanked(text):
    """The text without its declaration, whose lines are kept so that those told later are right."""
    return _PROLOGUE.sub(lambda found: "\n" * found.group().count("\n"), text, count=1)


def _decoded(data, filename):
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    if not encoding:
        declared = _DECLARED.match(data[:300].decode("latin-1"))
        encoding = declared.group(1).lower() if declared else "utf-8"
    if encoding not in _ENCODINGS and encoding != "utf-8-sig":
        raise WorkbookRefused(
            _("Teckenkodningen %(encoding)s tas inte emot.") % {"encoding": encoding},
            filename,
            _("Spara filen som UTF-8 och ladda upp den igen."),
        )
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise WorkbookRefused(
            _("Filen är inte skriven med den teckenkodning den uppger (%(encoding)s).")
            % {"encoding": encoding},
            filename,
            _("Spara filen som UTF-8 och ladda upp den igen."),
        ) from error


def _not_well_formed(error, filename, again, resend):
    line = error.lineno or 1
    if "depth" in str(error).lower():
        return _too_deep(filename, resend)
    if "huge" in str(error).lower() or "too long" in str(error).lower():
        return too_long(filename, resend)
    return WorkbookRefused(
        _("Filen är inte läsbar XML: felet finns på rad %(line)s.") % {"line": line},
        filename,
        again,
    )


def _too_deep(filename, resend):
    return WorkbookRefused(
        _("Filen har fler nivåer inuti varandra än något program skriver."), filename, resend
    )


def _check_shape(root, filename, resend):
    """Refuse nesting and attributes that only an attack has."""
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEPTH:
            raise _too_deep(filename, resend)
        if event == "end":
            continue
        if len(element.attrib) > ATTRIBUTES:  # to read them takes the square of their number
            raise too_long(filename, resend)
        for value in element.values():
            if len(value) > ATTRIBUTE_CHARACTERS and not value.startswith("data:"):
                raise too_long(filename, resend)
