"""What contracts tell on a module's page."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from requirements_catalog.models import Module
from requirements_catalog.registered_module_parts import READING, ModulePart, register

from .protection import protection_values


def _protection(request: HttpRequest, module: Module) -> dict | None:
    """Nothing where there is nothing to protect from, as in a module of others."""
    values = protection_values(request, module)
    return values if values["guards"] or values["owners"] else None


register(
    ModulePart(
        READING, "part-protection", _("Skydd"), "contracts/_module_protection.html", _protection, 40
    )
)
