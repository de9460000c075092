"""What a need holds as plain values: read for many needs at once, compared, and kept in changes.

A link is a sorted list of keys, ``sources`` a sorted list of ``[kind, name, day, participants]``
with the day as text or "", and a moment is text or None.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from .choices import RequirementStatus
from .models import Need, NeedSource, RequirementNeed

TEXTS = ("current_state", "target_state", "consequence", "measure")
COLUMNS = ("code", "title", "perspective", "dimension", "priority", *TEXTS)
LINKS = ("goals", "modules")
SOURCES, REQUIREMENTS = "sources", "requirements"
MERGED, WITHDRAWN = "merged_into", "withdrawn_at"
# In a change: that the need did not exist before.
CREATED = "created"
# In a change: the requirements that it made drafts, as the new value of the need's cell.
FALLEN = "fallen"
EVERYTHING = (*COLUMNS, *LINKS, SOURCES, REQUIREMENTS, MERGED, WITHDRAWN)

States = dict[int, dict[str, Any]]


def states_of(needs: Sequence[Need], names: Iterable[str] = EVERYTHING) -> States:
    """Key of each need → name → value; a query for each link, for sources and for requirements."""
    wanted = set(names)
    found: States = {need.pk: {} for need in needs}
    for need in needs:
        for name in COLUMNS:
            if name in wanted:
                found[need.pk][name] = getattr(need, name)
        if MERGED in wanted:
            found[need.pk][MERGED] = need.merged_into_id
        if WITHDRAWN in wanted:
            found[need.pk][WITHDRAWN] = moment_text(need.withdrawn_at)
    for name in (*LINKS, SOURCES, REQUIREMENTS):
        if name in wanted:
            values = _READERS[name](list(found))
            for key, state in found.items():
                state[name] = sorted(values.get(key, ()))
    return found


def _linked(name: str):
    def read(keys: list[int]) -> Mapping[int, list]:
        through = getattr(Need, name).through
        column = f"{Need._meta.get_field(name).m2m_reverse_field_name()}_id"
        found = defaultdict(list)
        rows = through.objects.filter(need__in=keys) if keys else []
        for key, other in rows.values_list("need_id", column) if keys else ():
            found[key].append(other)
        return found

    return read


def _sources(keys: list[int]) -> Mapping[int, list]:
    found = defaultdict(list)
    for row in NeedSource.objects.filter(need__in=keys).order_by():
        found[row.need_id].append(source_value(row))
    return found


def _requirements(keys: list[int]) -> Mapping[int, list]:
    found = defaultdict(list)
    rows = RequirementNeed.objects.filter(need__in=keys).order_by()
    for key, requirement in rows.values_list("need_id", "requirement_id"):
        found[key].append(requirement)
    return found


_READERS = {
    "goals": _linked("goals"),
    "modules": _linked("modules"),
    SOURCES: _sources,
    REQUIREMENTS: _requirements,
}


def source_value(row: NeedSource) -> list[str]:
    """A source as plain values."""
    return [row.kind, row.name, str(row.held_on or ""), row.participants]


def source_row(key: int, value: Sequence[str]) -> NeedSource:
    """A source of a need from plain values, not saved."""
    kind, name, day, participants = value
    held_on = date.fromisoformat(day) if day else None
    return NeedSource(need_id=key, kind=kind, name=name, held_on=held_on, participants=participants)


def same_source(value: Sequence[str]) -> tuple[str, str, str]:
    """What makes two sources of a need one and the same: kind, name and day."""
    return (value[0], value[1], value[2])


def united_sources(*lists: Iterable[Sequence[str]]) -> list[list[str]]:
    """All sources once, those that are told first with whatever participants any of them names."""
    found: dict[tuple, list[str]] = {}
    for value in (list(one) for many in lists for one in many):
        known = found.setdefault(same_source(value), value)
        names = [*filter(None, known[3].split(", "))]
        names += [name for name in filter(None, value[3].split(", ")) if name not in names]
        known[3] = ", ".join(names)
    return sorted(found.values())


def moment_text(moment: datetime | None) -> str | None:
    """A moment as it is kept in a change."""
    return moment.isoformat() if moment else None


def live_count(need: Need) -> int:
    """How many live requirements answer to a need."""
    rows = RequirementNeed.objects.filter(need=need)
    return rows.exclude(requirement__status=RequirementStatus.WITHDRAWN).count()
