"""Issue documents: build the bytes, number them, store them once and for all.

Building may take half a minute and happens outside of any transaction; storing is one short one.
An issued document is never changed: a new issue gets the next number (docs/documents.md).
"""

import hashlib
import time
from dataclasses import dataclass, replace

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.db.models.fields.files import FieldFile
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.media_types import PDF, XLSX
from common.pdf import PdfUnavailable

from .document_registry import KINDS, DocumentRequest, NotReady
from .models import DocumentWithdrawal, Procurement, ProcurementDocument

MEDIA_TYPES = {"pdf": PDF, "xlsx": XLSX}
LANGUAGES = ("sv", "en")
_TRIES = 3


class DocumentProblem(Exception):
    """The document cannot be issued; the text says why and what to do."""


@dataclass(frozen=True)
class BuiltDocument:
    """A document that has been made but not yet stored."""

    kind: str
    request: DocumentRequest
    content: bytes
    seconds: float
    basis: str = ""


def issue_document(
    *, procurement: Procurement, kind: str, format: str, by, language: str = "sv"
) -> ProcurementDocument:
    """Build a document and store it with the next number of its kind and format.

    Raises ``DocumentProblem`` when the kind or format does not exist, when the procurement lacks
    something that the document needs, or when PDF cannot be made on this machine; then nothing
    is stored.
    """
    built = build_document(
        procurement=procurement, kind=kind, format=format, by=by, language=language
    )
    return store_document(built=built)


def build_document(
    *, procurement: Procurement, kind: str, format: str, by, language: str = "sv"
) -> BuiltDocument:
    """The bytes of the next issue, in its own language; nothing is written."""
    check_kind(kind=kind, format=format, language=language)
    request = DocumentRequest(
        procurement=procurement,
        format=format,
        language=language,
        number=_next_number(procurement, kind, format),
        issued_at=timezone.now().replace(microsecond=0),
        issued_by=by,
    )
    return _build(kind, request)


def check_kind(*, kind: str, format: str, language: str) -> None:
    """Raise ``DocumentProblem``, naming what there is, unless such a document exists."""
    if kind not in KINDS:
        raise DocumentProblem(
            _("Dokumentslaget %(kind)s finns inte. Välj bland: %(kinds)s.")
            % {"kind": kind, "kinds": ", ".join(sorted(KINDS))}
        )
    if format not in KINDS[kind].formats:
        raise DocumentProblem(
            _("%(kind)s finns inte som %(format)s. Välj bland: %(formats)s.")
            % {"kind": kind, "format": format, "formats": ", ".join(KINDS[kind].formats)}
        )
    if language not in LANGUAGES:
        raise DocumentProblem(
            _("Språket %(language)s finns inte. Välj bland: %(languages)s.")
            % {"language": language, "languages": ", ".join(LANGUAGES)}
        )


def store_document(*, built: BuiltDocument) -> ProcurementDocument:
    """Store what was built; built anew when its number was taken or its basis changed meanwhile."""
    for _attempt in range(_TRIES):
        stored = _store(built)
        if stored is not None:
            return stored
        request = built.request
        number = _next_number(request.procurement, built.kind, request.format)
        built = _build(built.kind, replace(request, number=number))
    raise DocumentProblem(_("Flera utfärdade samma dokument samtidigt. Försök igen."))


def _build(kind: str, request: DocumentRequest) -> BuiltDocument:
    started = time.monotonic()
    basis = KINDS[kind].basis(request.procurement)
    try:
        with translation.override(request.language):
            content = KINDS[kind].build(request)
    except (NotReady, PdfUnavailable) as problem:
        raise DocumentProblem(str(problem)) from problem
    return BuiltDocument(kind, request, content, time.monotonic() - started, basis)


def _next_number(procurement: Procurement, kind: str, format: str) -> int:
    issued = procurement.documents.filter(kind=kind, format=format)
    return (issued.aggregate(last=Max("number"))["last"] or 0) + 1


def _store(built: BuiltDocument) -> ProcurementDocument | None:
    """One row and its file; None when number or basis is another than when the build began.

    The lock on the procurement is the one that ``withdraw_documents`` takes: a document built on
    what is being withdrawn is either withdrawn with the others or not stored.
    """
    written: list[FieldFile] = []
    try:
        with transaction.atomic():
            return _write(built, written)
    except BaseException:
        # The database takes its row back by itself; the file would stay, belonging to nothing.
        for file in written:
            file.storage.delete(file.name)
        raise


def _write(built: BuiltDocument, written: list[FieldFile]) -> ProcurementDocument | None:
    """As above; the file is put into ``written`` once it is in storage."""
    request = built.request
    procurement = Procurement.objects.select_for_update().get(pk=request.procurement.pk)
    if _next_number(procurement, built.kind, request.format) != request.number:
        return None
    if KINDS[built.kind].basis(procurement) != built.basis:
        return None
    document = ProcurementDocument(
        procurement=procurement,
        kind=built.kind,
        format=request.format,
        number=request.number,
        language=request.language,
        file_name=file_name(
            procurement, built.kind, request.number, request.format, request.language
        ),
        size=len(built.content),
        sha256=hashlib.sha256(built.content).hexdigest(),
        issued_at=request.issued_at,
        issued_by=request.issued_by,
    )
    document.file.save(document.file_name, ContentFile(built.content), save=False)
    written.append(document.file)
    document.save()
    return document


@transaction.atomic
def withdraw_documents(*, procurement: Procurement, kind: str, by, reason: str) -> int:
    """Declare that the issued documents of a kind no longer hold; returns how many did until now.

    Files and rows are kept as they are: each gets a withdrawal with the reason beside it.
    """
    procurement = Procurement.objects.select_for_update().get(pk=procurement.pk)
    valid = list(procurement.documents.filter(kind=kind, withdrawal__isnull=True))
    for document in valid:
        DocumentWithdrawal(document=document, withdrawn_by=by, reason=reason).save()
    return len(valid)


def file_name(procurement: Procurement, kind: str, number: int, format: str, language: str) -> str:
    """Name of the file for people: procurement, document in its own language, number of the issue.

    ``RS 2026/0815`` becomes ``rs-2026-0815``: the stroke keeps year and number apart.
    """
    registered = slugify(procurement.registry_number.replace("/", "-"))
    with translation.override(language):
        document = slugify(str(KINDS[kind].label))
    return f"{registered or procurement.slug}-{document}-{number}.{format}"
