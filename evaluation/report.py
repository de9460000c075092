"""The evaluation report: the same result as the screen, as a document to sign and keep."""

from itertools import pairwise

from django.utils.translation import gettext as _

from common.document_layout import compose_pdf
from common.ordering import swedish
from procurements.document_builders import document_meta
from procurements.document_registry import DocumentRequest, NotReady
from procurements.models import Procurement, ProcurementDocument

from .choices import REPORT
from .exports import report_workbook
from .models import Evaluation
from .results import ResultNotReady, load_results


def build_report(request: DocumentRequest) -> bytes:
    """The report as PDF, or as the workbook with live formulas.

    Raises NotReady until the scores are locked, and where a lot's result cannot be computed.
    """
    evaluation = (
        Evaluation.objects.select_related("procurement__programme", "locked_by")
        .filter(procurement=request.procurement)
        .first()
    )
    if evaluation is None:
        raise NotReady(_("Utvärderingen är inte startad."))
    try:
        if request.format == "xlsx":
            return report_workbook(evaluation, made_at=request.issued_at)
        return _pdf(request, evaluation)
    except ResultNotReady as not_ready:
        raise NotReady(str(not_ready)) from not_ready


def _pdf(request: DocumentRequest, evaluation: Evaluation) -> bytes:
    lots = load_results(evaluation)
    problems = [f"{lot.lot}: {text}" for lot in lots for text in lot.problems]
    if problems:
        raise NotReady(" ".join(problems))
    assignments = evaluation.assignments.select_related("user").order_by(
        swedish("user__full_name"), "pk"
    )
    meta = document_meta(request, kind_title=_("Utvärderingsrapport"))
    context = {
        "evaluation": evaluation,
        "procurement": evaluation.procurement,
        "currency": evaluation.procurement.currency,
        "evaluators": [assignment.user for assignment in assignments],
        "lots": lots,
        "unlocked": _unlocks(evaluation),
        "withdrawn": withdrawn_reports(evaluation.procurement),
    }
    return compose_pdf(template="evaluation_report.html", context=context, meta=meta)


def lock_of(procurement: Procurement) -> str:
    """Which lock of the scores a report rests on; the next lock is another, even by the clock."""
    found = Evaluation.objects.filter(procurement=procurement).values_list("stage", "locked_at")
    return " ".join(str(part) for part in found.first() or ())


def withdrawn_reports(procurement: Procurement) -> list[ProcurementDocument]:
    """Earlier issues that ceased to hold when a lock was broken, oldest first."""
    issues = procurement.documents.filter(kind=REPORT, withdrawal__isnull=False)
    return list(issues.select_related("withdrawal").order_by("issued_at", "pk"))


def _unlocks(evaluation: Evaluation) -> list:
    """The times that locked scores were opened again, with who and why, oldest first."""
    records = list(evaluation.history.select_related("history_user").order_by("history_id"))
    return [
        after for before, after in pairwise(records) if before.locked_at and not after.locked_at
    ]
