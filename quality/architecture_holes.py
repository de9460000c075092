"""The holes in the architecture: on the page of what they are about, and in all."""

from django.db.models import Model

from programmes.access import permissions_in
from programmes.models import Programme
from programmes.roles import Permission

from .architecture_axes import ARCHITECTURE_AXES
from .axes import summary_of
from .querysets_coverage import homes_in


def holes_about(request, subject: Model) -> dict | None:
    """The holes that are told on a module's or an interface's page; None where there is none.

    A fixed number of queries: at most two for each axis, and two for the catalogues.
    """
    programme = subject.programme
    allowed = permissions_in(request.user, programme)
    if Permission.VIEW_CATALOGUE not in allowed:
        return None
    homes = homes_in(programme)
    axes = ARCHITECTURE_AXES.values()
    holes = [one for axis in axes for one in axis.concerning(programme, subject, homes)]
    if not holes:
        return None
    return {
        "holes": sorted(holes, key=lambda one: one.justified is not None),
        "open": sum(one.justified is None for one in holes),
        "programme": programme,
        "can_edit": Permission.EDIT_REQUIREMENTS in allowed,
    }


def open_count(programme: Programme) -> int:
    """How many holes in the architecture nobody has given a reason for; a query an axis."""
    return sum(summary_of(axis, programme).open for axis in ARCHITECTURE_AXES.values())
