"""Loaders of evaluations: who may score, follow or read the result."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from procurements.choices import ItemRole
from procurements.models import ProcurementRequirement as Item
from programmes.roles import Permission
from tenders.access import get_opened_procurement, permissions_for
from tenders.choices import TenderStatus
from tenders.models import Tender

from .choices import Stage
from .models import Evaluation


def get_evaluation(
    user, programme_slug: str, slug: str, *, needs: Permission = Permission.VIEW_EVALUATION
) -> Evaluation:
    """The evaluation of an opened procurement: 404 to strangers, 403 to the wrong role.

    An evaluator reads only the evaluations that he or she is appointed to.
    """
    procurement = get_opened_procurement(user, programme_slug, slug, needs=needs)
    evaluation = Evaluation.objects.filter(procurement=procurement).first()
    if evaluation is None:
        raise Http404
    evaluation.procurement = procurement
    return evaluation


def get_progress(user, programme_slug: str, slug: str) -> Evaluation:
    """The evaluation for one who may follow it: its page names the tenders and their number.

    403 to one who sees results but not tenders (a programme lead), until the scores are locked,
    and to an evaluator who is not appointed to this evaluation (OSL 19:3).
    """
    evaluation = get_evaluation(user, programme_slug, slug)
    allowed = permissions_for(user, evaluation.procurement)
    if evaluation.stage != Stage.LOCKED and Permission.VIEW_TENDERS not in allowed:
        raise PermissionDenied
    return evaluation


def get_scoring(user, programme_slug: str, slug: str) -> Evaluation:
    """The evaluation for one who is appointed to score in it; 403 to anybody else."""
    evaluation = get_evaluation(user, programme_slug, slug, needs=Permission.SCORE)
    if not evaluation.assignments.filter(user=user).exists():
        raise PermissionDenied
    return evaluation


def get_result(user, programme_slug: str, slug: str) -> Evaluation:
    """The evaluation for one who may read its result, once the scores are locked; 404 before."""
    evaluation = get_evaluation(user, programme_slug, slug, needs=Permission.VIEW_RESULT)
    if evaluation.stage != Stage.LOCKED:
        raise Http404
    return evaluation


def get_cell(evaluation: Evaluation, item: int, tender: int) -> tuple[Item, Tender]:
    """A bör-requirement and a tender for its lot, both of the evaluation; 404 for any others."""
    procurement = evaluation.procurement
    found = get_object_or_404(
        procurement.items.with_content().select_related("version", "criterion__lot"),
        pk=item,
        role=ItemRole.DESIRABLE,
    )
    return found, get_object_or_404(
        procurement.tenders.select_related("operator"),
        pk=tender,
        status=TenderStatus.RECEIVED,
        lots=found.criterion.lot,
    )
