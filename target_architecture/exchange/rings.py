"""Replacements of a file that would close a ring, with those that are there or with each other."""

from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext as _

from common.archimate import TOLD
from common.rings import following, may_be_round, ring_through

from ..models import Replacement, ring_told

Ends = tuple[object, object]
# Where more than so many may go round the rings are not looked for one by one: a file of
# nothing else would keep the reader waiting for minutes.
MOST = 500


class Ways:
    """Which module replaces which, by the key of the replacement; one that is read takes its place.

    What a row of the programme says today counts until the file's own row is read: rows are written
    together, and the first would not know that the second lets go.
    """

    def __init__(self, rows: Iterable[Replacement], coming: Collection[Ends]) -> None:
        """The rows that are there, and all pairs of the file: those in no ring need no search."""
        known: dict[object, Ends] = {row.pk: (row.old_id, row.new_id) for row in rows}
        self._round = may_be_round([*known.values(), *coming])
        self._ends = {key: ends for key, ends in known.items() if self._round.issuperset(ends)}
        self._after = following(self._ends.values())
        self._are_many = sum(map(self._round.issuperset, coming)) > MOST

    def refusal(self, key: object, ends: Ends, names: Mapping[object, str]) -> str:
        """The ring that a replacement would close; where there is none it is one of them now."""
        if not self._round.issuperset(ends):
            return ""
        if self._are_many:
            text = _(
                "Fler än %(most)d ersättningar i filen kan gå runt bland %(count)d moduler. Rätta "
                "dem i det program som filen kommer ifrån."
            )
            return text % {"most": MOST, "count": len(self._round)}
        before = self._ends.get(key)
        if before:
            self._after[before[0]].remove(before[1])
        ring = ring_through(ends, self._after)
        kept = before if ring else ends
        if kept:
            self._ends[key] = kept
            self._after[kept[0]].append(kept[1])
        return ring_told([names[one][:TOLD] for one in ring]) if ring else ""
