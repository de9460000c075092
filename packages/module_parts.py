"""What packaging tells on a module's page: where it stands, and what it is thought to cost."""

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.numbers import show_number
from requirements_catalog.choices import ModuleKind
from requirements_catalog.models import Module
from requirements_catalog.registered_module_parts import BESIDE, ModulePart, register

from .choices import AlternativeState
from .models import ModuleEstimate, Placement

MILLION = 1_000_000


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


def _tile(values: dict) -> dict:
    """Where it is bought, by the alternative that was chosen, and what it is thought to cost."""
    placed = [
        row for row in values["placements"] if row.alternative.state == AlternativeState.CHOSEN
    ]
    estimate = values["estimate"]
    likely = show_number(estimate.likely / MILLION, 1) if estimate else ""
    return {
        "value": gettext("%(amount)s mnkr") % {"amount": likely} if likely else "–",
        "label": gettext("troligt värde"),
        "note": str(placed[0].lot.package) if placed else gettext("inget paket är valt"),
    }


register(
    ModulePart(
        BESIDE,
        "part-packaging",
        _("Paketering"),
        "packages/_module_packaging.html",
        _packaging,
        5,
        tile=_tile,
    )
)
