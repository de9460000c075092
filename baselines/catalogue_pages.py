"""The pages about a catalogue that stand here: its baselines, and what it was at a moment."""

from django.utils.translation import gettext_lazy as _

from requirements_catalog.registered_pages import CataloguePage, register, register_rows_then

register(
    CataloguePage(_("Baslinjer"), "bookmark-check", "baselines:baseline-list", 40, keeps_look=True)
)
register(CataloguePage(_("Som den var vid en tidpunkt"), "clock-history", "baselines:catalogue-at"))
register_rows_then("baselines:requirement-at")
register(CataloguePage(_("Osäkra kopplingar"), "link-45deg", "baselines:suspicion-list", 60))
register(CataloguePage(_("Ursprung"), "box-arrow-in-down-right", "baselines:origin-list", 61))
