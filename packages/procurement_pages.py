"""Packaging stands beside the list of procurements."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurements.registered_pages import ListPage, register_list_page
from programmes.roles import Permission

register_list_page(
    ListPage(
        label=_("Upphandlingspaketering"),
        icon="boxes",
        url=lambda programme: reverse("packages:alternative-list", args=[programme.slug]),
        needs=Permission.VIEW,
    )
)
