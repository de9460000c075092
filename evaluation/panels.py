"""The overview's panel for an evaluator: what there is to score, first of all."""

from programmes.panels import Panel, register
from programmes.roles import Permission

from .basis import load_basis
from .choices import Stage
from .models import EvaluatorAssignment
from .progress import progress_of


def _build(programme, user) -> dict | None:
    """The person's unfinished evaluations; nothing where all is submitted."""
    assignments = EvaluatorAssignment.objects.filter(
        user=user,
        submitted_at__isnull=True,
        evaluation__stage=Stage.SCORING,
        evaluation__procurement__programme=programme,
    ).select_related("evaluation__procurement")
    work = [_work(assignment) for assignment in assignments]
    return {"work": work, "programme": programme} if work else None


def _work(assignment: EvaluatorAssignment) -> dict:
    evaluation = assignment.evaluation
    lots = load_basis(evaluation.procurement)
    (mine,) = progress_of(evaluation, lots, only=assignment.user)
    return {"procurement": evaluation.procurement, "mine": mine}


register(
    Panel(
        template="evaluation/_overview_panel.html",
        build=_build,
        column="main",
        order=5,
        needs=Permission.SCORE,
    )
)
