"""The entry of tenders in the left navigation."""

from django.utils.translation import gettext_lazy as _

from programmes.navigation import Entry, register
from programmes.roles import Permission

register(
    Entry(_("Anbud"), "tenders:procurement-list", "inbox", "tenders", 60, Permission.VIEW_TENDERS)
)
