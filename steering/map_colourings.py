"""The map of the architecture, coloured by the risks of its modules."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.models import Programme
from programmes.register import REGISTERS
from programmes.roles import Permission
from requirements_catalog.models import Module
from target_architecture.colourings import Colouring, Shades, Told, register
from target_architecture.drawing.picture import Shade

from .choices import RiskState
from .models import Risk
from .registers.risks import risk_tag


def _by_risk(programme: Programme, _modules: Sequence[Module]) -> dict[int, Shade]:
    """Each module by the heaviest open risk that concerns it; two queries."""
    shades = {
        "refused": Shade(5, _("hög risk"), 1),
        "attention": Shade(6, _("måttlig risk"), 2),
        "met": Shade(2, _("låg risk"), 3),
    }
    risks = Risk.objects.in_programme(programme).filter(state=RiskState.OPEN).for_list()
    return {
        module.pk: shades[risk_tag(risk).kind]
        for risk in risks.order_by("weight")
        for module in risk.modules.all()
    }


def _told(programme: Programme, shades: Shades) -> Told:
    """What the steps are of, or why nothing is coloured."""
    text = _("Den tyngsta öppna risken som gäller varje modul.")
    if not shades:
        text = _("Ingen öppen risk gäller någon modul, så modulerna har ingen färg.")
    return Told(text, REGISTERS["risks"].url("list", programme), _("Till riskerna"))


register(
    Colouring(
        "risk",
        gettext_lazy("Risk"),
        Permission.VIEW,
        _by_risk,
        gettext_lazy("ingen öppen risk"),
        _told,
    )
)
