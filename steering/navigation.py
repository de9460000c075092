"""The entry of steering in the left navigation."""

from django.utils.translation import gettext_lazy as _

from programmes.navigation import Entry, register
from programmes.roles import Permission

register(
    Entry(
        label=_("Styrning"),
        url_name="steering:steering",
        icon="compass",
        section="steering",
        order=12,
        needs=Permission.VIEW,
    )
)
