"""How a file that we exported is known again: its stamp, and a digest of every cell.

Two hidden columns give each row's stable id and the digests of its cells as they were written; a
hidden sheet says which catalogue, when, which columns, and the rows in order. With them an import
knows which cells a person has edited, whatever has happened to the catalogue meanwhile.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from requirements_catalog.import_core.cells import text_of

UID_HEAD, DIGEST_HEAD = "Fast id (ändra inte)", "Kontroll (ändra inte)"
STAMP_SHEET = "fvm-export"
VERSION = 1
_MARK = "fvm-export"
# 40 bits a cell: one edit in a million million goes unseen.
_BYTES, _WIDTH = 5, 7
_EMPTY = "-"
_DIGEST = re.compile(rf"-|[A-Za-z0-9+/]{{{_WIDTH}}}")
# What no workbook can hold (XML 1.0), or what cells are stripped of.
_NEVER_IN_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHORT = 24
_seen: dict[str, str] = {"": _EMPTY}


@dataclass(frozen=True)
class Stamp:
    """What the hidden sheet says. ``rows`` is uid → level (0 when the file gives none), in order.

    ``columns`` is head → field of every column that was written.
    """

    catalogue: str
    exported_at: str
    columns: Mapping[str, str]
    rows: Mapping[str, int]
    template: str = ""
    header_rows: int = 1

    @property
    def tells_order(self) -> bool:
        """Whether the rows stand in the order of the catalogue, with their levels."""
        return bool(self.rows) and all(self.rows.values())

    def as_rows(self) -> list[list[str]]:
        """The cells of the hidden sheet; every one is text."""
        return [
            [_MARK, str(VERSION)],
            ["catalogue", self.catalogue],
            ["exported_at", self.exported_at],
            ["template", self.template],
            ["header_rows", str(self.header_rows)],
            *(["column", head, field] for head, field in self.columns.items()),
            *(["row", uid, str(level)] for uid, level in self.rows.items()),
        ]

    @classmethod
    def from_rows(cls, rows: Sequence[Sequence]) -> "Stamp | None":
        """The stamp that a sheet holds; None when it holds none that we understand."""
        if not rows or [text_of(value) for value in rows[0][:2]] != [_MARK, str(VERSION)]:
            return None
        single: dict[str, str] = {}
        columns: dict[str, str] = {}
        known: dict[str, int] = {}
        for row in rows:
            first, second, third = (*map(text_of, row[:3]), "", "", "")[:3]
            if first == "row":
                if third.isascii() and third.isdigit():
                    known[second] = int(third)
            elif first == "column" and len(row) > 2:
                columns[second] = third
            elif len(row) > 1:
                single[first] = second
        return cls(
            single.get("catalogue", ""),
            single.get("exported_at", ""),
            columns,
            known,
            single.get("template", ""),
            2 if single.get("header_rows") == "2" else 1,
        )


def cell_text(value) -> str:
    """The text of a cell as it comes back from a workbook: no control signs, no outer space."""
    if value is None:
        return ""
    text = text_of(value)
    if not text.isprintable():
        text = _NEVER_IN_CELLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip()


def cell_digest(text: str) -> str:
    """The digest of a cell's text (``cell_text``)."""
    known = _seen.get(text)
    if known is not None:
        return known
    raw = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=_BYTES).digest()
    digest = b64encode(raw)[:_WIDTH].decode()
    if len(text) <= _SHORT and len(_seen) < 10_000:
        _seen[text] = digest
    return digest


def row_digests(values: Sequence) -> str:
    """The digests of a row's cells, one after another, in the order of the stamp's columns."""
    digests = []
    for value in values:
        # Most cells are empty or a word that has been met before.
        known = _EMPTY if value is None else _seen.get(value) if type(value) is str else None
        digests.append(known or cell_digest(cell_text(value)))
    return "".join(digests)


def split_digests(text: str) -> list[str]:
    """The digest of each cell that ``row_digests`` joined."""
    return _DIGEST.findall(text)
