"""What packaging tells on a module's page: where it stands, and what it is thought to cost."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from requirements_catalog.choices import ModuleKind
from requirements_catalog.models import Module
from requirements_catalog.registered_module_parts import BESIDE, ModulePart, register

from .models import ModuleEstimate, Placement


def _packaging(request: HttpRequest, module: Module) -> dict | None:
    """Two queries; nothing for a module that is neither to be procured nor placed."""
    placements = list(
        Placement.objects.filter(module=module)
        .select_related("alternative", "lot__package")
        .order_by("alternative__position", "alternative")
    )
    if module.kind != ModuleKind.TO_PROCURE and not placements:
        return None
    return {
        "placements": placements,
        "estimate": ModuleEstimate.objects.filter(module=module).first(),
    }


register(
    ModulePart(
        BESIDE, "part-packaging", _("Paketering"), "packages/_module_packaging.html", _packaging, 5
    )
)
