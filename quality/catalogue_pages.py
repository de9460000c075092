"""The pages that stand here: the remarks on a catalogue's words, and needs that are alike."""

from django.utils.translation import gettext_lazy as _

from requirements_catalog.registered_pages import (
    CataloguePage,
    register,
    register_need_page,
)

register(CataloguePage(_("Kvalitet"), "check2-square", "quality:finding-list", 45))
register_need_page(
    CataloguePage(_("Kan vara samma behov"), "intersect", "quality:need-pair-list", 50)
)
