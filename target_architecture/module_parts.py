"""What the architecture tells on a module's page."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from requirements_catalog.models import Module
from requirements_catalog.registered_module_parts import BESIDE, READING, ModulePart, register

from .drawing.picture import neighbourhood
from .models import LockIn, Replacement


def _interfaces(request: HttpRequest, module: Module) -> dict:
    picture = neighbourhood(module)
    return {
        "picture": picture,
        "out": [one for one in picture.interfaces if one.interface.source_id == module.pk],
        "into": [one for one in picture.interfaces if one.interface.target_id == module.pk],
    }


def _replacements(request: HttpRequest, module: Module) -> dict | None:
    rows = list(Replacement.objects.touching(module))
    if not rows:
        return None
    return {
        "replaces": [row for row in rows if row.new_id == module.pk],
        "replaced_by": [row for row in rows if row.old_id == module.pk],
    }


def _lock_in(request: HttpRequest, module: Module) -> dict:
    return {"row": LockIn.objects.filter(module=module).with_outdated().first()}


register(
    ModulePart(
        READING,
        "part-interfaces",
        _("Gränssnitt"),
        "target_architecture/_module_interfaces.html",
        _interfaces,
        10,
        count=lambda values: len(values["picture"].interfaces),
    )
)
register(
    ModulePart(
        BESIDE,
        "part-replacements",
        _("Ersättningar"),
        "target_architecture/_module_replacements.html",
        _replacements,
        10,
    )
)
register(
    ModulePart(
        BESIDE,
        "part-lock-in",
        _("Inlåsning"),
        "target_architecture/_module_lock_in.html",
        _lock_in,
        30,
    )
)
