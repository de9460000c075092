"""The kinds of document that this app can issue; tenders and evaluation register theirs alike."""

from django.utils.translation import gettext_lazy as _

from .document_builders import PROCUREMENT_DOCUMENTS, build_procurement_documents, build_rfi
from .document_registry import DocumentKind, register

register(
    DocumentKind(
        "rfi",
        _("Informationsförfrågan (RFI)"),
        ("pdf",),
        build_rfi,
        order=10,
        is_tendered_on=True,
        names_buyers=True,
    )
)
register(
    DocumentKind(
        PROCUREMENT_DOCUMENTS,
        _("Upphandlingsdokument (förfrågningsunderlag)"),
        ("pdf", "xlsx"),
        build_procurement_documents,
        order=20,
        is_tendered_on=True,
        names_buyers=True,
    )
)
