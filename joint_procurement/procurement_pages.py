"""What joint procurement adds to a procurement: a tab, and who buys, as its documents say."""

from django.utils.translation import gettext_lazy as _

from procurements.buyers import register_buyers
from procurements.registered_pages import Tab, register_tab

from .members import decided_buyers

register_tab(
    Tab(
        label=_("Gemensam upphandling"),
        url_name="joint_procurement:joint-detail",
        tab="joint",
    )
)
register_buyers(decided_buyers)
