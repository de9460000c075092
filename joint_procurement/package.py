"""The requirements of a procurement, and what its organisations say of them."""

from django.db.models import QuerySet

from procurements.choices import ItemRole
from procurements.models import Procurement
from requirements_catalog.choices import RequirementStatus
from requirements_catalog.models import Requirement

from .models import RequirementStance


def requirements_in(procurement: Procurement) -> QuerySet[Requirement]:
    """Those of its package; before there is one, the live ones of its lots' modules. One query."""
    packed = procurement.items.exclude(role=ItemRole.HEADING)
    if packed.exists():
        keys = packed.values("version__requirement")
        return Requirement.objects.filter(pk__in=keys)
    modules = procurement.lots.values("modules")
    return (
        Requirement.objects.requirements()
        .filter(module_links__module__in=modules, catalogue__programme=procurement.programme)
        .exclude(status=RequirementStatus.WITHDRAWN)
        .distinct()
    )


def stances_on(requirements: QuerySet[Requirement]) -> dict[int, dict[int, RequirementStance]]:
    """Requirement → organisation → what it says; one query."""
    found: dict[int, dict[int, RequirementStance]] = {}
    for row in RequirementStance.objects.filter(requirement__in=requirements.values("pk")):
        found.setdefault(row.requirement_id, {})[row.organisation_id] = row
    return found
