"""Loaders of ways to package and their parts: the only way a view gets one."""

from django.db.models import QuerySet
from django.http import Http404
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
    """A package of an alternative that has been loaded with permission; 404 for any other.

    One that somebody has removed meanwhile is as it was last, so that the action can say so.
    """
    rows = alternative.packages.select_related("alternative__programme", "procurement")
    return _there_or_as_it_was(rows, pk, alternative_id=alternative.pk)


def get_lot(package: Package, pk: int) -> PackageLot:
    """A lot of a package that has been loaded with permission; otherwise as ``get_package``."""
    rows = package.lots.select_related("package__alternative")
    lot = _there_or_as_it_was(rows, pk, package_id=package.pk)
    lot.package = package
    return lot


def get_lot_in(alternative: PackagingAlternative, pk: int) -> PackageLot:
    """A lot of any package of the alternative; otherwise as ``get_package``."""
    rows = PackageLot.objects.filter(package__alternative=alternative).select_related("package")
    packages = Package.history.filter(alternative_id=alternative.pk).values("id")
    return _there_or_as_it_was(rows, pk, package_id__in=packages)


def is_gone(row: Package | PackageLot) -> bool:
    """Whether a row of a loader here has been removed."""
    return row._state.adding


def _there_or_as_it_was(rows: QuerySet, pk: int, **own):
    if row := rows.filter(pk=pk).first():
        return row
    removals = rows.model.history.filter(id=pk, history_type="-", **own)
    record = removals.order_by("-history_id").first()
    if record is None:
        raise Http404
    return record.instance
