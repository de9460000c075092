"""Which requirements depend on what has changed, over how many links, and by which way."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from common.history import chunks
from programmes.models import Programme
from requirements_catalog.choices import RelationKind
from requirements_catalog.models import (
    Requirement,
    RequirementModule,
    RequirementNeed,
    RequirementRelation,
    RequirementStandard,
)

from .choices import FURTHEST, CauseKind
from .models import SuspectChange, Suspicion
from .querysets import since_of
from .suspect_history import is_late

# The source of such a relation depends on its target.
LEANING = (RelationKind.REFINES, RelationKind.DEPENDS_ON, RelationKind.DERIVED_FROM)
LINKS = {
    CauseKind.NEED.value: (RequirementNeed, "need_id"),
    CauseKind.STANDARD.value: (RequirementStandard, "standard_id"),
    CauseKind.MODULE.value: (RequirementModule, "module_id"),
}

# (requirement, since when it depends)
Edge = tuple[int, datetime | None]


@dataclass(frozen=True)
class Reached:
    """A requirement that depends on a change: how many links away, and what stands between."""

    key: int
    distance: int
    via: tuple[int, ...]


def reach(
    starts: Iterable[Edge],
    dependents: dict[int, list[Edge]],
    *,
    at: datetime,
    but: int | None = None,
) -> list[Reached]:
    """Everything that depends on a change made ``at``, each by its shortest way.

    Only links that stood at the moment lead on: what was linked later knew of the change. ``but``
    is the requirement that changed itself, which a circle may lead back to.
    """
    found: dict[int, Reached] = {}
    level: dict[int, tuple[int, ...]] = {}
    for key, since in starts:
        if key != but and not is_late(since, at):
            level.setdefault(key, ())
    for distance in range(1, FURTHEST + 1):
        found |= {key: Reached(key, distance, via) for key, via in level.items()}
        following: dict[int, tuple[int, ...]] = {}
        for key, via in level.items():
            for other, since in dependents.get(key, ()):
                if other != but and other not in found and not is_late(since, at):
                    following.setdefault(other, (*via, key))
        level = following
    return list(found.values())


def dependents_in(programme: Programme) -> dict[int, list[Edge]]:
    """Requirement → what depends on it directly, by the relations of a programme; one query."""
    found: dict[int, list[Edge]] = defaultdict(list)
    kinds = (*LEANING, RelationKind.CORRESPONDS_TO)
    relations = RequirementRelation.objects.filter(
        kind__in=kinds, source__catalogue__programme=programme
    )
    rows = relations.annotate(since=since_of(RequirementRelation)).order_by("pk")
    for source, target, kind, since in rows.values_list("source", "target", "kind", "since"):
        found[target].append((source, since))
        if kind == RelationKind.CORRESPONDS_TO:
            found[source].append((target, since))
    return found


def spread(programme: Programme, changes: Sequence[SuspectChange]) -> dict[int, list[Reached]]:
    """Place of a change among ``changes`` → what depends on it.

    One query for the relations and one for each kind of link, for each 5,000 changed things.
    """
    dependents = dependents_in(programme)
    linked = {kind: _linked(kind, changes) for kind in LINKS}
    found = {}
    for number, change in enumerate(changes):
        if change.kind == CauseKind.REQUIREMENT:
            starts, but = dependents.get(change.row, []), change.row
        else:
            starts, but = linked[change.kind].get(change.row, []), None
        found[number] = reach(starts, dependents, at=change.changed_at, but=but)
    return found


def _linked(kind: str, changes: Sequence[SuspectChange]) -> dict[int, list[Edge]]:
    model, column = LINKS[kind]
    found: dict[int, list[Edge]] = defaultdict(list)
    keys = sorted({change.row for change in changes if change.kind == kind and change.row})
    for part in chunks(keys, 5000):
        rows = model.objects.filter(**{f"{column}__in": part}).annotate(since=since_of(model))
        for row, key, since in rows.order_by("pk").values_list(column, "requirement_id", "since"):
            found[row].append((key, since))
    return found


def law_pattern(text: str) -> re.Pattern:
    """Finds a provision where it stands whole: ``1 kap. 4 §`` is not in ``11 kap. 4 §``."""
    words = r"\s+".join(re.escape(word) for word in text.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def referring_to(programme: Programme, text: str) -> list[int]:
    """Live requirements whose reference to law has a provision; one query."""
    rows = Requirement.objects.in_programme(programme).requirements().live()
    pattern = law_pattern(text)
    found = rows.exclude(law_reference="").order_by("catalogue", "position")
    return [key for key, held in found.values_list("pk", "law_reference") if pattern.search(held)]


def to_rows(change: SuspectChange, reached: Iterable[Reached], names: dict[int, str]) -> list:
    """What depends on a stored change, as rows to be stored."""
    return [
        Suspicion(
            change=change,
            requirement_id=one.key,
            distance=one.distance,
            via=[names.get(key, "") for key in one.via],
        )
        for one in reached
    ]


def names_of(reached: Iterable[Reached]) -> dict[int, str]:
    """Requirement → its code, else its title, of all that stand between; one query for 5,000."""
    keys = sorted({key for one in reached for key in one.via})
    found: dict[int, str] = {}
    for part in chunks(keys, 5000):
        rows = Requirement.objects.filter(pk__in=part).values_list("pk", "code", "title")
        found |= {key: code or title for key, code, title in rows}
    return found
