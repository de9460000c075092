"""What joint procurement adds to a procurement: a tab, and who buys or may join, for documents."""

from django.utils.translation import gettext_lazy as _

from procurements.buyers import register_buyers, register_rights
from procurements.registered_pages import Tab, register_tab

from .members import decided_buyers
from .rights import open_rights

register_tab(
    Tab(
        label=_("Gemensam upphandling"),
        url_name="joint_procurement:joint-detail",
        tab="joint",
    )
)
register_buyers(decided_buyers)
register_rights(open_rights)
