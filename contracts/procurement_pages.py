"""The tab of contracts on a procurement's pages."""

from django.utils.translation import pgettext_lazy

from procurements.registered_pages import ProcurementPage, register

register(
    ProcurementPage(
        label=pgettext_lazy("flera", "Avtal"),
        url_name="contracts:procurement-contracts",
        tab="contracts",
    )
)
