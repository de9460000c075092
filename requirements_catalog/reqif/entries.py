"""What the objects of a ReqIF file say in our fields: the same answer at import and at export."""

from collections.abc import Mapping

from common.reqif import Element, SpecObject, child, reference

from ..choices import FieldKind
from ..import_core.entries import Directory, Entry
from ..import_core.mapping import Column, ColumnMapping
from ..import_core.object_reader import ObjectReader, unknown_word
from ..import_core.words import EXTRA
from .cells import ObjectTable, stored_extra


def spec_object(element: Element) -> SpecObject:
    """The object of a stored element."""
    return SpecObject(
        element.get("IDENTIFIER", ""),
        element.get("LONG-NAME") or "",
        reference(child(element, "TYPE")),
        element,
    )


class EntryReader:
    """Reads objects by a mapping; ``extra_kinds`` is column → kind of its extra field."""

    def __init__(
        self,
        table: ObjectTable,
        mapping: ColumnMapping,
        directory: Directory,
        extra_kinds: Mapping[str, str],
    ) -> None:
        self.table, self.extra_kinds, self.owners = table, extra_kinds, directory.owners
        self.targets = [mapping.targets.get(name, EXTRA) for name in table.names]
        columns = [Column(index, name, header=name) for index, name in enumerate(table.names)]
        self.reader = ObjectReader(mapping, columns, directory)

    def entry(self, number: int, one: SpecObject) -> Entry:
        """What an object says; RowRefused with the problem when it cannot be stored."""
        kind = self.table.document.types.get(one.type)
        name = kind.get("LONG-NAME", "") if kind is not None else ""
        cells = self.table.cells(one, self.targets)
        entry = self.reader.object_entry(number, cells, name, one.long_name or one.identifier)
        shown, entry.extra = entry.extra, {}
        for label, text in shown.items():
            kind = self.extra_kinds.get(label)
            key = self.owners.get(text.casefold()) if kind == FieldKind.PERSON else None
            if kind == FieldKind.PERSON and text and key is None:
                entry.notices += (unknown_word(text, label),)
            elif kind is not None:
                entry.extra[label] = str(key) if key else stored_extra(text, kind)
        return entry
