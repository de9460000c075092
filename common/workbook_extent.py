"""How large a sheet becomes when it is read, told by a real XML parser before anything reads it.

The reader makes a table as large as the farthest cell says, and repeats what OpenDocument says is
repeated: a file of a few hundred bytes can ask for all memory. Patterns over the text of a file
do not see that for sure, since XML can write the same thing in many ways.
"""

import posixpath
import re
from dataclasses import dataclass
from xml.parsers import expat

from common.workbooks import column_number

# The markup of a repeated cell, its style and its value; a longer one holds a text.
LONG_CELL = 500
_REFERENCE = re.compile(r"([A-Za-z]{1,7})([0-9]{1,10})")
# What an empty OpenDocument cell may carry; anything else may be content.
_FORM_OF_EMPTY = frozenset(
    {
        "style-name",
        "number-columns-repeated",
        "number-columns-spanned",
        "number-rows-spanned",
        "content-validation-name",
    }
)


class NotReadable(ValueError):
    """The XML is broken or names a cell that cannot be."""


@dataclass
class Extent:
    """Rows and columns from the first cell to the farthest one."""

    rows: int = 0
    columns: int = 0
    # What the copies of repeated long cells come to, as XML.
    repeated_bytes: int = 0

    def include(self, rows: int, columns: int) -> None:
        """Grow so that the cell in this row and column, counted from 1, is inside."""
        self.rows = max(self.rows, rows)
        self.columns = max(self.columns, columns)

    @property
    def cells(self) -> int:
        """How many cells the reader makes of it."""
        return self.rows * self.columns


def xlsx_extent(content: bytes) -> Extent:
    """The extent of a sheet of .xlsx; raises NotReadable."""
    extent = Extent()
    row = column = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        name = tag.rpartition(":")[2]
        if name == "row":
            row, column = _number(attributes.get("r"), row + 1), 0
        elif name == "c":
            reference = attributes.get("r")
            column += 1
            if reference is not None:
                found = _REFERENCE.fullmatch(reference)
                if not found:
                    raise NotReadable(reference[:20])
                # Readers differ in what a cell without a reference follows: count the farthest.
                row = max(row, int(found[2]))
                column = max(column, column_number(found[1].upper()) + 1)
            extent.include(row, column)

    walk(content, start)
    return extent


def sheets_listed(content: bytes) -> tuple[int, list[str]]:
    """How many sheets a list of sheets names, and what it names them by; raises NotReadable.

    Of workbook.xml these are the keys of relationships, of its relationships the names of parts, as
    readers that make no difference of letter case see them.
    """
    sheets = 0
    places: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal sheets
        name = tag.rpartition(":")[2]
        own = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "sheet":
            sheets += 1
            places.append(own.get("id", ""))
        elif name == "Relationship" and own.get("TargetMode") != "External":
            place = posixpath.join("/xl", own.get("Target", "").lower())
            places.append(posixpath.normpath(place).removeprefix("/"))

    walk(content, start)
    return sheets, places


def ods_extents(content: bytes) -> list[Extent]:
    """The extent of each sheet of an OpenDocument workbook; raises NotReadable."""
    extents: list[Extent] = []
    row = before = width = rows = began = 0

    def close(at: int) -> None:
        """The cell that was open ends here: tell how much its copies come to."""
        nonlocal began
        copies = (width - before) * rows
        if extents and copies > 1 and at - began > LONG_CELL:
            extents[-1].repeated_bytes += (at - began) * copies
        began = at

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, before, width, rows
        name = tag.rpartition(":")[2]
        if name == "p":
            if extents and width > before:
                extents[-1].include(row, width)
            return
        if name not in ("table", "table-row", "table-cell", "covered-table-cell"):
            return
        close(parser.CurrentByteIndex)
        own = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "table":
            extents.append(Extent())
            row = before = width = 0
        elif name == "table-row":
            rows = _number(own.get("number-rows-repeated"), 1)
            row, before, width = row + rows, 0, 0
        else:
            before, width = width, width + _number(own.get("number-columns-repeated"), 1)
            if extents and own.keys() - _FORM_OF_EMPTY:
                extents[-1].include(row, width)

    parser = expat.ParserCreate()
    walk(content, start, parser)
    close(len(content))
    return extents


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not re.fullmatch(r"[0-9]{1,10}", text):
        raise NotReadable(text[:20])
    return int(text)


def walk(content: bytes, start, parser=None) -> None:
    """Walk the XML; document types are refused by the caller, so no entity can grow."""
    parser = parser or expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotReadable(str(error)) from error
