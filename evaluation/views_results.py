"""The result, when the scores are locked: the ranking, every figure opened, and the files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.media_types import XLSX
from common.views import sent_file
from programmes.access import permissions_in
from programmes.roles import Permission

from .access import get_result
from .exports import report_workbook
from .results import load_results


@require_safe
def result(
    request: HttpRequest, programme_slug: str, slug: str, number: int | None = None
) -> HttpResponse:
    """The result of one lot, the first when none is named."""
    evaluation = get_result(request.user, programme_slug, slug)
    lots = load_results(evaluation)
    chosen = next((lot for lot in lots if number in (None, lot.lot.number)), None)
    if chosen is None and number is not None:
        raise Http404
    allowed = permissions_in(request.user, evaluation.procurement.programme)
    context = {
        "evaluation": evaluation,
        "procurement": evaluation.procurement,
        "results": lots,
        "chosen": chosen,
        "can_issue": Permission.MANAGE_EVALUATION in allowed,
    }
    return render(request, "evaluation/result.html", context)


@require_safe
def result_workbook(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """The workbook with live formulas, made from the figures as they stand."""
    evaluation = get_result(request.user, programme_slug, slug)
    content = report_workbook(evaluation, made_at=evaluation.locked_at or timezone.now())
    name = f"{evaluation.procurement.slug}-utvardering.xlsx"
    return sent_file(content, XLSX, name)
