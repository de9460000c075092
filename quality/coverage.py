"""What covers what: axes such as needs and modules, their rows with counts, and their holes.

An axis is one small description (``AXES``); pages, filter, export and decisions read it. Rows are
needs, goals, modules or standards with the requirements that cover them, or the requirements
themselves with what they should belong to; ``MATRIX`` is needs with modules, cell by cell.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes.models import Goal, Programme
from requirements_catalog.choices import RequirementKind, RequirementStatus
from requirements_catalog.models import Module, Need, Standard

from .models import JustifiedHole
from .querysets_coverage import (
    cells_of,
    counted,
    counted_cells,
    covered_by,
    requirements_of,
)

KINDS = list(RequirementKind.choices)
STATUSES = [one for one in RequirementStatus.choices if one[0] != RequirementStatus.WITHDRAWN]


@dataclass(frozen=True)
class Axis:
    """One way to look at coverage.

    ``path`` leads from a requirement to a row, and ``parameter`` names a row in the address of a
    catalogue's list. Rows that are requirements themselves (``is_reverse``) need no counts: their
    path leads to what they lack.
    """

    name: str
    label: str
    lead: str
    hole: str
    path: str
    rows: Callable[[Programme], QuerySet]
    title: str = "title"
    parameter: str = ""
    is_reverse: bool = False
    # What stands between: goals are served through needs. (label, query name, values of a row)
    through: tuple = ()

    def all(self, programme: Programme) -> QuerySet:
        """Every row, with ``is_hole``."""
        rows = self.rows(programme)
        if self.is_reverse:
            linked = rows.model.objects.filter(pk=OuterRef("pk")).exclude(**{self.path: None})
            return rows.annotate(is_hole=~Exists(linked))
        return rows.annotate(is_hole=~covered_by(programme, self.path))

    def open_holes(self, programme: Programme) -> QuerySet:
        """The holes that nobody has given a reason for."""
        return self.all(programme).filter(is_hole=True).exclude(pk__in=self._kept(programme))

    def justified_holes(self, programme: Programme) -> QuerySet:
        """The holes that may stay."""
        return self.all(programme).filter(is_hole=True, pk__in=self._kept(programme))

    def search(self, rows: QuerySet, text: str) -> QuerySet:
        """Rows whose code or title hold every word."""
        for word in text.replace("\0", "").split()[:30]:
            anywhere = Q(code__icontains=word) | Q((f"{self.title}__icontains", word))
            rows = rows.filter(anywhere)
        return rows

    def _kept(self, programme: Programme) -> QuerySet:
        return holes_in_force(programme, self).values("row")


def _requirements(programme: Programme) -> QuerySet:
    rows = requirements_of(programme).select_related("catalogue")
    return rows.order_by("catalogue__name", "position")


def _modules_of(programme: Programme) -> QuerySet:
    return programme.modules.order_by("position", "pk")


AXES = {
    axis.name: axis
    for axis in (
        Axis(
            "needs", _("Behov"), _("Vilka krav som svarar mot varje behov."),
            _("inget krav svarar mot behovet"), "needs",
            lambda programme: Need.objects.in_programme(programme).live().order_by("code", "pk"),
            parameter="need",
        ),
        Axis(
            "goals", pgettext_lazy("flera", "Mål"),
            _("Vilka behov och krav som för mot varje mål."),
            _("inget krav för mot målet"), "needs__goals",
            lambda programme: Goal.objects.in_programme(programme).order_by("position", "pk"),
            parameter="need", through=(_("Behov"), "needs"),
        ),
        Axis(
            "modules", _("Moduler"), _("Vilka krav som ställs på varje modul."),
            _("modulen har inga krav"), "modules", _modules_of, title="name", parameter="module",
        ),
        Axis(
            "standards", _("Standarder"), _("Vilka krav som hänvisar till varje standard."),
            _("inget krav hänvisar till standarden"), "standards",
            lambda programme: Standard.objects.in_programme(programme).order_by("code", "pk"),
            title="name", parameter="standard",
        ),
        Axis(
            "without-need", _("Krav utan behov"),
            _("Krav som inte svarar mot något behov: varför ställs de?"),
            _("kravet svarar inte mot något behov"), "needs", _requirements, is_reverse=True,
        ),
        Axis(
            "without-module", _("Krav utan modul"), _("Krav som inte hör till någon modul."),
            _("kravet hör inte till någon modul"), "modules", _requirements, is_reverse=True,
        ),
    )
}  # fmt: skip


class Matrix(Axis):
    """Needs with modules: a cell is a hole when the need concerns the module and no requirement
    stands in both."""

    def all(self, programme: Programme) -> QuerySet:
        """Every need; it is a hole when one of its cells is an open one."""
        return self.rows(programme)

    def open_cells(self, programme: Programme) -> QuerySet:
        """The cells that are holes without a reason."""
        kept = holes_in_force(programme, self).filter(
            row=OuterRef("need_id"), column=OuterRef("module_id")
        )
        return cells_of(programme).filter(~Exists(kept), is_hole=True)

    def justified_cells(self, programme: Programme) -> QuerySet:
        """The cells that are holes and may stay."""
        kept = holes_in_force(programme, self).filter(
            row=OuterRef("need_id"), column=OuterRef("module_id")
        )
        return cells_of(programme).filter(Exists(kept), is_hole=True)

    def open_holes(self, programme: Programme) -> QuerySet:
        """Needs with a cell that is a hole without a reason."""
        return self.rows(programme).filter(pk__in=self.open_cells(programme).values("need_id"))

    def justified_holes(self, programme: Programme) -> QuerySet:
        """Needs with a cell that may stay a hole."""
        return self.rows(programme).filter(pk__in=self.justified_cells(programme).values("need_id"))


MATRIX = Matrix(
    "needs-modules", _("Behov × moduler"),
    _("Hur många krav som svarar mot behovet i varje modul. Tomt där behovet inte berör modulen."),
    _("behovet berör modulen, men inget krav finns"), "needs", AXES["needs"].rows,
    parameter="need",
)  # fmt: skip
EVERY = AXES | {MATRIX.name: MATRIX}


def holes_in_force(programme: Programme, axis: Axis) -> QuerySet:
    """The reasons that hold for holes of an axis."""
    found = JustifiedHole.objects.filter(programme=programme, axis=axis.name)
    return found.in_force()


@dataclass
class Cover:
    """How a row is covered: requirements by kind and by status, and why a hole may stay."""

    kinds: Counter = field(default_factory=Counter)
    statuses: Counter = field(default_factory=Counter)
    between: int | None = None
    justified: JustifiedHole | None = None

    @property
    def total(self) -> int:
        """All requirements of the row."""
        return self.kinds.total()

    @cached_property
    def by_kind(self) -> list[tuple[str, int]]:
        """(kind, how many) for each kind, in their order."""
        return [(kind, self.kinds[kind]) for kind, _label in KINDS]

    @cached_property
    def by_status(self) -> list[int]:
        """How many of each status, in their order."""
        return [self.statuses[status] for status, _label in STATUSES]


def covers_of(
    axis: Axis, programme: Programme, keys: Iterable[int] | None = None
) -> dict[int, Cover]:
    """How rows are covered, by key; of all rows without ``keys``. Two or three queries."""
    keys = None if keys is None else list(keys)
    found: dict[int, Cover] = defaultdict(Cover)
    if not axis.is_reverse:
        for key, kind, status, number in counted(programme, axis.path, keys):
            found[key].kinds[kind] += number
            found[key].statuses[status] += number
    if axis.through:
        rows = axis.rows(programme)
        rows = rows if keys is None else rows.filter(pk__in=keys)
        between = rows.order_by().annotate(between=Count(axis.through[1], distinct=True))
        for key, number in between.values_list("pk", "between"):
            found[key].between = number
    kept = holes_in_force(programme, axis).select_related("decided_by")
    for one in kept if keys is None else kept.filter(row__in=keys):
        found[one.row].justified = one
    return found


@dataclass(frozen=True)
class Cell:
    """A cell of the matrix: the module's key, how many requirements, and what it lacks."""

    module: Module
    number: int
    is_concerned: bool
    justified: JustifiedHole | None

    @property
    def is_hole(self) -> bool:
        """Whether the need concerns the module and no requirement says so."""
        return self.is_concerned and not self.number


