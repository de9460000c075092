"""Axes whose rows can be holes in more ways than one, such as an interface without a standard or
with a closed one; each way is a gap with a reason of its own and a page where it is mended."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Model, Q, QuerySet

from programmes.models import Programme
from programmes.register import Column

from .axes import ARCHITECTURE, Axis, Place, holes_in_force
from .holes import Gap, Hole
from .querysets_coverage import Homes


@dataclass(frozen=True, kw_only=True)
class GapAxis(Axis):
    """Rows with their gaps. ``columns`` say what a row is; the first names it.

    ``url(row)`` is the row's own page.
    """

    gaps: Sequence[Gap]
    columns: Sequence[Column]
    url: Callable[[Model], str]
    group: str = ARCHITECTURE
    table: str = "gaps"

    def all(self, programme: Programme) -> QuerySet:
        """Every row, with a mark for each gap and ``is_hole``."""
        marks = {gap.mark: gap.lacks(programme) for gap in self.gaps}
        some = Q(*(Q((mark, True)) for mark in marks), _connector=Q.OR)
        return self.rows(programme).annotate(**marks).annotate(is_hole=some)

    def open_holes(self, programme: Programme) -> QuerySet:
        """The rows with a gap that nobody has given a reason for."""
        return self.all(programme).filter(self._some(programme, is_kept=False))

    def justified_holes(self, programme: Programme) -> QuerySet:
        """The rows with a gap that may stay."""
        return self.all(programme).filter(self._some(programme, is_kept=True))

    def open_places(self, programme: Programme, rows: set[int]) -> dict[Place, str]:
        """What the open gaps of some rows are called, by their place."""
        kept = set(holes_in_force(programme, self).values_list("row", "column"))
        return {
            (row.pk, gap.number): f"{self.columns[0].value(row)}: {gap.words(row)}"
            for row in self.all(programme).filter(pk__in=rows)
            for gap in self.gaps
            if getattr(row, gap.mark) and (row.pk, gap.number) not in kept
        }

    def figures(self, programme: Programme) -> tuple[int, int, int]:
        """(rows, open gaps, justified gaps); one query."""
        counts = {"rows": Count("pk")}
        for gap in self.gaps:
            is_open, is_kept = (self._is(gap, programme, kept) for kept in (False, True))
            counts[f"open_{gap.number}"] = Count("pk", filter=is_open)
            counts[f"kept_{gap.number}"] = Count("pk", filter=is_kept)
        found = self.all(programme).order_by().aggregate(**counts)
        return (
            found["rows"],
            sum(found[f"open_{gap.number}"] for gap in self.gaps),
            sum(found[f"kept_{gap.number}"] for gap in self.gaps),
        )

    def holes_of(
        self, rows: Iterable[Model], programme: Programme, homes: Homes
    ) -> dict[int, list[Hole]]:
        """The gaps of rows that were read by ``all``, by the row's key; one query."""
        rows = list(rows)
        kept = holes_in_force(programme, self).filter(row__in=[row.pk for row in rows])
        reasons = {(one.row, one.column): one for one in kept.select_related("decided_by")}
        found: dict[int, list[Hole]] = defaultdict(list)
        for row in rows:
            name, url = self.columns[0].value(row), self.url(row)
            for gap in self.gaps:
                if getattr(row, gap.mark):
                    reason = reasons.get((row.pk, gap.number))
                    words, mends = gap.words(row), gap.mends(row, homes)
                    found[row.pk].append(
                        Hole(self.name, row, name, url, gap.number, words, mends, reason)
                    )
        return found

    def concerning(self, programme: Programme, subject: Model, homes: Homes) -> list[Hole]:
        """The gaps that are told on a subject's own page; at most two queries."""
        paths = {gap.number: gap.concerns.get(type(subject), ()) for gap in self.gaps}
        conditions = [
            Q((gap.mark, True), (path, subject.pk))
            for gap in self.gaps
            for path in paths[gap.number]
        ]
        if not conditions:
            return []
        rows = list(self.all(programme).filter(Q(*conditions, _connector=Q.OR)))
        holes = [one for some in self.holes_of(rows, programme, homes).values() for one in some]
        return [
            one
            for one in holes
            if any(_at(one.row, path) == subject.pk for path in paths[one.number])
        ]

    def _is(self, gap: Gap, programme: Programme, is_kept: bool) -> Q:
        kept = holes_in_force(programme, self).filter(column=gap.number).values("row")
        return Q((gap.mark, True)) & (Q(pk__in=kept) if is_kept else ~Q(pk__in=kept))

    def _some(self, programme: Programme, *, is_kept: bool) -> Q:
        ways = (self._is(gap, programme, is_kept) for gap in self.gaps)
        return Q(*ways, _connector=Q.OR)


def _at(row: Model, path: str) -> int:
    """The key that a path of foreign keys ends in."""
    *between, last = path.split("__")
    for name in between:
        row = getattr(row, name)
    return row.pk if last == "pk" else getattr(row, f"{last}_id", None) or getattr(row, last)
