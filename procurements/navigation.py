"""The entries of procurements and their documents in the left navigation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes.navigation import Entry, register
from programmes.roles import Permission

register(
    Entry(
        label=_("Upphandlingar"),
        url_name="procurements:procurement-list",
        icon="briefcase",
        section="procurements",
        order=50,
        needs=Permission.VIEW_PROCUREMENT,
    )
)
register(
    Entry(
        label=pgettext_lazy("flera", "Dokument"),
        url_name="procurements:programme-documents",
        icon="file-earmark-text",
        section="documents",
        order=80,
        needs=Permission.VIEW_PROCUREMENT,
    )
)
