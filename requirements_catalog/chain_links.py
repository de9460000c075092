"""The first columns of the chain: goals, needs and requirements."""

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.ordering import natural
from programmes.models import Goal
from programmes.register import REGISTERS
from programmes.roles import Permission

from .choices import RequirementStatus
from .models import Need, Requirement, RequirementRelation
from .registered_chain import (
    MOST,
    ChainEntry,
    ChainLink,
    Found,
    Start,
    first_of,
    register,
    register_dependents,
)
from .relations import words_for


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
            for row in rows.order_by("position", natural("code"), "pk")[:MOST]
        ],
        rows.count(),
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
            for row in rows.order_by(natural("code"), "pk")[:MOST]
        ],
        rows.count(),
    )


def _requirements(_user, start: Start) -> Found:
    """Those of the first mark first; two queries."""
    rows = Requirement.objects.filter(pk__in=start.keys)
    order = ["catalogue", "position", "pk"]
    for number, mark in enumerate(start.marked):
        is_marked = ExpressionWrapper(Q(pk__in=mark.keys), BooleanField())
        rows = rows.annotate(**{f"mark_{number}": is_marked})
    if start.marked:
        order.insert(0, "-mark_0")
    slug = start.programme.slug
    return Found(
        [
            ChainEntry(
                row.title or row.text[:80],
                row.code,
                reverse("requirements_catalog:requirement-detail", args=[slug, row.pk]),
                _told(start, row),
            )
            for row in rows.order_by(*order)[:MOST]
        ],
        rows.count(),
    )


def _told(start: Start, row: Requirement) -> str:
    """The status, and what the page that one is on says of it."""
    notes = [one.note for i, one in enumerate(start.marked) if getattr(row, f"mark_{i}")]
    return ", ".join([row.get_status_display(), *notes])


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


# ---------------------------------------------------------------- what builds on them


def _requirement(start: Start, row: Requirement, note: str = "") -> ChainEntry:
    url = reverse("requirements_catalog:requirement-detail", args=[start.programme.slug, row.pk])
    return ChainEntry(row.title or row.text[:80], row.code, url, note)


def _answering_needs(_user, start: Start) -> Found:
    """Requirements that answer to the needs, when it is needs that go; two queries."""
    rows = start.requirements if start.needs is not None else start.requirements.none()
    rows = rows.exclude(status=RequirementStatus.WITHDRAWN).order_by("catalogue", "position", "pk")
    return first_of(rows, lambda row: _requirement(start, row, row.get_status_display()))


def _going(start: Start):
    """The keys of the requirements that go: none where it is needs that do."""
    return start.keys if start.needs is None else start.keys.none()


def _below(_user, start: Start) -> Found:
    """Live rows that stand under those that go and do not go themselves; two queries."""
    rows = Requirement.objects.filter(parent__in=_going(start)).exclude(pk__in=start.keys)
    rows = rows.exclude(status=RequirementStatus.WITHDRAWN).order_by("position", "pk")
    return first_of(rows, lambda row: _requirement(start, row))


def _related(_user, start: Start) -> Found:
    """Live requirements that stand in some relation to one that goes, from either end."""
    going = Q(source__in=_going(start)), Q(target__in=_going(start))
    rows = RequirementRelation.objects.filter(going[0] | going[1]).exclude(going[0] & going[1])
    gone = RequirementStatus.WITHDRAWN
    rows = rows.exclude(source__status=gone).exclude(target__status=gone)
    rows = rows.select_related("source", "target").order_by("kind", "pk")
    keys = set(start.requirements.order_by().values_list("pk", flat=True))

    def entry(row: RequirementRelation) -> ChainEntry:
        is_source = row.source_id in keys
        other, own = (row.target, row.source) if is_source else (row.source, row.target)
        words = words_for(row.kind, from_source=is_source)
        return _requirement(start, other, f"{own.code} {words}".strip())

    return first_of(rows, entry)


for _name, _label, _position, _found in (
    ("requirements", _("Krav som svarar mot behovet"), 10, _answering_needs),
    ("below", _("Rader under den"), 20, _below),
    ("relations", _("Relationer till andra krav"), 30, _related),
):
    register_dependents(ChainLink(_name, _label, _position, Permission.VIEW_CATALOGUE, "", _found))
