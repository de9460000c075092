"""Requirements as ReqIF: what came from a file goes back as it came, with what was changed here."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

from django.db.models import QuerySet
from lxml import etree

from accounts.models import User
from common.reqif import (
    Specification,
    SpecObject,
    element_of,
    tag,
)
from common.reqif_files import split
from common.reqif_store import from_plain
from common.reqif_writer import write_reqif
from common.xml_files import xml_text

from ..cell_values import number_text
from ..cell_words import LINKED, linked_codes, words_of
from ..choices import FieldKind
from ..fields import BY_NAME, PEOPLE
from ..import_core.entries import Entry, RowRefused
from ..import_core.mapping import ColumnMapping
from ..import_core.object_reader import MARKDOWN_TARGETS
from ..import_core.own_files import extra_label, own_head
from ..import_core.value_reader import NUMBERS
from ..import_core.words import EXPORT_HEADS, EXTRA, LEVELS, REQIF_HEADS
from ..imports.lookup import directory_of
from ..models import Attachment, Catalogue, ReqifObject
from ..reqif.cells import ObjectTable
from ..reqif.entries import EntryReader, spec_object
from ..reqif.tree import TreeRow, written_trees
from ..reqif.values import BOOLEAN, DATE, ENUMERATION, REAL, STRING, XHTML_KIND, ValueWriter
from .reqif_relations import write_relations

OWN_TYPES = {True: ("_fvm-rubrik", "Rubrik"), False: ("_fvm-krav", "Krav")}
FIELDS = tuple(name for name in EXPORT_HEADS if name != "level")
_NOTHING = {
    "status": "draft", "is_minimum_requirement": False, **dict.fromkeys(LINKED, ()),
    **dict.fromkeys((*PEOPLE, *NUMBERS, *LEVELS)),
}  # fmt: skip
_XHTML_FIELDS = {"title", *MARKDOWN_TARGETS} - {EXTRA}
_EXTRA_KINDS = {
    FieldKind.NUMBER: REAL,
    FieldKind.DATE: DATE,
    FieldKind.YES_NO: BOOLEAN,
    FieldKind.CHOICE: ENUMERATION,
}


def export_requirements_reqif(
    queryset: QuerySet, catalogue: Catalogue, columns: Sequence[str] | None = None
) -> bytes:
    """Return requirements of a catalogue as a .reqif; embedded files are named but not included.

    ``columns`` is taken for the sake of the other formats: an object is always written whole.
    """
    return _Export(queryset, catalogue).content()


def export_requirements_reqifz(
    queryset: QuerySet, catalogue: Catalogue, columns: Sequence[str] | None = None
) -> bytes:
    """Return the same as a .reqifz: an archive with the files that the texts show.

    What came as several files goes back as several, each thing in the one it came in.
    """
    export = _Export(queryset, catalogue)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in export.contents():
            _write(archive, name, content, export.moment)
        for path, file in export.files():
            _write(archive, path, file, export.moment)
    return buffer.getvalue()


def _write(archive, name, content, moment):
    """Put a file in the archive; the same catalogue gives the same bytes."""
    entry = zipfile.ZipInfo(name, max(moment.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


class _Export:
    def __init__(self, queryset, catalogue):
        self.catalogue = catalogue
        self.rows = list(queryset.order_by("position").select_related(*PEOPLE))
        self.keys = {row.pk for row in self.rows}
        self.words = {name: words_of(BY_NAME[name]) for name in FIELDS}
        self.parents = dict(catalogue.requirements.values_list("pk", "parent_id"))
        self.is_whole = len(self.rows) == len(self.parents)
        self.known = {one.requirement_id: one for one in catalogue.reqif_objects.all()}
        changed = [row.changed_at for row in self.rows]
        self.moment = max(changed, default=datetime(2000, 1, 1, tzinfo=UTC)).astimezone(UTC)
        self.links = {name: linked_codes(queryset, name) for name in LINKED}
        source = getattr(catalogue, "reqif_source", None)
        self.content_data = source.content if source else {}
        self.document = from_plain(self.content_data)
        self.mapping = ColumnMapping.from_json(source.mapping) if source else ColumnMapping()
        self.extras = {field.label: field for field in catalogue.extra_fields.all()}
        self.people = self._people()
        self.identifier = {row.pk: self._identifier(row) for row in self.rows}

    def _identifier(self, row):
        known = self.known.get(row.pk)
        return known.identifier if known else f"_{row.uid}"

    def _people(self):
        """Key → address of those whom fields of the catalogue's own name."""
        own = [field.key for field in self.extras.values() if field.kind == FieldKind.PERSON]
        keys = {str(row.extra.get(key, "")) for row in self.rows for key in own}
        keys = {int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 19}
        found = User.objects.filter(pk__in=keys).values_list("pk", "email") if keys else ()
        return {str(key): email for key, email in found}

    @property
    def title(self) -> str:
        return xml_text(self.catalogue.name)

    def content(self) -> bytes:
        """The bytes of the document, as one file."""
        return write_reqif(self.document, self._written(), self.title, self.moment)

    def contents(self) -> list[tuple[str, bytes]]:
        """(name, bytes) of each file of an archive."""
        trees = self._written()
        files = self.content_data.get("files", ())
        if len(files) < 2:
            name = f"{self.catalogue.slug}.reqif"
            return [
                (
                    name,
                    write_reqif(self.document, trees, self.title, self.moment),
                )
            ]
        return [
            (name, write_reqif(part, own, self.title, self.moment))
            for name, part, own in split(self.document, trees, files)
            if part.objects or self.is_whole
        ]

    def _written(self):
        """Bring the document up to date with the rows; returns its trees."""
        stored = {
            one.identifier: spec_object(element_of(one.xml))
            for key, one in sorted(self.known.items(), key=lambda item: item[1].number)
            if key in self.keys and one.xml
        }
        order = list(stored)
        self.document.objects = dict(stored)
        self.table = ObjectTable(self.document)
        self.writer = ValueWriter(self.document)
        self.attribute_of = {
            (type_, self.table.names[column]): identifier
            for (type_, identifier), column in self.table.column_of.items()
        }
        self.name_of = {t: n for n, t in self.mapping.targets.items() if t != EXTRA}
        self.directory = directory_of(self.catalogue, (*LINKED, *PEOPLE))
        kinds = {
            name: self.extras[label].kind
            for name in self.table.names
            if self.mapping.targets.get(name, EXTRA) == EXTRA
            and (label := extra_label(name)) in self.extras
        }
        self.column_of_extra = {extra_label(name): name for name in reversed(kinds)}
        reader = EntryReader(self.table, self.mapping, self.directory.directory, kinds)
        for row in self.rows:
            known = self.known.get(row.pk)
            if known is not None and known.is_specification:
                self._rename_specification(known.identifier, row)
                continue
            key = self.identifier[row.pk]
            if key in stored:
                self._write_changes(row, known, stored[key], self._entry(reader, stored[key]))
            else:
                order.append(key)
                self._write_new(row, key)
        self.document.objects = {key: self.document.objects[key] for key in order}
        dangling = set(self.content_data.get("dangling", ())) if self.is_whole else set()
        write_relations(self.document, self.writer, self.identifier, self.keys, dangling)
        return self._trees()

    def _entry(self, reader, one):
        try:
            return reader.entry(1, one)
        except RowRefused:
            return Entry(1, "")

    # ------------------------------------------------------------ objects

    def _write_changes(self, row, known, one, entry):
        """Put into an object what differs here from what it says itself."""
        element = one.element
        before = etree.tostring(element, method="c14n")
        for name in FIELDS:
            now, then = self._value(row, name), self._said(entry, name)
            if name == "code" and now == known.assigned_code:
                continue
            if now != then:
                self._put(element, one.type, name, self._text(row, name))
        if row.is_heading != entry.is_heading:
            self._put(element, one.type, "kind", self._text(row, "kind"))
        for label, field in self.extras.items():
            said = entry.extra.get(self.column_of_extra.get(label, ""), "")
            if str(row.extra.get(field.key, "")) != said:
                self._put_extra(element, one.type, field, self._extra(row, field))
        if etree.tostring(element, method="c14n") != before:
            element.set("LAST-CHANGE", row.changed_at.astimezone(UTC).isoformat(timespec="seconds"))

    def _write_new(self, row, key):
        """An object for a row that came from no ReqIF file."""
        type_, name = OWN_TYPES[row.is_heading]
        self.writer.add_type(type_, "SPEC-OBJECT-TYPE", name)
        element = etree.Element(tag("SPEC-OBJECT"), {"IDENTIFIER": key})
        moment = row.changed_at.astimezone(UTC).isoformat(timespec="seconds")
        element.set("LAST-CHANGE", moment)
        etree.SubElement(element, tag("VALUES"))
        holder = etree.SubElement(element, tag("TYPE"))
        etree.SubElement(holder, tag("SPEC-OBJECT-TYPE-REF")).text = type_
        for field in FIELDS:
            if field == "kind" and row.is_heading:
                continue
            if self._value(row, field) != _NOTHING.get(field, ""):
                self._put(element, type_, field, self._text(row, field))
        for extra in self.extras.values():
            text = self._extra(row, extra)
            if text:
                self._put_extra(element, type_, extra, text)
        self.document.objects[key] = SpecObject(key, "", type_, element)

    def _value(self, row, name):
        if name in self.links:
            return tuple(sorted(self.links[name].get(row.pk, ())))
        if name in PEOPLE:
            return getattr(row, f"{name}_id")
        value = getattr(row, name)
        return number_text(value) if name in NUMBERS and value is not None else value

    def _said(self, entry, name):
        if name == "code":
            return entry.code
        if name in self.links:
            codes = self.directory.names[name]
            return tuple(sorted(codes[key] for key in entry.values.get(name, ())))
        return entry.values.get(name, _NOTHING.get(name, ""))

    def _text(self, row, name):
        if name in self.links:
            return "; ".join(self.links[name].get(row.pk, ()))
        if name in PEOPLE:
            person = getattr(row, name)
            return person.email if person else ""
        value = self._value(row, name)
        return str(self.words[name].get(value, "" if value is None else value))

    def _put(self, element, type_, name, text):
        """Write a field where the file has it, else in an attribute of our own."""
        is_markdown = name in MARKDOWN_TARGETS
        column = self.name_of.get(name, "")
        identifier = self.attribute_of.get((type_, column))
        attribute = self.writer.attribute(type_, identifier) if identifier else None
        if attribute and self.writer.set(element, type_, attribute, text, is_markdown=is_markdown):
            return
        choices = tuple(dict.fromkeys(map(str, self.words[name].values())))
        kind = XHTML_KIND if name in _XHTML_FIELDS else ENUMERATION if choices else STRING
        head = REQIF_HEADS[name] if attribute else column or REQIF_HEADS[name]
        own = self.writer.add_attribute(type_, head, kind, choices)
        self.writer.set(element, type_, own, text, is_markdown=is_markdown)

    def _extra(self, row, field):
        """A catalogue's own field in words: a person by address."""
        text = str(row.extra.get(field.key, ""))
        if field.kind == FieldKind.YES_NO:
            return {"yes": "ja", "no": "nej"}.get(text, text)
        return self.people.get(text, text) if field.kind == FieldKind.PERSON else text

    def _put_extra(self, element, type_, field, shown):
        column = self.column_of_extra.get(field.label, "")
        identifier = self.attribute_of.get((type_, column))
        attribute = self.writer.attribute(type_, identifier) if identifier else None
        if attribute and self.writer.set(element, type_, attribute, shown, is_markdown=True):
            return
        words = tuple(line.strip() for line in field.choice_list.splitlines() if line.strip())
        kind = _EXTRA_KINDS.get(FieldKind(field.kind), STRING)
        if kind == ENUMERATION and shown not in words:
            kind = STRING
        head = own_head(field.label)
        is_person = field.kind == FieldKind.PERSON
        own = self.writer.add_attribute(type_, head, kind, words, is_person=is_person)
        if not self.writer.set(element, type_, own, shown, is_markdown=False):
            own = self.writer.add_attribute(type_, f"{head} (text)", STRING)
            self.writer.set(element, type_, own, shown, is_markdown=False)

    # ------------------------------------------------------------ specifications, relations, files

    def _rename_specification(self, key, row):
        one = self.document.specifications.get(key)
        if one is not None and row.title != (one.long_name or key)[:500]:
            one.element.set("LONG-NAME", xml_text(row.title))
            self.document.specifications[key] = Specification(key, row.title, one.element)

    def _above(self, row):
        """The identifier of the nearest row above that is written; None at the top."""
        key = self.parents.get(row.pk)
        while key is not None and key not in self.keys:
            key = self.parents.get(key)
        return self.identifier[key] if key is not None else None

    def _trees(self):
        rows = [
            TreeRow(
                self.identifier[row.pk],
                self._above(row),
                f"_plats-{row.uid}",
                is_new=row.pk not in self.known,
            )
            for row in self.rows
            if not (row.pk in self.known and self.known[row.pk].is_specification)
        ]
        if any(row.is_new or row.above for row in rows) and not self.document.specifications:
            self._add_specification()
        kept = dict.fromkeys((row.object for row in rows), True)
        if self.is_whole:
            kept |= dict.fromkeys(self.content_data.get("dangling", ()), True)
        places = self.document.places
        return written_trees(places, rows, list(self.document.specifications), kept)

    def _add_specification(self):
        key = f"_katalog-{self.catalogue.slug}"
        self.writer.add_type("_fvm-katalog", "SPECIFICATION-TYPE", "Kravkatalog")
        element = etree.Element(tag("SPECIFICATION"), {"IDENTIFIER": key, "LONG-NAME": self.title})
        holder = etree.SubElement(element, tag("TYPE"))
        etree.SubElement(holder, tag("SPECIFICATION-TYPE-REF")).text = "_fvm-katalog"
        self.document.specifications[key] = Specification(key, self.catalogue.name, element)

    def files(self):
        """Yield (path in the archive, bytes) of the files that texts show."""
        wanted: dict[str, str] = {}
        for key in self.keys:
            one: ReqifObject | None = self.known.get(key)
            for address, uid in (one.files if one else {}).items():
                if not address.startswith("data:"):
                    wanted.setdefault(address.replace("\\", "/").removeprefix("./"), uid)
        stored = {
            str(one.uid): one
            for one in Attachment.objects.filter(uid__in=wanted.values(), removed_at=None)
        }
        for path, uid in sorted(wanted.items()):
            if uid in stored and ".." not in path.split("/") and not path.startswith("/"):
                with stored[uid].file.open("rb") as file:
                    yield path, file.read()
