"""Pages of baselines in the menu of a catalogue."""

from django.utils.translation import gettext_lazy as _

from requirements_catalog.registered_pages import CataloguePage, register, register_rows_then

register(CataloguePage(_("Som den var vid en tidpunkt"), "clock-history", "baselines:catalogue-at"))
register_rows_then("baselines:requirement-at")
