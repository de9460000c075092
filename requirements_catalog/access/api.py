"""Loaders of the API: what a key may touch is what its person may, in the key's programme."""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404

from common.api import is_storable
from programmes.access import check
from programmes.models import ApiToken, Programme
from programmes.roles import Permission

from ..actions.api import RELATIONS
from ..models import Catalogue, Requirement, RequirementRelation
from ..querysets import CatalogueQuerySet, RequirementQuerySet
from ..versions import CONTENT_LINKS
from .catalogues import get_relation


def catalogues_of(token: ApiToken) -> CatalogueQuerySet:
    """Catalogues that a key may read."""
    rows = Catalogue.objects.visible_to(token.person).select_related("programme")
    return rows.in_programme(token.programme) if token.programme_id else rows


def requirements_of(token: ApiToken) -> RequirementQuerySet:
    """Headings and requirements that a key may read."""
    rows = Requirement.objects.visible_to(token.person)
    return rows.in_programme(token.programme) if token.programme_id else rows


def for_api(rows: RequirementQuerySet) -> RequirementQuerySet:
    """With what an answer holds: five queries for the links, whatever the number of rows."""
    return rows.select_related("catalogue", "parent", "owner", "assignee").prefetch_related(
        *CONTENT_LINKS, *RELATIONS
    )


def get_api_catalogue(
    token: ApiToken, slug: str, *, needs: Permission = Permission.VIEW_CATALOGUE
) -> Catalogue:
    """A catalogue: 404 to strangers and to keys of another programme, 403 to the wrong role."""
    if not is_storable(slug):
        raise Http404
    catalogue = get_object_or_404(catalogues_of(token), slug=slug)
    check(token.person, catalogue.programme, needs)
    return catalogue


def get_api_requirement(
    token: ApiToken, uid: str, *, needs: Permission = Permission.VIEW_CATALOGUE
) -> Requirement:
    """A row by its lasting identity: 404 to strangers, 403 to the wrong role."""
    rows = for_api(requirements_of(token)).select_related("catalogue__programme")
    row = get_object_or_404(rows, uid=uid_of(uid))
    check(token.person, row.catalogue.programme, needs)
    return row


def get_api_relation(requirement: Requirement, number: str) -> RequirementRelation:
    """A relation of a row that the key may read, by its number; 404 for another row's."""
    # isascii: isdecimal alone takes the digits of every script.
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise Http404
    return get_relation(requirement, int(number))


def get_api_programme(token: ApiToken, slug: str, *, needs: Permission) -> Programme:
    """A programme that the key reaches: 404 to strangers, 403 to the wrong role."""
    rows = Programme.objects.visible_to(token.person)
    if token.programme_id:
        rows = rows.filter(pk=token.programme_id)
    programme = get_object_or_404(rows, slug=slug)
    check(token.person, programme, needs)
    return programme


def uid_of(text: str) -> uuid.UUID:
    """The identity that a text is, in its one written form; Http404 for any other text."""
    try:
        found = uuid.UUID(text)
    except ValueError:
        raise Http404 from None
    if str(found) != text.lower():
        raise Http404
    return found
