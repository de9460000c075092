"""The kinds of document that this app can issue."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from procurements.document_registry import DocumentKind, register
from programmes.roles import Permission

from .choices import Stage
from .models import Evaluation
from .report import build_report


def _with_open_scores() -> QuerySet:
    """Procurements where the lock is broken: what was issued before tells prices and scores."""
    return Evaluation.objects.exclude(stage=Stage.LOCKED).values("procurement")


register(
    DocumentKind(
        "evaluation-report",
        _("Utvärderingsrapport"),
        ("pdf", "xlsx"),
        build_report,
        order=60,
        needs_to_issue=Permission.MANAGE_EVALUATION,
        needs_to_read=Permission.VIEW_RESULT,
        withheld_in=_with_open_scores,
    )
)