def cells_by_need(
    programme: Programme, modules: list[Module], keys: Iterable[int] | None = None
) -> dict[int, list[Cell]]:
    """The cells of needs, one for each module; of all needs without ``keys``. Three queries."""
    keys = None if keys is None else list(keys)
    numbers = {(need, module): n for need, module, n in counted_cells(programme, keys)}
    said = Need.modules.through.objects.filter(need__programme=programme)
    kept = holes_in_force(programme, MATRIX).select_related("decided_by")
    needs = MATRIX.rows(programme).values_list("pk", flat=True) if keys is None else keys
    if keys is not None:
        said, kept = said.filter(need__in=keys), kept.filter(row__in=keys)
    concerned = set(said.values_list("need_id", "module_id"))
    reasons = {(one.row, one.column): one for one in kept}
    return {
        need: [
            Cell(
                module,
                numbers.get((need, module.pk), 0),
                (need, module.pk) in concerned,
                reasons.get((need, module.pk)),
            )
            for module in modules
        ]
        for need in needs
    }


@dataclass(frozen=True)
class Summary:
    """An axis with its figures: rows (cells that needs concern), open and justified holes."""

    axis: Axis
    total: int
    open: int
    justified: int


def summary_of(axis: Axis, programme: Programme) -> Summary:
    """The figures of an axis; three queries."""
    if isinstance(axis, Matrix):
        rows, holes = cells_of(programme), axis.open_cells(programme)
        kept = axis.justified_cells(programme)
    else:
        rows, holes = axis.rows(programme), axis.open_holes(programme)
        kept = axis.justified_holes(programme)
    return Summary(axis, rows.count(), holes.count(), kept.count())
