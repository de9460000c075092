"""The kinds of document that this app can issue."""

from django.utils.translation import gettext_lazy as _

from procurements.document_registry import DocumentKind, register
from programmes.roles import Permission

from .report import build_report

register(
    DocumentKind(
        "evaluation-report",
        _("Utvärderingsrapport"),
        ("pdf", "xlsx"),
        build_report,
        order=60,
        needs_to_issue=Permission.MANAGE_EVALUATION,
        needs_to_read=Permission.VIEW_RESULT,
    )
)
