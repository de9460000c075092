"""How much text the cells of an .xlsx hold once each has its own copy of what many share.

Excel keeps every text once and lets the cells point at it; the reader gives each cell a copy. One
text of a megabyte and a sheet of short cells that all point at it are a file of some kilobytes
and terabytes of memory.
"""

import re
from collections.abc import Mapping
from itertools import pairwise, zip_longest
from xml.parsers import expat

from common.workbook_extent import walk

_TABLE = "sharedstrings.xml"
_TEXT = re.compile(rb"<(?:[^\s<>/:]*:)?si[\s/>]")


def shared_volume(parts: Mapping[str, bytes], *, enough: int) -> int:
    """Bytes of the shared texts, counted once for each cell that points at one.

    An upper bound where that is at most ``enough``, so that most workbooks need no walk through
    their cells; otherwise exact. Raises NotReadable for broken XML.
    """
    # Names differ in letter case and slashes between readers: should several be meant, the
    # longest text at each place is counted.
    tables = [_lengths(part) for name, part in parts.items() if name.lower().endswith(_TABLE)]
    lengths = [max(texts) for texts in zip_longest(*tables, fillvalue=0)]
    sheets = [part for part in parts.values() if b"sheetData" in part]
    values = sum(sheet.count(b"<v") + sheet.count(b":v") for sheet in sheets)
    bound = values * max(lengths, default=0)
    if bound <= enough:
        return bound
    return sum(_pointed_at(sheet, lengths) for sheet in sheets)


def _lengths(part: bytes) -> list[int]:
    """The length of each text with its markup, in order: what follows the last belongs to it."""
    starts = [match.start() for match in _TEXT.finditer(part)]
    return [end - start for start, end in pairwise([*starts, len(part)])]


def _pointed_at(sheet: bytes, lengths: list[int]) -> int:
    """The sum of the lengths of the texts that the cells of a sheet point at."""
    total = 0
    is_shared = is_value = False
    digits = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal is_shared, is_value, digits
        name = tag.rpartition(":")[2]
        if name == "c":
            is_shared = attributes.get("t") == "s"
        is_value, digits = is_shared and name == "v", ""

    def text(piece: str) -> None:
        nonlocal digits
        if is_value and len(digits) < 20:
            digits += piece

    def end(tag: str) -> None:
        nonlocal total, is_value
        if is_value and (index := digits.strip()).isdecimal() and int(index) < len(lengths):
            total += lengths[int(index)]
        is_value = False

    parser = expat.ParserCreate()
    parser.CharacterDataHandler, parser.EndElementHandler = text, end
    walk(sheet, start, parser)
    return total
