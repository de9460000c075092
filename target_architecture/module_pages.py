"""The map and the registers of the architecture stand beside the list of modules."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.register import REGISTERS
from programmes.roles import Permission
from requirements_catalog.registered_module_pages import ModulePage, register

from . import registers  # noqa: F401  they are asked for below

NAMES = (
    "interfaces",
    "information",
    "principles",
    "states",
    "replacements",
    "lock-in",
    "safeguards",
)

register(
    ModulePage(
        label=_("Karta"),
        icon="diagram-3",
        url=lambda programme: reverse("target_architecture:landscape", args=[programme.slug]),
        needs=Permission.VIEW_CATALOGUE,
        order=0,
        is_main=True,
    )
)
for number, name in enumerate(NAMES, 1):
    entry = REGISTERS[name]
    register(
        ModulePage(
            label=entry.title,
            icon=entry.icon,
            url=partial(entry.url, "list"),
            needs=entry.needs,
            order=number,
        )
    )
