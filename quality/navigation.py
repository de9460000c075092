"""Entries of the left navigation: the words, and how good they are."""

from django.utils.translation import gettext_lazy as _

from programmes.navigation import Entry, register
from programmes.roles import Permission

register(
    Entry(
        label=_("Ordlista"),
        url_name="quality:term-list",
        icon="book",
        section="glossary",
        order=35,
        needs=Permission.VIEW_CATALOGUE,
    )
)
register(
    Entry(
        label=_("Kvalitet"),
        url_name="quality:quality-list",
        icon="check2-square",
        section="quality",
        order=44,
        needs=Permission.VIEW_CATALOGUE,
    )
)
