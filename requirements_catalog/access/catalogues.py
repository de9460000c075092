"""Loaders of catalogues, requirements, needs and modules: the only way a view gets one."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from common.ordering import natural
from programmes.access import get_programme, permissions_in
from programmes.models import Programme
from programmes.roles import Permission

from ..models import (
    Attachment,
    Catalogue,
    Comment,
    ExtraField,
    Module,
    Need,
    NeedChange,
    Requirement,
    RequirementRelation,
    SavedView,
    Standard,
)

# So many rows can be marked at once.
MOST_CHOSEN = 500


def get_catalogue(
    user, programme_slug: str, slug: str, *, needs: Permission = Permission.VIEW_CATALOGUE
) -> Catalogue:
    """A catalogue of a programme: 404 to strangers, 403 to the wrong role."""
    programme = get_programme(user, programme_slug, needs=needs)
    return get_object_or_404(programme.catalogues, slug=slug)


def get_own_field(user, programme_slug: str, slug: str, pk: int) -> ExtraField:
    """A catalogue's own field, for one who may change it: 404 to strangers, 403 to others."""
    catalogue = get_catalogue(user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS)
    found = ExtraField.objects.select_related("catalogue__programme")
    return get_object_or_404(found, catalogue=catalogue, pk=pk)


def get_requirement(
    user, programme_slug: str, pk: int, *, needs: Permission = Permission.VIEW_CATALOGUE
) -> Requirement:
    """A row of a programme's catalogue: 404 to strangers, 403 to the wrong role."""
    programme = get_programme(user, programme_slug, needs=needs)
    return get_object_or_404(
        Requirement.objects.select_related("catalogue__programme", "owner", "assignee", "parent"),
        catalogue__programme=programme,
        pk=pk,
    )


def get_need(
    user, programme_slug: str, pk: int, *, needs: Permission = Permission.VIEW_CATALOGUE
) -> Need:
    """A need of a programme: 404 to strangers, 403 to the wrong role."""
    programme = get_programme(user, programme_slug, needs=needs)
    return get_object_or_404(Need.objects.select_related("programme"), programme=programme, pk=pk)


def get_chosen_needs(
    user, programme_slug: str, keys: Iterable[str]
) -> tuple[Programme, list[Need]]:
    """The programme and needs of it that somebody who may change them has marked, in their order.

    Keys that are no numbers, and needs of other programmes, are 404.
    """
    programme = get_programme(user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    wanted = list(dict.fromkeys(keys))[:MOST_CHOSEN]
    if not all(key.isascii() and key.isdecimal() and len(key) < 19 for key in wanted):
        raise Http404
    found = list(programme.needs.filter(pk__in=wanted).order_by(natural("code")))
    if len(found) != len(wanted):
        raise Http404
    return programme, found


def get_need_change(user, programme_slug: str, uid) -> NeedChange:
    """A change of needs that the person made and may take back; 404 for anybody else's."""
    mine = NeedChange.objects.filter(made_by=user).select_related("programme")
    change = get_object_or_404(mine, programme__slug=programme_slug, uid=uid)
    get_programme(user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    return change


def get_module(
    user, programme_slug: str, pk: int, *, needs: Permission = Permission.VIEW_CATALOGUE
) -> Module:
    """A module of a programme: 404 to strangers, 403 to the wrong role."""
    programme = get_programme(user, programme_slug, needs=needs)
    return get_object_or_404(Module.objects.select_related("programme"), programme=programme, pk=pk)


def get_standard(
    user, programme_slug: str, pk: int, *, needs: Permission = Permission.VIEW_CATALOGUE
) -> Standard:
    """A standard of a programme: 404 to strangers, 403 to the wrong role."""
    programme = get_programme(user, programme_slug, needs=needs)
    return get_object_or_404(
        Standard.objects.select_related("programme"), programme=programme, pk=pk
    )


def get_comment(requirement: Requirement, pk: int) -> Comment:
    """A comment on a requirement that the person may see; 404 for another's."""
    return get_object_or_404(requirement.comments, pk=pk)


def get_own_comment(requirement: Requirement, pk: int, user) -> Comment:
    """A comment that the person wrote; 403 for somebody else's."""
    comment = get_comment(requirement, pk)
    if comment.written_by_id != user.pk:
        raise PermissionDenied
    return comment


def get_attachment(requirement: Requirement, uid) -> Attachment:
    """A file beside a requirement that the person may see; 404 for one that is taken away."""
    return get_object_or_404(requirement.attachments, uid=uid, removed_at=None)


def get_relation(requirement: Requirement, pk: int) -> RequirementRelation:
    """A relation that begins or ends at a requirement that the person may see."""
    own = Q(source=requirement) | Q(target=requirement)
    return get_object_or_404(RequirementRelation.objects.filter(own), pk=pk)


def get_view(user, catalogue: Catalogue, uid) -> SavedView:
    """A saved view of a catalogue that the person may see: one's own or shared, else 404."""
    return get_object_or_404(catalogue.views.usable_by(user), uid=uid)


def may_change_view(user, allowed: frozenset[Permission], view: SavedView) -> bool:
    """Whether the person, with these permissions, may change and remove the view."""
    return view.owner_id == user.pk or Permission.EDIT_PROGRAMME in allowed


def get_view_to_change(user, catalogue: Catalogue, uid) -> SavedView:
    """A saved view that is the person's own, or any shared one for who leads the programme."""
    view = get_view(user, catalogue, uid)
    if not may_change_view(user, permissions_in(user, catalogue.programme), view):
        raise PermissionDenied
    return view
