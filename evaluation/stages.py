"""What evaluation tells the stage strip."""

from programmes.access import permissions_in
from programmes.roles import Permission
from programmes.stages import CURRENT, DONE, TODO, StageNow, register

from .choices import Stage
from .models import Evaluation


def _evaluation(programme, user) -> StageNow | None:
    """Current while scores are set, done when they are locked."""
    if Permission.VIEW_PROCUREMENT not in permissions_in(user, programme):
        return None
    newest = Evaluation.objects.filter(procurement__programme=programme).order_by("-pk").first()
    if newest is None:
        return StageNow(TODO)
    state = DONE if newest.stage == Stage.LOCKED else CURRENT
    return StageNow(state, newest.get_stage_display())


register("evaluation", _evaluation)
