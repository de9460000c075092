"""The page about a catalogue that stands here: the remarks on its words."""

from django.utils.translation import gettext_lazy as _

from requirements_catalog.registered_pages import CataloguePage, register

register(CataloguePage(_("Kvalitet"), "check2-square", "quality:finding-list", 45))
