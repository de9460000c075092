"""Loaders of catalogues, requirements, needs and modules: the only way a view gets one."""

from django.db.models import Q
from django.shortcuts import get_object_or_404

from programmes.access import get_programme
from programmes.roles import Permission

from .models import (
    Attachment,
    Catalogue,
    Comment,
    ExtraField,
    Module,
    Need,
    Requirement,
    RequirementRelation,
    Standard,
)


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


def get_attachment(requirement: Requirement, uid) -> Attachment:
    """A file beside a requirement that the person may see; 404 for one that is taken away."""
    return get_object_or_404(requirement.attachments, uid=uid, removed_at=None)


def get_relation(requirement: Requirement, pk: int) -> RequirementRelation:
    """A relation that begins or ends at a requirement that the person may see."""
    own = Q(source=requirement) | Q(target=requirement)
    return get_object_or_404(RequirementRelation.objects.filter(own), pk=pk)
