"""Loaders of procurements and their parts: the only way a view gets one."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404

from programmes.access import check, get_programme, permissions_in
from programmes.roles import Permission

from .document_registry import KINDS
from .models import (
    AwardCriterion,
    Lot,
    PriceItem,
    Procurement,
    ProcurementDocument,
    ProcurementRequirement,
)
from .querysets import DocumentQuerySet


def get_procurement(
    user, programme_slug: str, slug: str, *, needs: Permission = Permission.VIEW_PROCUREMENT
) -> Procurement:
    """A procurement of a programme: 404 to strangers, 403 to the wrong role."""
    programme = get_programme(user, programme_slug, needs=needs)
    return get_object_or_404(
        Procurement.objects.select_related("programme"), programme=programme, slug=slug
    )


def get_lot(procurement: Procurement, pk: int) -> Lot:
    """A lot of a procurement that has been loaded with permission; 404 for any other."""
    return get_object_or_404(procurement.lots.select_related("procurement", "plan"), pk=pk)


def get_criterion(procurement: Procurement, pk: int) -> AwardCriterion:
    """A criterion of one of the procurement's lots; 404 for any other."""
    return get_object_or_404(
        AwardCriterion.objects.select_related("lot"), lot__procurement=procurement, pk=pk
    )


def get_price_item(procurement: Procurement, pk: int) -> PriceItem:
    """A price item of one of the procurement's lots; 404 for any other."""
    return get_object_or_404(
        PriceItem.objects.select_related("lot"), lot__procurement=procurement, pk=pk
    )


def get_item(procurement: Procurement, pk: int) -> ProcurementRequirement:
    """A requirement of the procurement's package; 404 for any other."""
    return get_object_or_404(procurement.items.with_content(), pk=pk)


def readable_documents(documents: DocumentQuerySet, user, programme) -> DocumentQuerySet:
    """Those that the person may read: by the permission of their kind, and while it is open.

    A kind that is no longer known is not listed.
    """
    allowed = permissions_in(user, programme)
    readable = Q(pk__in=[])
    for kind in KINDS.values():
        if kind.needs_to_read in allowed:
            readable |= Q(kind=kind.name) & kind.readable_when
    return documents.filter(readable)


def get_document(user, procurement: Procurement, pk: int) -> ProcurementDocument:
    """An issued document of the procurement: 404 for any other, 403 where it may not be read."""
    documents = procurement.documents.select_related("withdrawal")
    document = get_object_or_404(documents, pk=pk)
    if document.kind not in KINDS:
        # A kind that is no longer known keeps the strictest rule rather than none.
        check(user, procurement.programme, Permission.ISSUE_DOCUMENTS)
    elif not readable_documents(documents, user, procurement.programme).filter(pk=pk).exists():
        raise PermissionDenied
    return document
