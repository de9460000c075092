"""Pages of baselines in the menu of a catalogue."""

from django.utils.translation import gettext_lazy as _

from requirements_catalog.registered_pages import CataloguePage, register

register(
    CataloguePage(_("Baslinjer"), "bookmark-check", "baselines:baseline-list", 40, keeps_look=True)
)
