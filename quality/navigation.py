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
register(
    Entry(
        label=_("Lika krav"),
        url_name="quality:pair-list",
        icon="intersect",
        section="likeness",
        order=45,
        needs=Permission.VIEW_CATALOGUE,
    )
)
register(
    Entry(
        label=_("Täckning"),
        url_name="quality:coverage",
        icon="grid-3x3",
        section="coverage",
        order=46,
        needs=Permission.VIEW_CATALOGUE,
    )
)
