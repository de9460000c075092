"""The entry of tenders in the left navigation."""

from django.utils.translation import gettext_lazy as _

from programmes.navigation import Entry, register
from programmes.roles import Permission

from .access import is_appointed_in

register(
    Entry(
        _("Anbud"),
        "tenders:procurement-list",
        "inbox",
        "tenders",
        60,
        Permission.VIEW_TENDERS,
        also=is_appointed_in,
    )
)
