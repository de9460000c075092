"""The catalogue's entries of the left navigation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes.navigation import Entry, register
from programmes.roles import Permission

register(
    Entry(
        label=_("Mitt arbete"),
        url_name="requirements_catalog:my-work",
        icon="person-check",
        section="work",
        order=15,
        needs=Permission.VIEW_CATALOGUE,
    )
)
register(
    Entry(
        label=_("Behov"),
        url_name="requirements_catalog:need-list",
        icon="chat-square-heart",
        section="needs",
        order=20,
        needs=Permission.VIEW_CATALOGUE,
    )
)
register(
    Entry(
        label=_("Målarkitektur"),
        url_name="requirements_catalog:module-list",
        icon="diagram-3",
        section="architecture",
        order=30,
        needs=Permission.VIEW_CATALOGUE,
    )
)
register(
    Entry(
        label=pgettext_lazy("flera", "Krav"),
        url_name="requirements_catalog:catalogue-list",
        icon="list-check",
        section="requirements",
        order=40,
        needs=Permission.VIEW_CATALOGUE,
    )
)
