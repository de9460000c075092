"""Builders of the documents made here: RFI, procurement documents, requirement workbook."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.canonical import canonical_json
from common.document_layout import DocumentMeta, compose_pdf
from common.pdf import PdfAttachment
from programmes.choices import ParticipationRole
from quality.glossary import terms_in
from quality.models import Term

from .buyers import buyers_of, rights_to_join
from .choices import ItemRole
from .document_award import award_sections
from .document_content import Package, in_code_order, read_package, requirement_groups
from .document_questions import questions_by_area
from .document_registry import DocumentRequest, NotReady
from .exports_specification import specification_workbook

PROCUREMENT_DOCUMENTS = "procurement-documents"


def build_rfi(request: DocumentRequest) -> bytes:
    """Request for information: background, questions and the requirements in draft (PDF)."""
    package = _package(request)
    meta = _meta(request, package, kind_title=_("Informationsförfrågan (RFI)"))
    context = _context(request, package, level=2) | {"areas": questions_by_area(package)}
    return compose_pdf(
        template="rfi.html", context=context, meta=meta, attachments=_attachments(package)
    )


def build_procurement_documents(request: DocumentRequest) -> bytes:
    """The procurement documents (PDF), or their requirement specification (Excel)."""
    package = _package(request)
    meta = _meta(request, package, kind_title=_("Upphandlingsdokument"))
    if request.format == "xlsx":
        return specification_workbook(package=package, meta=meta)
    context = _context(request, package, level=2) | {"awards": award_sections(package)}
    return compose_pdf(
        template="procurement_documents.html",
        context=context,
        meta=meta,
        attachments=_attachments(package),
    )


def _package(request: DocumentRequest) -> Package:
    package = read_package(request.procurement)
    if not package.requirements:
        raise NotReady(
            _("Upphandlingen har inga krav än. Plocka krav till paketet och försök igen.")
        )
    return package


def document_meta(
    request: DocumentRequest, *, kind_title: str, facts: list[tuple[str, str]] | None = None
) -> DocumentMeta:
    """Cover, running headers and file properties of any document of a procurement.

    ``facts`` are rows of the cover between the date and the end, label first.
    """
    procurement = request.procurement
    version = _("Utgåva %(number)s") % {"number": request.number}
    rows = [
        (_("Diarienummer"), procurement.registry_number),
        (_("Förfarande"), procurement.get_procedure_display().capitalize()),
        (_("Utgåva"), str(request.number)),
        (_("Datum"), timezone.localtime(request.issued_at).date().isoformat()),
        *(facts or []),
    ]
    return DocumentMeta(
        kind_title=kind_title,
        title=procurement.title,
        organisation=_buyer(procurement),
        programme=procurement.programme.name,
        language=request.language,
        created_at=request.issued_at,
        registry_number=procurement.registry_number,
        version=version,
        facts=[(label, value) for label, value in rows if value],
    )


def _meta(request: DocumentRequest, package: Package, *, kind_title: str) -> DocumentMeta:
    deadline = request.procurement.tender_deadline_at
    seal = package.digest[:32]
    return document_meta(
        request,
        kind_title=kind_title,
        facts=[
            (_("Sista anbudsdag"), _moment(deadline) if deadline else ""),
            (_("Kravens sigill"), " ".join(seal[i : i + 4] for i in range(0, len(seal), 4))),
        ],
    )


def _buyer(procurement) -> str:
    """The lead buyer's name; the programme's own name when none has been entered."""
    buyers = procurement.programme.participations.select_related("organisation")
    lead = buyers.filter(role=ParticipationRole.LEAD_BUYER).order_by("pk").first()
    return lead.organisation.name if lead else procurement.programme.name


def _moment(moment) -> str:
    local = timezone.localtime(moment)
    return f"{local:%Y-%m-%d} " + _("kl. %(time)s") % {"time": f"{local:%H.%M}"}


def _context(request: DocumentRequest, package: Package, *, level: int) -> dict[str, Any]:
    """What every body template may use."""
    procurement = request.procurement
    programme = procurement.programme
    groups = requirement_groups(package, level=level)
    buyers = buyers_of(procurement)
    rights = rights_to_join(procurement)
    with_right = {key for right in rights for key in right.organisations}
    return {
        "procurement": procurement,
        "programme": programme,
        "buyers": buyers.buying,
        "undecided": [one for one in buyers.undecided if one.organisation_id not in with_right],
        "rights": rights,
        "goals": list(programme.goals.order_by("position", "pk")),
        "milestones": list(programme.milestones.order_by("planned_on", "pk")),
        "lots": package.lots,
        "groups": groups,
        "by_code": in_code_order(groups),
        "counts": [
            {"lot": lot, **{role: package.count(role, lot) for role in ItemRole.values}}
            for lot in package.lots
        ],
        "totals": {role: package.count(role) for role in ItemRole.values},
        "deadline": _moment(procurement.tender_deadline_at)
        if procurement.tender_deadline_at
        else "",
        "questions_until": _moment(procurement.questions_until)
        if procurement.questions_until
        else "",
        "valid_until": date_format(procurement.tender_valid_until, "Y-m-d")
        if procurement.tender_valid_until
        else "",
        "seal": package.digest,
        "glossary": _glossary(package, programme),
    }


def _glossary(package: Package, programme) -> list[Term]:
    """The terms of the programme's glossary that the requirements use."""
    texts = (
        str(item.version.content.get(name) or "")
        for item in package.items
        for name in ("title", "text", "motive", "verification")
    )
    return terms_in(programme, texts)


def _attachments(package: Package) -> tuple[PdfAttachment, ...]:
    """The requirements as data inside the PDF, so that a machine need not read the pages."""
    rows = [
        {
            "role": item.role,
            "lots": sorted(lot.number for lot in item.lots.all()),
            "digest": item.version.digest,
            "content": item.version.content,
        }
        for item in package.items
    ]
    content = canonical_json({"seal": package.digest, "requirements": rows}).encode()
    return (PdfAttachment("krav.json", content, _("Kraven som data, med sigill")),)
