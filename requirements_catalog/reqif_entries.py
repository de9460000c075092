"""What the objects of a ReqIF file say in our fields: the same answer at import and at export."""

from collections.abc import Mapping

from common.reqif import Element, SpecObject, child, reference

from .import_core.entries import Directory, Entry
from .import_core.mapping import Column, ColumnMapping
from .import_core.object_reader import ObjectReader
from .import_core.words import EXTRA
from .reqif_cells import ObjectTable, stored_extra


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
        self.table, self.extra_kinds = table, extra_kinds
        self.targets = [mapping.targets.get(name, EXTRA) for name in table.names]
        columns = [Column(index, name, header=name) for index, name in enumerate(table.names)]
        self.reader = ObjectReader(mapping, columns, directory)

    def entry(self, number: int, one: SpecObject) -> Entry:
        """What an object says; RowRefused with the problem when it cannot be stored."""
        kind = self.table.document.types.get(one.type)
        name = kind.get("LONG-NAME", "") if kind is not None else ""
        cells = self.table.cells(one, self.targets)
        entry = self.reader.object_entry(number, cells, name, one.long_name or one.identifier)
        entry.extra = {
            label: stored_extra(text, self.extra_kinds[label])
            for label, text in entry.extra.items()
            if label in self.extra_kinds
        }
        return entry
