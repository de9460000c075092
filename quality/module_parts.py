"""The holes of a module, on its page."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from requirements_catalog.registered_module_parts import READING, ModulePart, register

from .architecture_holes import holes_about


def _tile(values: dict) -> dict:
    """How many holes have no reason to stay."""
    count = values["open"]
    return {
        "value": count,
        "label": ngettext("hål utan skäl", "hål utan skäl", count),
        "note": gettext("av %(count)s") % {"count": len(values["holes"])},
        "kind": "attention" if count else "met",
    }


register(
    ModulePart(
        READING,
        "part-holes",
        _("Hål"),
        "quality/_module_holes.html",
        holes_about,
        5,
        tile=_tile,
        count=lambda values: values["open"],
    )
)
