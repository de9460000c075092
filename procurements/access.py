"""Loaders of procurements and their parts: the only way a view gets one."""

from django.shortcuts import get_object_or_404

from programmes.access import get_programme
from programmes.roles import Permission

from .models import (
    AwardCriterion,
    Lot,
    PriceItem,
    Procurement,
    ProcurementDocument,
    ProcurementRequirement,
)


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


def get_document(procurement: Procurement, pk: int) -> ProcurementDocument:
    """An issued document of the procurement; 404 for any other."""
    return get_object_or_404(procurement.documents.all(), pk=pk)
