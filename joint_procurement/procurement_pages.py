"""The tab of joint procurement on a procurement's pages."""

from django.utils.translation import gettext_lazy as _

from procurements.registered_pages import Tab, register_tab

register_tab(
    Tab(
        label=_("Gemensam upphandling"),
        url_name="joint_procurement:joint-detail",
        tab="joint",
    )
)
