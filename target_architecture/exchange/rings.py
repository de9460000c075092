"""Replacements of a file that would close a ring, with those that are there or with each other."""

from collections.abc import Iterable

from common.rings import following, ring_through

from ..models import Replacement

Ends = tuple[object, object]


class Ways:
    """Which module replaces which, by the key of the replacement; one that is read takes its place.

    What a row of the programme says today counts until the file's own row is read: rows are written
    together, and the first would not know that the second lets go.
    """

    def __init__(self, rows: Iterable[Replacement]) -> None:
        self._ends: dict[object, Ends] = {row.pk: (row.old_id, row.new_id) for row in rows}
        self._after = following(self._ends.values())

    def ring_or_taken(self, key: object, ends: Ends) -> list[object]:
        """The ring that a replacement would close; where there is none it is one of them now."""
        before = self._ends.get(key)
        if before:
            self._after[before[0]].remove(before[1])
        ring = ring_through(ends, self._after)
        kept = before if ring else ends
        if kept:
            self._ends[key] = kept
            self._after[kept[0]].append(kept[1])
        return ring
