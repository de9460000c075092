"""Loaders of ways to package and their parts: the only way a view gets one."""

from django.shortcuts import get_object_or_404

from programmes.access import get_programme
from programmes.roles import Permission

from .models import Package, PackageLot, PackagingAlternative

# Who puts procurements together packages; who leads the programme chooses.
EDIT = Permission.EDIT_PROCUREMENT
CHOOSE = Permission.EDIT_PROGRAMME


def get_alternative(
    user, programme_slug: str, pk: int, *, needs: Permission = Permission.VIEW
) -> PackagingAlternative:
    """A way to package of a programme: 404 to strangers, 403 to the wrong role."""
    programme = get_programme(user, programme_slug, needs=needs)
    rows = PackagingAlternative.objects.select_related("programme", "decision__body")
    return get_object_or_404(rows, programme=programme, pk=pk)


def get_package(alternative: PackagingAlternative, pk: int) -> Package:
    """A package of an alternative that has been loaded with permission; 404 for any other."""
    rows = alternative.packages.select_related("alternative__programme", "procurement")
    return get_object_or_404(rows, pk=pk)


def get_lot(package: Package, pk: int) -> PackageLot:
    """A lot of a package that has been loaded with permission; 404 for any other."""
    return get_object_or_404(package.lots.select_related("package__alternative"), pk=pk)
