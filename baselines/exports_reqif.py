"""A baseline as ReqIF: the same types and names as the catalogue's own export, from frozen content.

The seal is a value of the specification, which the standard lets carry attributes of its own.
"""

import io
import zipfile
from datetime import UTC

from django.utils.translation import get_language
from lxml import etree

from common.reqif import Document, Specification, SpecObject, tag
from common.reqif_writer import write_reqif
from common.xml_files import xml_text
from requirements_catalog.cell_words import words_of
from requirements_catalog.exports.reqif import OWN_TYPES
from requirements_catalog.fields import BY_NAME
from requirements_catalog.import_core.object_reader import MARKDOWN_TARGETS
from requirements_catalog.import_core.words import REQIF_HEADS
from requirements_catalog.reqif.values import ENUMERATION, STRING, XHTML_KIND, ValueWriter

from .cells import FIELDS, cell, own_cell, own_heads
from .file_facts import facts_of
from .frozen import Frozen, FrozenRow

TYPE, TYPE_NAME = "_fvm-baslinje", "Baslinje"
# Attributes of the specification that a program reads; those for people follow them.
UID_HEAD, SEAL_HEAD, LANGUAGE_HEAD = "FVM.Baslinje", "FVM.Sigill", "FVM.Språk"
NUMBER_HEAD, DIGEST_HEAD = "FVM.Nummer", "FVM.Kontrollsumma"
_XHTML = {"title", *MARKDOWN_TARGETS}
_WORDS = {name: tuple(dict.fromkeys(map(str, words_of(BY_NAME[name]).values()))) for name in FIELDS}


def baseline_reqif(frozen: Frozen, *, keeps_words: bool = True) -> bytes:
    """The bytes of a .reqif; the same baseline gives the same ones.

    Without ``keeps_words`` it shows the same and takes half the time, but texts cannot be read back
    letter by letter: enough for comparing.
    """
    return _Writing(frozen, keeps_words).content()


def baseline_reqifz(frozen: Frozen) -> bytes:
    """The same in an archive."""
    buffer = io.BytesIO()
    moment = frozen.baseline.published_at.astimezone(UTC).timetuple()[:6]
    entry = zipfile.ZipInfo(f"{frozen.baseline.code}.reqif", max(moment, (1980, 1, 1, 0, 0, 0)))
    entry.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry, baseline_reqif(frozen))
    return buffer.getvalue()


class _Writing:
    """A document being built; places are nested as rows stand under each other."""

    def __init__(self, frozen: Frozen, keeps_words: bool) -> None:
        self.frozen = frozen
        self.moment = frozen.baseline.published_at.astimezone(UTC)
        self.document = Document()
        self.writer = ValueWriter(self.document, keeps_words=keeps_words)
        heads = {REQIF_HEADS[name] for name in FIELDS} | {NUMBER_HEAD, DIGEST_HEAD}
        self.own = own_heads(frozen.own_fields, heads)

    def content(self) -> bytes:
        """The bytes of the document."""
        for type_, name in OWN_TYPES.values():
            self.writer.add_type(type_, "SPEC-OBJECT-TYPE", name)
        for row in self.frozen.rows:
            self._add_object(row)
        baseline = self.frozen.baseline
        title = xml_text(f"{baseline.catalogue.name} – {baseline}")
        key = f"_baslinje-{baseline.uid}"
        self.document.specifications[key] = self._specification(key, title)
        return write_reqif(self.document, {key: self._tree()}, title, self.moment)

    def _specification(self, key: str, title: str) -> Specification:
        self.writer.add_type(TYPE, "SPECIFICATION-TYPE", TYPE_NAME)
        element = etree.Element(tag("SPECIFICATION"), {"IDENTIFIER": key, "LONG-NAME": title})
        element.set("LAST-CHANGE", self.moment.isoformat(timespec="seconds"))
        holder = etree.SubElement(element, tag("TYPE"))
        etree.SubElement(holder, tag("SPECIFICATION-TYPE-REF")).text = TYPE
        baseline = self.frozen.baseline
        for head, text in (
            (UID_HEAD, str(baseline.uid)),
            (SEAL_HEAD, baseline.digest),
            (LANGUAGE_HEAD, get_language() or "sv"),
            *facts_of(self.frozen),
        ):
            self._put(element, TYPE, head, STRING, text)
        return Specification(key, title, element)

    def _add_object(self, row: FrozenRow) -> None:
        type_, _name = OWN_TYPES[row.is_heading]
        element = etree.Element(tag("SPEC-OBJECT"), {"IDENTIFIER": f"_{row.uid}"})
        element.set("LAST-CHANGE", self.moment.isoformat(timespec="seconds"))
        etree.SubElement(element, tag("VALUES"))
        holder = etree.SubElement(element, tag("TYPE"))
        etree.SubElement(holder, tag("SPEC-OBJECT-TYPE-REF")).text = type_
        self._put(element, type_, NUMBER_HEAD, STRING, row.number)
        self._put(element, type_, DIGEST_HEAD, STRING, row.digest)
        for name in FIELDS:
            if name == "kind" and row.is_heading:
                continue
            words = _WORDS[name]
            kind = XHTML_KIND if name in _XHTML else ENUMERATION if words else STRING
            self._put(element, type_, REQIF_HEADS[name], kind, cell(row.content, name), words,
                      is_markdown=name in MARKDOWN_TARGETS)  # fmt: skip
        for one in self.frozen.own_fields:
            self._put(
                element, type_, self.own[one.key], STRING, own_cell(self.frozen, row.content, one)
            )
        self.document.objects[f"_{row.uid}"] = SpecObject(f"_{row.uid}", "", type_, element)

    def _put(self, element, type_, head, kind, text, words=(), *, is_markdown=False) -> None:
        if not text:
            return
        if kind == ENUMERATION and text not in words:
            # A word that has gone out of use since: it is kept as it was.
            head, kind, words = f"{head} (text)", STRING, ()
        attribute = self.writer.add_attribute(type_, head, kind, words)
        self.writer.set(element, type_, attribute, text, is_markdown=is_markdown)

    def _tree(self) -> list:
        places: dict[str, etree._Element] = {}
        tops = []
        for row in self.frozen.rows:
            place = etree.Element(tag("SPEC-HIERARCHY"), {"IDENTIFIER": f"_plats-{row.uid}"})
            place.set("LAST-CHANGE", self.moment.isoformat(timespec="seconds"))
            holder = etree.SubElement(place, tag("OBJECT"))
            etree.SubElement(holder, tag("SPEC-OBJECT-REF")).text = f"_{row.uid}"
            places[row.uid] = place
            above = places.get(row.parent)
            if above is None:
                tops.append(place)
                continue
            group = above.find(tag("CHILDREN"))
            if group is None:
                group = etree.SubElement(above, tag("CHILDREN"))
            group.append(place)
        return tops
