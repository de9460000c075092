"""What organisations say of a requirement, where it is read."""

from django.http import HttpRequest

from common.ordering import swedish
from requirements_catalog.models import Catalogue, Requirement
from requirements_catalog.registered_parts import READING, Part, register

from .choices import Stance

_KIND: dict[str, str] = {Stance.NEEDS: "met", Stance.DIFFERS: "attention", Stance.NOT: "withdrawn"}


def _stances(
    request: HttpRequest, catalogue: Catalogue, requirement: Requirement | None
) -> dict | None:
    if requirement is None or requirement.is_heading:
        return None
    stances = requirement.stances.select_related("organisation")
    rows = list(stances.order_by(swedish("organisation__name"), "pk"))
    return {"rows": [(row, _KIND[row.stance]) for row in rows]} if rows else None


register(Part(READING, "joint_procurement/_reading_stances.html", _stances, order=70))
