"""The map of the architecture, coloured by the packages of the chosen alternative."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from programmes.models import Programme
from programmes.roles import Permission
from requirements_catalog.models import Module
from target_architecture.colourings import Colouring, register
from target_architecture.drawing.picture import Shade

from .choices import AlternativeState
from .models import Placement

SHADES = 8


def _by_package(programme: Programme, _modules: Sequence[Module]) -> dict[int, Shade]:
    """Each module by its package, as chosen; one query. More packages than shades share some."""
    rows = (
        Placement.objects.in_programme(programme)
        .filter(alternative__state=AlternativeState.CHOSEN)
        .select_related("lot__package")
        .order_by("lot__package__position", "lot__package")
    )
    numbers: dict[int, int] = {}
    shades = {}
    for row in rows:
        package = row.lot.package
        number = numbers.setdefault(package.pk, len(numbers) % SHADES + 1)
        shades[row.module_id] = Shade(number, package.title)
    return shades


register(Colouring("package", _("Paket i det valda alternativet"), Permission.VIEW, _by_package))
