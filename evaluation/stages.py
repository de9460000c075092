"""What evaluations tell the stage strip: scoring under way, or locked with a result."""

from django.urls import reverse

from procurements.models import Procurement
from programmes.access import permissions_in
from programmes.roles import Permission
from programmes.stages import CURRENT, DONE, TODO, StageNow, register
from tenders.access import permissions_for

from .choices import Stage
from .models import Evaluation


def _evaluation(programme, user) -> StageNow | None:
    """Told of the newest procurement, to those who work with its evaluation."""
    roles = permissions_in(user, programme)
    if not roles & {Permission.VIEW_EVALUATION, Permission.SCORE}:
        return None
    newest = (
        Procurement.objects.filter(programme=programme)
        .select_related("programme")
        .order_by("-pk")
        .first()
    )
    allowed = permissions_for(user, newest) if newest else roles
    if Permission.VIEW_EVALUATION not in allowed:
        return None
    evaluation = Evaluation.objects.filter(procurement=newest).first() if newest else None
    if newest is None or evaluation is None:
        return StageNow(TODO)
    state = DONE if evaluation.stage == Stage.LOCKED else CURRENT
    address = ""
    if state == DONE or Permission.VIEW_TENDERS in allowed:
        address = reverse("evaluation:evaluation-detail", args=[programme.slug, newest.slug])
    return StageNow(state, evaluation.get_stage_display(), address)


register("evaluation", _evaluation)
