"""The tab of contracts on a procurement's pages."""

from django.utils.translation import pgettext_lazy

from procurements.registered_pages import Tab, register_tab

register_tab(
    Tab(
        label=pgettext_lazy("flera", "Avtal"),
        url_name="contracts:procurement-contracts",
        tab="contracts",
    )
)
