"""The kinds of document that this app can issue."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurements.document_registry import DocumentKind, register
from programmes.roles import Permission

from .choices import REPORT, Stage
from .report import build_report, lock_of

register(
    DocumentKind(
        REPORT,
        _("Utvärderingsrapport"),
        ("pdf", "xlsx"),
        build_report,
        order=60,
        needs_to_issue=Permission.MANAGE_EVALUATION,
        needs_to_read=Permission.VIEW_RESULT,
        readable_when=Q(procurement__evaluation__stage=Stage.LOCKED),
        basis=lock_of,
    )
)
