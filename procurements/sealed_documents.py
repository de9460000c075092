"""Issued documents are known again by their bytes (baselines/verifying.py)."""

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from baselines.sealed_registry import KnownFile, register

from .access import readable_documents
from .document_registry import KINDS
from .models import ProcurementDocument


def find_issued_document(sha256: str, user) -> KnownFile | None:
    """The document whose file has exactly these bytes.

    Told to anybody is what its cover says. That it has been withdrawn, and where it is kept, is
    told to those who may read it there.
    """
    documents = ProcurementDocument.objects.filter(sha256=sha256)
    found = documents.select_related("procurement__programme", "withdrawal").first()
    if found is None:
        return None
    procurement = found.procurement
    kind = str(KINDS[found.kind].label) if found.kind in KINDS else found.kind
    facts = [
        (_("Dokument"), kind),
        (_("Upphandling"), procurement.title),
        (_("Diarienummer"), procurement.registry_number),
        (_("Utgåva"), str(found.number)),
        (_("Datum"), localtime(found.issued_at).date().isoformat()),
    ]
    url, notices = "", []
    programme = procurement.programme
    if user.is_authenticated and _may_read(documents, found, user, programme):
        url = reverse("procurements:document-list", args=[programme.slug, procurement.slug])
        if hasattr(found, "withdrawal"):
            notices.append(_("Dokumentet är upphävt: %(reason)s") % {
                "reason": found.withdrawal.reason
            })  # fmt: skip
    return KnownFile(
        _("%(document)s, utgåva %(number)s") % {"document": kind, "number": found.number},
        [(label, text) for label, text in facts if text],
        url,
        tuple(notices),
    )


def _may_read(documents, found, user, programme) -> bool:
    return readable_documents(documents, user, programme).filter(pk=found.pk).exists()


register(find_issued_document)
