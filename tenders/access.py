"""Loaders of tenders: never to others than those who may see them (LOU 12:8–12:10)."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from procurements.access import get_procurement
from procurements.choices import ProcurementState
from procurements.models import Procurement
from programmes.access import permissions_in
from programmes.roles import Permission

from .choices import FormKind
from .models import ReceivedForm, Tender


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


def get_received_form(user, tender: Tender, pk: int) -> ReceivedForm:
    """A form of a tender that has been loaded with permission; 404 for any other.

    403 for a price form to one who also scores, until the scores are locked.
    """
    form = get_object_or_404(tender.forms, pk=pk)
    scores = Permission.SCORE in permissions_in(user, tender.procurement.programme)
    if form.kind == FormKind.PRICES and scores and not tender.frozen_at:
        raise PermissionDenied
    return form
