"""The holes of a module, on its page."""

from django.utils.translation import gettext_lazy as _

from requirements_catalog.registered_module_parts import READING, ModulePart, register

from .architecture_holes import holes_about

register(ModulePart(READING, "part-holes", _("Hål"), "quality/_module_holes.html", holes_about, 5))
