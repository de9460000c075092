"""The entry of reviews in the left navigation."""

from django.utils.translation import gettext_lazy as _

from programmes.navigation import Entry, register
from programmes.roles import Permission

register(
    Entry(
        label=_("Granskningar"),
        url_name="reviews:round-list",
        icon="chat-square-quote",
        section="reviews",
        order=47,
        needs=Permission.VIEW_CATALOGUE,
    )
)
