"""The documents of a procurement: what has been issued, and the buttons that issue more."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common.lists import Order, list_page
from programmes.access import check, get_programme, permissions_in
from programmes.actions import start_job
from programmes.roles import Permission

from .access import get_document, get_procurement, readable_documents
from .document_registry import KINDS, kinds_in_order
from .documents import MEDIA_TYPES
from .forms_documents import IssueForm
from .jobs import ISSUE_DOCUMENT
from .models import ProcurementDocument
from .reissue import cautions_of
from .views_shared import frame_of

ORDERS = (
    Order("newest", gettext_lazy("Senast utfärdade"), ("-issued_at", "-pk")),
    Order("kind", gettext_lazy("Dokumentslag"), ("kind", "format", "-number")),
)


@require_safe
def programme_documents(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Issued documents of all the programme's procurements, of kinds that the person may read."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_PROCUREMENT)
    documents = ProcurementDocument.objects.in_programme(programme)
    return list_page(
        request,
        queryset=readable_documents(documents, request.user, programme).select_related(
            "issued_by", "procurement", "withdrawal__withdrawn_by"
        ),
        template="procurements/programme_documents.html",
        fragment="procurements/_document_table.html",
        orders=ORDERS,
        context={"labels": _labels()},
    )


@require_safe
def document_list(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Issued documents that the person may read, and the kinds that the person may issue."""
    procurement = get_procurement(request.user, programme_slug, slug)
    allowed = permissions_in(request.user, procurement.programme)
    issuable = [kind for kind in kinds_in_order() if kind.needs_to_issue in allowed]
    return list_page(
        request,
        queryset=readable_documents(
            procurement.documents.all(), request.user, procurement.programme
        ).select_related("issued_by", "withdrawal__withdrawn_by"),
        template="procurements/document_list.html",
        fragment="procurements/_document_table.html",
        orders=ORDERS,
        context=frame_of(
            request,
            procurement,
            "documents",
            issuable=issuable,
            cautions=cautions_of(procurement, issuable),
            labels=_labels(),
        ),
    )


@require_POST
def document_issue(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Start the job that issues one document and go to its progress page."""
    procurement = get_procurement(request.user, programme_slug, slug)
    form = IssueForm(request.POST)
    if not form.is_valid():
        # Only a page that is out of date, or somebody's own form, can name an unknown kind.
        messages.error(request, " ".join(form.errors.get("__all__", [_("Välj ett dokument.")])))
        return redirect("procurements:document-list", programme_slug, slug)
    check(request.user, procurement.programme, KINDS[form.cleaned_data["kind"]].needs_to_issue)
    job = start_job(
        kind=ISSUE_DOCUMENT,
        programme=procurement.programme,
        title=_("Utfärda %(document)s") % {"document": form.label},
        by=request.user,
        parameters={
            "procurement": procurement.pk,
            "back": reverse("procurements:document-list", args=[programme_slug, slug]),
            **form.cleaned_data,
        },
    )
    return redirect("programmes:job-detail", job.uid)


@require_safe
def document_download(
    request: HttpRequest, programme_slug: str, slug: str, pk: int
) -> FileResponse:
    """The file as it was issued; the digest is sent along so that a copy can be checked."""
    procurement = get_procurement(request.user, programme_slug, slug)
    document = get_document(request.user, procurement, pk)
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.download_name,
        content_type=MEDIA_TYPES[document.format],
    )
    response["X-Content-SHA256"] = document.sha256
    return response


def _labels() -> dict[str, str]:
    """The label of every kind, by its name."""
    return {kind.name: kind.label for kind in KINDS.values()}
