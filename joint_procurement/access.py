"""Loaders of what is bought together: the only way a view gets a part of it."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from common.keys import row_keys
from procurements.access import get_procurement
from procurements.models import Lot, Procurement
from programmes.models import Organisation
from programmes.roles import Permission
from requirements_catalog.models import Requirement

from .models import JoiningDecision
from .package import requirements_in

# Who writes down decisions and volumes, and who says which requirements an organisation needs.
EDIT = Permission.EDIT_PROCUREMENT
EDIT_STANCES = Permission.EDIT_REQUIREMENTS

__all__ = [
    "get_decision",
    "get_lot_with_items",
    "get_organisation",
    "get_procurement",
    "get_requirement",
    "keys",
]


def get_requirement(procurement: Procurement, pk: int) -> Requirement:
    """A requirement of a procurement that has been loaded with permission; 404 for any other."""
    found = requirements_in(procurement).select_related("catalogue")
    return get_object_or_404(found, pk=pk)


def get_organisation(procurement: Procurement, pk: int) -> Organisation:
    """An organisation of the procurement's programme; 404 for any other."""
    own = Organisation.objects.taking_part_in(procurement.programme)
    return get_object_or_404(own, pk=pk)


def get_decision(procurement: Procurement, pk: int) -> JoiningDecision:
    """A decision on a procurement that has been loaded with permission; 404 for any other."""
    rows = procurement.joining_decisions.for_record().select_related("procurement__programme")
    return get_object_or_404(rows, pk=pk)


def get_lot_with_items(procurement: Procurement, pk: int) -> Lot:
    """A lot of a procurement that has been loaded with permission; 404 for any other."""
    return get_object_or_404(procurement.lots.prefetch_related("price_items"), pk=pk)


def keys(texts: list[str]) -> set[int]:
    """Keys of organisations in an address; 404 for what is no key."""
    found = row_keys(texts)
    if len(found) != len(texts):
        raise Http404
    return set(found)
