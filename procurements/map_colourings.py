"""The map of the architecture, coloured by the lot of a procurement that a module is bought in."""

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
from target_architecture.drawing.texts import cut

from .models import Lot

# So many letters of a procurement's title stand after its lot; the rest is read on its page.
SHORT = 28


def _by_procurement(programme: Programme, _modules: Sequence[Module]) -> dict[int, Shade]:
    """Each module by the lots that buy it; one query.

    A module that several buy has a colour and words of its own, which name them all.
    """
    bought: dict[int, list[tuple[int, int]]] = defaultdict(list)
    names: dict[tuple[int, int], str] = {}
    rows = Lot.objects.filter(procurement__programme=programme, modules__isnull=False)
    for module, procurement, number, lot, title in rows.order_by(
        "procurement", "number"
    ).values_list("modules", "procurement", "number", "title", "procurement__title"):
        bought[module].append((procurement, number))
        names[procurement, number] = _lot(number, lot, title)
    together = sorted({tuple(keys) for keys in bought.values()}, key=lambda one: (len(one), one))
    labels = [_told_of([names[key] for key in keys]) for keys in together]
    shades = dict(zip(together, shades_for(labels, _("i andra delkontrakt")), strict=True))
    return {module: shades[tuple(keys)] for module, keys in bought.items()}


def _lot(number: int, lot: str, procurement: str) -> str:
    """The lot first, for boxes and legends are cut from behind and lots share a procurement."""
    return _("Del %(number)s %(lot)s (%(procurement)s)") % {
        "number": number,
        "lot": lot,
        "procurement": cut(procurement, SHORT),
    }


def _told_of(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("i flera: %(titles)s") % {"titles": " + ".join(names)}


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
