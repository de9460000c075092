"""Where the procurements that continue the chain of a programme are read."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.registered_holds import Page, add_page
from programmes.roles import Permission

from .models import Procurement

add_page(
    Procurement,
    Page(
        label=_("Upphandlingar"),
        needs=Permission.VIEW_PROCUREMENT,
        url=lambda programme, row: reverse(
            "procurements:procurement-detail", args=[programme.slug, row.slug]
        ),
    ),
)
