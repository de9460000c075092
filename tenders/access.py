"""Loaders of tenders: never to others than those who may see them (LOU 12:8–12:10)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from procurements.access import get_procurement
from procurements.choices import ProcurementState
from procurements.models import Procurement
from programmes.roles import Permission

from .models import Tender


def get_opened_procurement(
    user, programme_slug: str, slug: str, *, needs: Permission = Permission.VIEW_TENDERS
) -> Procurement:
    """A procurement whose tenders are opened; before that there is nothing to see: 404."""
    procurement = get_procurement(user, programme_slug, slug, needs=needs)
    if procurement.state != ProcurementState.OPENED:
        raise Http404
    return procurement


def get_tender(procurement: Procurement, pk: int) -> Tender:
    """A tender of a procurement that has been loaded with permission; 404 for any other."""
    return get_object_or_404(procurement.tenders.select_related("operator", "procurement"), pk=pk)
