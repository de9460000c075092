"""The chain's column of procurements: in which of them the requirements are asked, and as what."""

from collections import Counter, defaultdict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.roles import Permission
from requirements_catalog.registered_chain import (
    MOST,
    ChainEntry,
    ChainLink,
    Found,
    Start,
    register,
    register_dependents,
)

from .choices import ItemRole
from .models import Procurement, ProcurementRequirement


def _procurements(_user, start: Start) -> Found:
    """Each procurement with what is asked in it; two queries."""
    items = (
        ProcurementRequirement.objects.in_programme(start.programme)
        .filter(version__requirement__in=start.keys)
        .order_by("-procurement__created_at", "-procurement", "position", "pk")
        .only("role", "procurement", "max_points", "procurement__title", "procurement__slug")
        .select_related("procurement")
        .prefetch_related("lots")
    )
    if start.bought:
        items = items.for_module(start.bought)
    if start.lots is not None:
        items = items.for_lots(start.lots)
    by_procurement: dict[Procurement, list[ProcurementRequirement]] = defaultdict(list)
    for item in items:
        by_procurement[item.procurement].append(item)
    entries = [_entry(start, *pair) for pair in list(by_procurement.items())[:MOST]]
    slug = start.programme.slug
    total = len(by_procurement)
    return Found(entries, total, reverse("procurements:procurement-list", args=[slug]))


def _entry(start: Start, procurement: Procurement, items: list[ProcurementRequirement]):
    slugs = [start.programme.slug, procurement.slug]
    if len(items) > 1:
        url = reverse("procurements:item-list", args=slugs)
        return ChainEntry(procurement.title, url=url, note=_by_role(items))
    (item,) = items
    lots = ", ".join(str(lot.number) for lot in item.lots.all())
    where = _("delkontrakt %(lots)s") % {"lots": lots} if lots else _("alla delkontrakt")
    url = reverse("procurements:item-detail", args=[*slugs, item.pk])
    note = f"{item.get_role_display()}, {where}"
    return ChainEntry(procurement.title, url=url, note=note)


def _by_role(items: list[ProcurementRequirement]) -> str:
    """How many of each role, as in "12 ska-krav, 4 bör-krav"."""
    counts = Counter(item.role for item in items)
    return ", ".join(f"{counts[role]} {role.label}" for role in ItemRole if counts[role])


PROCUREMENTS = ChainLink(
    "procurements",
    gettext_lazy("Upphandling"),
    40,
    Permission.VIEW_PROCUREMENT,
    gettext_lazy("Ingen upphandling."),
    _procurements,
)
register(PROCUREMENTS)
register_dependents(PROCUREMENTS)
