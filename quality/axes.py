"""Ways to look at what covers what: rows of a programme, and which of them are holes.

An axis is one small description. The pages, the filter, the export and the decisions ask it for its
rows and its holes and need not know of which sort it is: one with requirements counted by row
(coverage.py), one whose rows can be holes in several ways (gaps.py), or a matrix.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from programmes.models import Programme
from programmes.register import REGISTERS
from programmes.roles import Permission

from .holes import Hole, Mend
from .models import JustifiedHole
from .querysets_coverage import Homes, covered_by, linked

REQUIREMENTS, ARCHITECTURE = "requirements", "architecture"
GROUPS = [(REQUIREMENTS, _("Krav")), (ARCHITECTURE, _("Arkitektur"))]

# (row, column) of a hole as it is stored; the column is 0 where a row is a hole in one way only.
Place = tuple[int, int]
EVERY_ROW = Q()


@dataclass(frozen=True, kw_only=True)
class Axis:
    """Rows that can be holes.

    ``table`` names how they are shown and exported, ``group`` where the axis stands, and
    ``searched`` are the fields that a search reads. ``register`` names the register that the rows
    belong to where only who edits it decides about their holes.
    """

    name: str
    label: str
    lead: str
    rows: Callable[[Programme], QuerySet]
    group: str = REQUIREMENTS
    table: str = "rows"
    searched: tuple[str, ...] = ("code", "title")
    register: str = ""

    @property
    def decides(self) -> Permission:
        """What it takes to give a hole a reason to stay, and to take that back."""
        return REGISTERS[self.register].edits if self.register else Permission.EDIT_REQUIREMENTS

    def all(self, programme: Programme) -> QuerySet:
        """Every row, with ``is_hole``."""
        raise NotImplementedError

    def open_holes(self, programme: Programme) -> QuerySet:
        """The rows that are holes which nobody has given a reason for."""
        return self.all(programme).filter(is_hole=True).exclude(pk__in=self._kept(programme))

    def justified_holes(self, programme: Programme) -> QuerySet:
        """The rows with holes that may stay."""
        return self.all(programme).filter(is_hole=True, pk__in=self._kept(programme))

    def open_places(self, programme: Programme, rows: set[int]) -> dict[Place, str]:
        """What the open holes of some rows are called, by their place."""
        return {(row.pk, 0): str(row) for row in self.open_holes(programme).filter(pk__in=rows)}

    def figures(self, programme: Programme) -> tuple[int, int, int]:
        """(rows, open holes, justified holes)."""
        holes, kept = self.open_holes(programme), self.justified_holes(programme)
        return self.rows(programme).count(), holes.count(), kept.count()

    def search(self, rows: QuerySet, text: str) -> QuerySet:
        """Rows in which every word is found."""
        for word in text.replace("\0", "").split()[:30]:
            anywhere = [Q((f"{name}__icontains", word)) for name in self.searched]
            rows = rows.filter(Q(*anywhere, _connector=Q.OR))
        return rows

    def _kept(self, programme: Programme) -> QuerySet:
        return holes_in_force(programme, self).values("row")


@dataclass(frozen=True, kw_only=True)
class CoverageAxis(Axis):
    """Rows that requirements should cover: needs, goals, modules or standards.

    ``path`` leads from a requirement to a row, and ``parameter`` names a row in the address of a
    catalogue's list. ``through`` is what stands between, as goals are served through needs: its
    label and its query name. ``asked`` says which rows should be covered; the others are no holes.
    ``mends(row, homes)`` lead to where a hole is mended.
    """

    hole: str
    path: str
    mends: Callable[[Model, Homes], Sequence[Mend]]
    title: str = "title"
    parameter: str = ""
    through: tuple = ()
    asked: Q = EVERY_ROW
    is_reverse: bool = False

    def all(self, programme: Programme) -> QuerySet:
        """Every row, with ``is_hole``."""
        lacks = self.asked & ~Q(covered_by(programme, self.path))
        return self.rows(programme).annotate(is_hole=lacks)

    def holes_of(self, row: Model, programme: Programme, homes: Homes) -> list[Hole]:
        """The hole of a row that was read by ``all``, or nothing; at most one query."""
        if not row.is_hole:
            return []
        words = str(self.hole)
        kept = holes_in_force(programme, self).filter(row=row.pk).select_related("decided_by")
        return [Hole(self.name, row, str(row), "", 0, words, self.mends(row, homes), kept.first())]


@dataclass(frozen=True, kw_only=True)
class ReverseAxis(CoverageAxis):
    """Requirements with what they should belong to: their path leads to what they lack."""

    table: str = "requirements"
    is_reverse: bool = True

    def all(self, programme: Programme) -> QuerySet:
        """Every requirement, with ``is_hole``."""
        rows = self.rows(programme)
        own = linked(programme, self.path).filter(pk=OuterRef("pk"))
        return rows.annotate(is_hole=~Exists(own))


def holes_in_force(programme: Programme, axis: Axis) -> QuerySet:
    """The reasons that hold for holes of an axis."""
    return reasons_in_force(axis.name).filter(programme=programme)


def reasons_in_force(axis: str) -> QuerySet:
    """The reasons that hold for holes of the axis of that name, in every programme."""
    return JustifiedHole.objects.filter(axis=axis).in_force()


@dataclass(frozen=True)
class Summary:
    """An axis with its figures: rows (cells that needs concern), open and justified holes."""

    axis: Axis
    total: int
    open: int
    justified: int

    @property
    def holes(self) -> int:
        """Those that nobody has given a reason for, and those that may stay."""
        return self.open + self.justified


def summary_of(axis: Axis, programme: Programme) -> Summary:
    """The figures of an axis; at most three queries."""
    return Summary(axis, *axis.figures(programme))
