"""Packaging stands beside the list of modules."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.roles import Permission
from requirements_catalog.registered_module_pages import ModulePage, register

register(
    ModulePage(
        label=_("Upphandlingspaketering"),
        icon="boxes",
        url=lambda programme: reverse("packages:alternative-list", args=[programme.slug]),
        needs=Permission.VIEW,
        order=1,
    )
)
