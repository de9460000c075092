"""The holes in the architecture: on the page of what they are about, and in all.

A module's page tells that it has no requirements too, which is a hole in the coverage.
"""

from django.db.models import Model

from programmes.access import permissions_in
from programmes.models import Programme
from programmes.roles import Permission
from requirements_catalog.models import Module

from .architecture_axes import (
    ARCHITECTURE_AXES,
    CLOSED_STANDARD,
    OPEN_STANDARDS,
    SEAMS,
    SOURCE,
    TARGET,
    SeamStandard,
)
from .axes import holes_in_force, summary_of
from .coverage import AXES, EVERY
from .holes import Hole
from .models import JustifiedHole
from .querysets_coverage import Homes, homes_in
from .risk_axis import HIGH_RISKS


def holes_about(request, subject: Model) -> dict | None:
    """The holes that are told on the page of a module, an interface or a risk; None without one.

    A fixed number of queries: at most two for each axis, and two for the catalogues. What ``back``
    of the context says is where one returns after a hole has been let stay.
    """
    programme = subject.programme
    allowed = permissions_in(request.user, programme)
    if Permission.VIEW_CATALOGUE not in allowed:
        return None
    homes = homes_in(programme)
    axes = (*ARCHITECTURE_AXES.values(), HIGH_RISKS)
    holes = [one for axis in axes for one in axis.concerning(programme, subject, homes)]
    if isinstance(subject, Module):
        holes = [*_uncovered(subject, homes), *holes]
    if not holes:
        return None
    return {
        "holes": sorted(holes, key=lambda one: one.justified is not None),
        "open": sum(one.justified is None for one in holes),
        "programme": programme,
        "back": request.path,
        # A page tells of holes that the same people decide about.
        "can_edit": all(EVERY[one.axis].decides in allowed for one in holes),
    }


def _uncovered(module: Module, homes: Homes) -> list[Hole]:
    axis, programme = AXES["modules"], module.programme
    row = axis.all(programme).get(pk=module.pk)
    return axis.holes_of(row, programme, homes)


def open_count(programme: Programme) -> int:
    """How many holes in the architecture nobody has given a reason for; a query an axis."""
    return sum(summary_of(axis, programme).open for axis in ARCHITECTURE_AXES.values())


def reasons_for_sides(programme: Programme) -> dict[tuple[int, int, int], JustifiedHole]:
    """(interface, standard, module) → why that side may be without a requirement on the standard.

    Two queries.
    """
    sides = {
        pk: (interface, standard, {SOURCE: source, TARGET: target})
        for pk, interface, standard, source, target in SeamStandard.objects.filter(
            interface__programme=programme
        ).values_list("pk", "interface", "standard", "interface__source", "interface__target")
    }
    return {
        (sides[one.row][0], sides[one.row][1], sides[one.row][2][one.column]): one
        for one in holes_in_force(programme, SEAMS).select_related("decided_by")
        if one.row in sides
    }


def reasons_for_interfaces(programme: Programme) -> dict[tuple[int, bool], JustifiedHole]:
    """(interface, whether it has a standard) → why it may be without one that is open; one query.

    That no standard was needed justifies none that is not open, and the other way round.
    """
    kept = holes_in_force(programme, OPEN_STANDARDS).select_related("decided_by")
    return {(one.row, one.column == CLOSED_STANDARD): one for one in kept}
