"""The way to every register of a programme, by what it is about."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from programmes.models import Programme
from programmes.register import REGISTERS, Register
from programmes.roles import Permission

# Which registers stand under which words; tests see that none is forgotten.
GROUPS = [
    (_("Mål och plan"), ["goals", "measurements", "streams", "milestones"]),
    (
        _("Organisation och beslut"),
        ["participants", "bodies", "decisions", "stakeholders", "staffing"],
    ),
    (_("Ekonomi"), ["budget", "frame-shares", "budget-lines", "reference-costs"]),
    (_("Risk och kunskap"), ["risks", "analyses", "lessons"]),
    (
        _("Införande och avtal"),
        ["contracts", "clauses", "call-offs", "suppliers", "owner-changes", "waves", "claims"],
    ),
    (
        _("Gemensam upphandling"),
        ["mandates", "joining-options", "fixed-parts", "own-upgrades"],
    ),
    (_("Paketering"), ["estimates", "orders"]),
    (_("Historia"), ["chain", "carried-over", "extensions", "unmet-requirements"]),
    (
        _("Målarkitektur"),
        [
            "interfaces",
            "information",
            "principles",
            "states",
            "replacements",
            "lock-in",
            "safeguards",
        ],
    ),
]


@dataclass(frozen=True)
class Shelf:
    """A register, how many rows it has and where it is."""

    register: Register
    count: int
    url: str


def groups_of(
    programme: Programme, allowed: Collection[Permission]
) -> list[tuple[str, list[Shelf]]]:
    """The registers that somebody who is allowed this may see, in their groups; one query."""
    seen = {name: entry for name, entry in REGISTERS.items() if entry.needs in allowed}
    counts = _counts(programme, list(seen.values()))
    groups = [
        (
            label,
            [
                Shelf(seen[name], counts[name], seen[name].url("list", programme))
                for name in names
                if name in seen
            ],
        )
        for label, names in GROUPS
    ]
    return [(label, shelves) for label, shelves in groups if shelves]


def _counts(programme: Programme, entries: list[Register]) -> dict[str, int]:
    """How many rows each register has; one query for all."""
    columns = {f"in_{number}": _count(entry, programme) for number, entry in enumerate(entries)}
    # The stubs know only columns that are written out.
    found: dict = Programme.objects.filter(pk=programme.pk).values(**columns).get()
    return {entry.name: found[f"in_{number}"] for number, entry in enumerate(entries)}


def _count(entry: Register, programme: Programme) -> Coalesce:
    rows: QuerySet = entry.model._default_manager.in_programme(programme).order_by()
    # All rows have the same word, so grouping by it gives one row with their number.
    number = rows.annotate(same=Value(1)).values("same").annotate(rows=Count("pk")).values("rows")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
