"""The map of the architecture, coloured by the procurement that a module is bought in."""

from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.models import Programme
from programmes.roles import Permission
from requirements_catalog.models import Module
from target_architecture.colourings import Colouring, Shades, Told, register, shades_for
from target_architecture.drawing.picture import Shade

from .models import Lot


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
    together = sorted(
        {tuple(by_key): list(by_key.values()) for by_key in bought.values()}.items(),
        key=lambda one: (len(one[0]), one[0]),
    )
    labels = [titles[0] if len(titles) == 1 else _several(titles) for _keys, titles in together]
    colours = shades_for(labels, _("i andra upphandlingar"))
    shades = {keys: shade for (keys, _titles), shade in zip(together, colours, strict=True)}
    return {module: shades[tuple(by_key)] for module, by_key in bought.items()}


def _several(titles: list[str]) -> str:
    return _("i flera: %(titles)s") % {"titles": " + ".join(titles)}


def _told(programme: Programme, shades: Shades) -> Told | None:
    """Why nothing is coloured; the legend names the procurements where something is."""
    if shades:
        return None
    text = _("Inget delkontrakt i någon upphandling har moduler, så modulerna har ingen färg.")
    url = reverse("procurements:procurement-list", args=[programme.slug])
    return Told(text, url, _("Till upphandlingarna"))


register(
    Colouring(
        "procurement",
        gettext_lazy("Upphandling"),
        Permission.VIEW_PROCUREMENT,
        _by_procurement,
        gettext_lazy("inte i någon upphandling"),
        _told,
    )
)
