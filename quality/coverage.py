"""What covers what: axes such as needs and modules, their rows with counts, and their holes.

Rows are needs, goals, modules or standards with the requirements that cover them, or the
requirements themselves with what they should belong to; ``MATRIX`` is needs with modules, cell by
cell. ``EVERY`` has these, high risks (risk_axis.py) and the holes in the architecture
(architecture_axes.py).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.ordering import natural, swedish
from programmes.models import Goal, Programme
from requirements_catalog.choices import RequirementKind, RequirementStatus
from requirements_catalog.models import Module, Need, Requirement, Standard
from target_architecture.protection import ASKED

from .architecture_axes import ARCHITECTURE_AXES
from .axes import Axis, CoverageAxis, Place, ReverseAxis, holes_in_force
from .holes import Mend, new_requirement
from .models import JustifiedHole
from .querysets_coverage import (
    Homes,
    cells_of,
    counted,
    counted_cells,
    requirements_of,
)
from .risk_axis import HIGH_RISKS

KINDS = list(RequirementKind.choices)
STATUSES = [one for one in RequirementStatus.choices if one[0] != RequirementStatus.WITHDRAWN]


def _requirements(programme: Programme) -> QuerySet:
    rows = requirements_of(programme).select_related("catalogue")
    return rows.order_by(swedish("catalogue__name"), "position")


def _modules_of(programme: Programme) -> QuerySet:
    return programme.modules.order_by("position", "pk")


def _needs_of(programme: Programme) -> QuerySet:
    return Need.objects.in_programme(programme).live().order_by(natural("code"), "pk")


def _edit_requirement(row: Requirement, homes: Homes) -> list[Mend]:
    url = reverse("requirements_catalog:requirement-edit", args=[homes.programme, row.pk])
    return [Mend(_("Ändra kravet"), url)]


def _needs_for(row: Goal, homes: Homes) -> list[Mend]:
    """A goal is served through needs: which of them lead to it is said in theirs."""
    url = reverse("requirements_catalog:need-list", args=[homes.programme])
    return [Mend(_("Koppla ett behov"), url)]


BY_NAME = ("code", "name")
AXES: dict[str, CoverageAxis] = {
    axis.name: axis
    for axis in (
        CoverageAxis(
            name="needs",
            label=_("Behov"),
            lead=_("Vilka krav som svarar mot varje behov."),
            hole=_("inget krav svarar mot behovet"),
            path="needs",
            mends=lambda row, homes: [new_requirement(homes, need=row.pk)],
            rows=_needs_of,
            parameter="need",
        ),
        CoverageAxis(
            name="goals",
            label=pgettext_lazy("flera", "Mål"),
            lead=_("Vilka behov och krav som för mot varje mål."),
            hole=_("inget krav för mot målet"),
            path="needs__goals",
            mends=_needs_for,
            rows=lambda programme: Goal.objects.in_programme(programme).order_by("position", "pk"),
            parameter="need",
            through=(_("Behov"), "needs"),
        ),
        CoverageAxis(
            name="modules",
            label=_("Moduler"),
            lead=_("Vilka krav som ställs på varje modul. Den som upphandlas ska ha krav."),
            hole=_("modulen har inga krav"),
            path="modules",
            mends=lambda row, homes: [new_requirement(homes, row.pk, module=row.pk)],
            rows=_modules_of,
            asked=Q(kind__in=ASKED),
            title="name",
            searched=BY_NAME,
            parameter="module",
        ),
        CoverageAxis(
            name="standards",
            label=_("Standarder"),
            lead=_("Vilka krav som hänvisar till varje standard."),
            hole=_("inget krav hänvisar till standarden"),
            path="standards",
            mends=lambda row, homes: [new_requirement(homes, standard=row.pk)],
            rows=lambda programme: Standard.objects.in_programme(programme).order_by(
                natural("code"), "pk"
            ),
            title="name",
            searched=BY_NAME,
            parameter="standard",
        ),
        ReverseAxis(
            name="without-need",
            label=_("Krav utan behov"),
            lead=_("Krav som inte svarar mot något behov: varför ställs de?"),
            hole=_("kravet svarar inte mot något behov"),
            path="needs",
            mends=_edit_requirement,
            rows=_requirements,
        ),
        ReverseAxis(
            name="without-module",
            label=_("Krav utan modul"),
            lead=_("Krav som inte hör till någon modul."),
            hole=_("kravet hör inte till någon modul"),
            path="modules",
            mends=_edit_requirement,
            rows=_requirements,
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class Matrix(Axis):
    """Needs with modules: a cell is a hole when the need concerns the module and no requirement
    stands in both."""

    table: str = "matrix"

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

    def open_places(self, programme: Programme, rows: set[int]) -> dict[Place, str]:
        """What the open cells of some needs are called."""
        cells = self.open_cells(programme).filter(need__in=rows).select_related("need", "module")
        return {(cell.need_id, cell.module_id): f"{cell.need} × {cell.module}" for cell in cells}

    def figures(self, programme: Programme) -> tuple[int, int, int]:
        """(cells that needs concern, open holes, justified holes)."""
        holes, kept = self.open_cells(programme), self.justified_cells(programme)
        return cells_of(programme).count(), holes.count(), kept.count()


MATRIX = Matrix(
    name="needs-modules",
    label=_("Behov × moduler"),
    lead=_(
        "Hur många krav som svarar mot behovet i varje modul. Tomt där behovet inte berör modulen."
    ),
    rows=_needs_of,
)
EVERY: dict[str, Axis] = {
    **AXES, MATRIX.name: MATRIX, HIGH_RISKS.name: HIGH_RISKS, **ARCHITECTURE_AXES,
}  # fmt: skip


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
    axis: CoverageAxis, programme: Programme, keys: Iterable[int] | None = None
) -> dict[int, Cover]:
    """How rows are covered, by key; of all rows without ``keys``. Two or three queries."""
    keys = None if keys is None else list(keys)
    found: dict[int, Cover] = defaultdict(Cover)
    if not axis.is_reverse:
        for key, kind, status, number in counted(programme, axis.path, keys):
            found[key].kinds[kind] += number
            found[key].statuses[status] += number
    if axis.through:
        is_live = Q((f"{axis.through[1]}__withdrawn_at", None))
        rows = axis.rows(programme)
        rows = rows if keys is None else rows.filter(pk__in=keys)
        between = rows.order_by().annotate(
            between=Count(axis.through[1], filter=is_live, distinct=True)
        )
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
