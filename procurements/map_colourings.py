"""The map of the architecture, coloured by the procurement that a module is bought in."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.models import Programme
from programmes.roles import Permission
from requirements_catalog.models import Module
from target_architecture.colourings import Colouring, register
from target_architecture.drawing.picture import Shade

from .models import Lot

# Colours in the order that they are given; what comes after them shares one.
OWN, SHARED = (1, 2, 4, 6, 7, 8, 5), 3


def _by_procurement(programme: Programme, _modules: Sequence[Module]) -> dict[int, Shade]:
    """Each module by the procurements with a lot for it; one query.

    A module that is bought in several has a colour and words of its own, which name them all.
    """
    bought: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Lot.objects.filter(procurement__programme=programme, modules__isnull=False)
    for module, key, title in rows.order_by("procurement", "number").values_list(
        "modules", "procurement", "procurement__title"
    ):
        bought[module][key] = title
    shades: dict[tuple[int, ...], Shade] = {}
    for keys, titles in sorted(
        {tuple(by_key): list(by_key.values()) for by_key in bought.values()}.items(),
        key=lambda one: (len(one[0]), one[0]),
    ):
        label = titles[0] if len(titles) == 1 else _several(titles)
        number = OWN[len(shades)] if len(shades) < len(OWN) else SHARED
        shades[keys] = Shade(number, label if number != SHARED else _("i andra upphandlingar"))
    return {module: shades[tuple(by_key)] for module, by_key in bought.items()}


def _several(titles: list[str]) -> str:
    return _("i flera: %(titles)s") % {"titles": " + ".join(titles)}


register(
    Colouring(
        "procurement", gettext_lazy("Upphandling"), Permission.VIEW_PROCUREMENT, _by_procurement
    )
)
