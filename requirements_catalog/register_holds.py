"""Where the needs that come from a goal are read."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.registered_holds import Page, add_page
from programmes.roles import Permission

from .models import Need

add_page(
    Need,
    Page(
        label=_("Behov"),
        needs=Permission.VIEW_CATALOGUE,
        url=lambda programme, row: reverse(
            "requirements_catalog:need-detail", args=[programme.slug, row.pk]
        ),
    ),
)
