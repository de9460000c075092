"""What procurements tell the stage strip: the newest one stands for the programme."""

from django.urls import reverse

from programmes.access import permissions_in
from programmes.roles import Permission
from programmes.stages import CURRENT, DONE, TODO, StageNow, register

from .choices import ProcurementState
from .models import Procurement


def _procurement(programme, user) -> StageNow | None:
    """Current while it is drawn up, done when it is published."""
    if Permission.VIEW_PROCUREMENT not in permissions_in(user, programme):
        return None
    newest = Procurement.objects.filter(programme=programme).order_by("-pk").first()
    if newest is None:
        return StageNow(TODO)
    state = CURRENT if newest.state == ProcurementState.DRAFT else DONE
    url = reverse("procurements:procurement-detail", args=[programme.slug, newest.slug])
    return StageNow(state, newest.get_state_display(), url)


register("procurement", _procurement)
