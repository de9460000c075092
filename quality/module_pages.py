"""The holes in the architecture stand beside the list of modules."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.roles import Permission
from requirements_catalog.registered_module_pages import ModulePage, register

register(
    ModulePage(
        label=_("Hål i arkitekturen"),
        icon="exclamation-triangle",
        url=lambda programme: reverse("quality:coverage", args=[programme.slug]) + "#architecture",
        needs=Permission.VIEW_CATALOGUE,
        order=60,
    )
)
