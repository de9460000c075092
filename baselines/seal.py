"""The seal of a baseline: one SHA-256 over every row, its number and its place.

The same rows give the same seal on every database and in every version of Python, whatever the
order in which they were once written.
"""

from collections.abc import Iterable
from typing import NamedTuple

from common.canonical import digest

from .difference import Row


class SealedRow(NamedTuple):
    """A row as the seal sees it: whose it is, its content's digest, its number, its heading.

    ``uid`` and ``parent`` are uids of requirements; ``parent`` is empty at the top.
    """

    uid: str
    digest: str
    number: str
    parent: str

    @classmethod
    def of(cls, row: Row) -> "SealedRow":
        """What the seal sees of a row of a snapshot."""
        return cls(row.uid, row.digest, row.number, row.parent)


def seal_of(rows: Iterable[SealedRow]) -> str:
    """64 hexadecimal digits over rows in document order (common/canonical.py)."""
    return digest([list(row) for row in rows])
