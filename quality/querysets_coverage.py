"""Which requirements cover what, as the database is asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from common.ordering import swedish
from requirements_catalog.choices import RequirementKind
from requirements_catalog.models import Need, Requirement, RequirementModule


def requirements_of(programme) -> QuerySet:
    """The requirements that cover something: live ones, without headings."""
    return Requirement.objects.in_programme(programme).requirements().live()


def _live(path: str) -> dict:
    """Conditions of a path through needs: one that has been withdrawn asks for nothing."""
    return {"needs__withdrawn_at": None} if path.startswith("needs") else {}


def linked(programme, path: str) -> QuerySet:
    """The requirements from which the path leads somewhere."""
    return requirements_of(programme).filter(**_live(path), **{f"{path}__isnull": False})


def covered_by(programme, path: str) -> Exists:
    """Whether a row is reached from some requirement by a path such as ``needs__goals``."""
    return Exists(requirements_of(programme).filter(**_live(path), **{path: OuterRef("pk")}))


def counted(programme, path: str, keys: Iterable[int] | None = None) -> QuerySet:
    """(row, kind, status, how many requirements) of rows, or of all; one query."""
    some = {f"{path}__isnull": False} if keys is None else {f"{path}__in": keys}
    groups = requirements_of(programme).filter(**_live(path), **some)
    groups = groups.values_list(path, "kind", "status").order_by()
    return groups.annotate(number=Count("pk", distinct=True))


def counted_by_catalogue(programme, path: str, key: int) -> QuerySet:
    """(catalogue, kind, how many requirements) of one row; one query."""
    rows = requirements_of(programme).filter(**_live(path), **{path: key})
    groups = rows.values_list("catalogue", "kind")
    return groups.order_by().annotate(number=Count("pk", distinct=True))


def cells_of(programme) -> QuerySet:
    """What needs say that they concern: a row for each need and module, with ``is_hole``."""
    own = requirements_of(programme).filter(
        need_links__need=OuterRef("need_id"), module_links__module=OuterRef("module_id")
    )
    cells = Need.modules.through.objects.filter(need__programme=programme, need__withdrawn_at=None)
    return cells.annotate(is_hole=~Exists(own))


def counted_cells(programme, keys: Iterable[int] | None = None) -> QuerySet:
    """(need, module, how many requirements) of needs, or of all; one query."""
    which = {"need_links__need__isnull": False} if keys is None else {"need_links__need__in": keys}
    found = requirements_of(programme).filter(need_links__need__withdrawn_at=None, **which)
    found = found.filter(module_links__module__isnull=False)
    groups = found.values_list("need_links__need", "module_links__module").order_by()
    return groups.annotate(number=Count("pk", distinct=True))


def asking(programme) -> QuerySet:
    """The requirements that ask something of a module: live, neither headings nor upplysningar."""
    return requirements_of(programme).exclude(kind=RequirementKind.INFORMATION)


@dataclass(frozen=True)
class Homes:
    """In which catalogue a new requirement of a module is proposed, by short name."""

    programme: str
    by_module: dict[int, str]
    usual: str = ""

    def of(self, module: int) -> str:
        """The catalogue with most of the module's requirements, or the first; "" for none."""
        return self.by_module.get(module, self.usual)


def homes_in(programme) -> Homes:
    """Where the requirements of each module of a programme stand; two queries."""
    links = RequirementModule.objects.filter(module__programme=programme).order_by()
    groups = links.values_list("module", "requirement__catalogue__slug").annotate(rows=Count("pk"))
    by_module = {
        module: slug for module, slug, _rows in sorted(groups, key=lambda one: (one[2], one[1]))
    }
    usual = programme.catalogues.order_by(swedish("name")).values_list("slug", flat=True).first()
    return Homes(programme.slug, by_module, usual or "")
