"""Loaders of tenders: never to others than those who may see them (LOU 12:8–12:10).

A role gives access to the tenders of every procurement in the programme; an appointment only to
those of the procurement it is for (``appointments.py``).
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from procurements.access import get_procurement
from procurements.choices import ProcurementState
from procurements.models import Procurement
from procurements.querysets import ProcurementQuerySet
from programmes.access import get_programme, permissions_in
from programmes.roles import Permission

from .appointments import BY_APPOINTMENT, appointed_to
from .choices import FormKind
from .models import ReceivedForm, Tender


def permissions_for(user, procurement: Procurement) -> frozenset[Permission]:
    """What the person may do with a procurement's tenders: by role, and by appointment to it."""
    allowed = permissions_in(user, procurement.programme)
    if Permission.SCORE in allowed and not allowed >= BY_APPOINTMENT:
        return allowed | (BY_APPOINTMENT if procurement.pk in appointed_to(user) else frozenset())
    return allowed


def is_appointed_in(user, programme) -> bool:
    """Whether the person reads some procurement's tenders by appointment."""
    scores = Permission.SCORE in permissions_in(user, programme)
    return scores and programme.pk in appointed_to(user).values()


def get_procurements(
    user, programme_slug: str, *, needs: Permission = Permission.VIEW_TENDERS
) -> ProcurementQuerySet:
    """A programme's procurements whose tenders the person may read; 403 to one who reads none."""
    programme = get_programme(user, programme_slug)
    found = Procurement.objects.in_programme(programme)
    if needs in permissions_in(user, programme):
        return found
    if needs in BY_APPOINTMENT and is_appointed_in(user, programme):
        return found.filter(pk__in=appointed_to(user))
    raise PermissionDenied


def get_tender_procurement(
    user, programme_slug: str, slug: str, *, needs: Permission = Permission.VIEW_TENDERS
) -> Procurement:
    """A procurement for its tenders' sake: 404 to strangers, 403 to others than readers of them."""
    procurement = get_procurement(user, programme_slug, slug)
    if needs not in permissions_for(user, procurement):
        raise PermissionDenied
    return procurement


def get_opened_procurement(
    user, programme_slug: str, slug: str, *, needs: Permission = Permission.VIEW_TENDERS
) -> Procurement:
    """A procurement whose tenders are opened; before that there is nothing to see: 404."""
    procurement = get_tender_procurement(user, programme_slug, slug, needs=needs)
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
