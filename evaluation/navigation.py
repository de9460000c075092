"""The entry of evaluations in the left navigation."""

from django.utils.translation import gettext_lazy as _

from programmes.navigation import Entry, register
from programmes.roles import Permission
from tenders.access import is_appointed_in

register(
    Entry(
        _("Utvärdering"),
        "evaluation:evaluation-list",
        "bar-chart-steps",
        "evaluation",
        70,
        Permission.VIEW_EVALUATION,
        also=is_appointed_in,
    )
)
