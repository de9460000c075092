"""The loader of baselines: the only way a view gets one."""

from django.shortcuts import get_object_or_404

from programmes.roles import Permission
from requirements_catalog.access.catalogues import get_catalogue

from .models import Baseline


def get_baseline(
    user,
    programme_slug: str,
    slug: str,
    number: int,
    *,
    needs: Permission = Permission.VIEW_CATALOGUE,
) -> Baseline:
    """A baseline of a catalogue by its number: 404 to strangers, 403 to the wrong role."""
    catalogue = get_catalogue(user, programme_slug, slug, needs=needs)
    return get_object_or_404(catalogue.baselines.for_list(), number=number)
