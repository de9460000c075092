"""How many goals nothing is bought for, on the steering group's page."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.figures import STEERING, Figure, register
from programmes.models import Programme
from programmes.roles import Permission

from .models import ProcurementRequirement


def _goals_without(programme: Programme) -> dict | None:
    """None before there is a package or a goal; two queries."""
    asked = ProcurementRequirement.objects.in_programme(programme).answerable()
    serving = asked.filter(
        version__requirement__needs__goals=OuterRef("pk"),
        version__requirement__needs__withdrawn_at=None,
    )
    goals = list(programme.goals.annotate(is_served=Exists(serving)).values_list("is_served"))
    if not goals or not asked.exists():
        return None
    count = sum(not is_served for (is_served,) in goals)
    return {
        "value": count,
        "label": ngettext("mål får inget", "mål får inget", count),
        "note": _("av %(count)s i upphandlingarna") % {"count": len(goals)},
        "kind": "attention" if count else "met",
        "url": reverse("procurements:goal-shares", args=[programme.slug]),
    }


register(Figure((STEERING,), _goals_without, Permission.VIEW_PROCUREMENT, 60))
