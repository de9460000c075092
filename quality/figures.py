"""How many holes the architecture has, on the map and on the steering group's page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.figures import MAP, STEERING, Figure, register
from programmes.models import Programme
from programmes.roles import Permission

from .architecture_holes import open_count


def _holes(programme: Programme) -> dict | None:
    """None where there is no architecture to have holes."""
    if not programme.modules.exists():
        return None
    count = open_count(programme)
    return {
        "value": count,
        "label": ngettext("hål i arkitekturen", "hål i arkitekturen", count),
        "note": _("utan skäl") if count else "",
        "kind": "attention" if count else "met",
        "url": reverse("quality:coverage", args=[programme.slug]) + "#architecture",
    }


register(Figure((STEERING, MAP), _holes, Permission.VIEW_CATALOGUE))
