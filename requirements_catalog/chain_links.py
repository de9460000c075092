"""The first columns of the chain: goals, needs and requirements."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes.models import Goal
from programmes.register import REGISTERS
from programmes.roles import Permission

from .models import Need, Requirement
from .registered_chain import MOST, ChainEntry, ChainLink, Found, Start, register


def _goals(_user, start: Start) -> Found:
    """Two queries."""
    rows = start.goals
    if rows is None:
        of = start.needs if start.needs is not None else _answering(start)
        rows = Goal.objects.filter(pk__in=of.order_by().values("goals"))
    entry = REGISTERS["goals"]
    return Found(
        [
            ChainEntry(row.title, row.code, entry.url("detail", start.programme, row.pk))
            for row in rows.order_by("position", "code", "pk")[:MOST]
        ],
        rows.count(),
        entry.url("list", start.programme),
    )


def _answering(start: Start):
    """The needs in use that the requirements answer to."""
    found = Need.objects.filter(programme=start.programme, requirements__in=start.keys)
    return found.live().distinct()


def _needs(_user, start: Start) -> Found:
    """Two queries."""
    rows = start.needs if start.needs is not None else _answering(start)
    slug = start.programme.slug
    return Found(
        [
            ChainEntry(
                row.title,
                row.code,
                reverse("requirements_catalog:need-detail", args=[slug, row.pk]),
            )
            for row in rows.order_by("code", "pk")[:MOST]
        ],
        rows.count(),
        reverse("requirements_catalog:need-list", args=[slug]),
    )


def _requirements(_user, start: Start) -> Found:
    """Two queries."""
    rows = Requirement.objects.filter(pk__in=start.keys)
    slug = start.programme.slug
    return Found(
        [
            ChainEntry(
                row.title or row.text[:80],
                row.code,
                reverse("requirements_catalog:requirement-detail", args=[slug, row.pk]),
                row.get_status_display(),
            )
            for row in rows.order_by("catalogue", "position", "pk")[:MOST]
        ],
        rows.count(),
        reverse("requirements_catalog:catalogue-list", args=[slug]),
    )


register(
    ChainLink("goals", pgettext_lazy("flera", "Mål"), 10, Permission.VIEW, _("Inget mål."), _goals)
)
register(ChainLink("needs", _("Behov"), 20, Permission.VIEW_CATALOGUE, _("Inget behov."), _needs))
register(
    ChainLink(
        "requirements",
        pgettext_lazy("flera", "Krav"),
        30,
        Permission.VIEW_CATALOGUE,
        _("Inget krav."),
        _requirements,
    )
)
