"""A catalogue as it was at a moment, put together from history: rows, places, links and names.

The history of a row tells what it was after each change; the last one up to the moment is how it
stood. Positions are comparable only within one spacing of the catalogue: where rows have been
spread since their last change, the spread tells their position (requirements_catalog/tree.py).
Spreads were not kept before this was made, so the order of moments before that may be off by rows
that were put where the room had run out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import NamedTuple

from django.db import models
from django.db.models import Max, Min, QuerySet

from common.canonical import digest
from requirements_catalog.choices import RequirementStatus
from requirements_catalog.models import (
    Catalogue,
    Module,
    Need,
    PositionSpread,
    Requirement,
    RequirementModule,
    RequirementNeed,
    RequirementStandard,
    Standard,
)
from requirements_catalog.tree_shape import numbers
from requirements_catalog.versions import published_content

# A change and the links changed with it are written in one transaction, moments apart.
TOGETHER = timedelta(seconds=2)
# More keys than this are not named one by one: everything is read, and what was asked for kept.
MOST_KEYS = 5000
# Field of links → the model between, its column, and the model with code and name.
_LINKS = {
    "modules": (RequirementModule, "module_id", Module),
    "needs": (RequirementNeed, "need_id", Need),
    "standards": (RequirementStandard, "standard_id", Standard),
}
_COLUMNS = tuple(field.attname for field in Requirement.history.model.tracked_fields)


class MomentRow(NamedTuple):
    """A row as a baseline published then would have it; ``parent`` is a uid, empty at the top."""

    uid: str
    digest: str
    number: str
    parent: str
    depth: int
    place: int
    key: int
    content: dict


class Place(NamedTuple):
    """Where a row stood: the record of history that tells of it, and its number by place."""

    key: int
    record: int
    uid: str
    number: str
    parent: int | None
    depth: int
    is_heading: bool


class Linked(NamedTuple):
    """What a row was linked to, as it was called then."""

    code: str
    name: str


def rows_at(catalogue: Catalogue, moment: datetime) -> list[MomentRow]:
    """Every row of the catalogue as it stood at a moment, in order; at most nine queries."""
    places = places_at(catalogue, moment)
    contents = contents_at(catalogue, moment, places)
    uids = {place.key: place.uid for place in places}
    return [
        MomentRow(
            place.uid,
            digest(contents[place.key]),
            place.number,
            uids.get(place.parent, "") if place.parent else "",
            place.depth,
            number,
            place.key,
            contents[place.key],
        )
        for number, place in enumerate(places)
    ]


def places_at(catalogue: Catalogue, moment: datetime) -> list[Place]:
    """The rows that were not withdrawn, in the order of the document then; two queries."""
    found = (
        _last_records(Requirement, moment, catalogue_id=catalogue.pk)
        .exclude(status=RequirementStatus.WITHDRAWN)
        .values_list(
            "id", "history_id", "uid", "parent_id", "depth", "is_heading", "position",
            "history_date",
        )
    )  # fmt: skip
    spread = _spread_positions(catalogue, moment)
    rows = []
    for key, record, uid, parent, depth, is_heading, position, written in found:
        later = spread.get(key)
        if later is not None and later[0] >= written:
            position = later[1]
        rows.append((position, key, record, str(uid), parent, depth, is_heading))
    rows.sort()
    numbered = numbers((row[1], row[4]) for row in rows)
    return [
        Place(key, record, uid, numbered.get(key, ""), parent, depth, is_heading)
        for _position, key, record, uid, parent, depth, is_heading in rows
    ]


def withdrawn_at(catalogue: Catalogue, moment: datetime, uid) -> Place | None:
    """A row that had been withdrawn by a moment, without number; one query. None for no such."""
    records = Requirement.history.filter(
        catalogue_id=catalogue.pk, uid=uid, history_date__lte=moment
    )
    last = records.order_by("history_id").last()
    if last is None or last.history_type == "-":
        return None
    return Place(
        last.id, last.history_id, str(last.uid), "", last.parent_id, last.depth, last.is_heading
    )


def records_at(places: Sequence[Place]) -> dict[int, models.Model]:
    """Requirement → its record of history, of rows that are to be shown; one query."""
    found = Requirement.history.filter(history_id__in=[place.record for place in places])
    return {record.id: record for record in found.select_related("history_user")}


def linked_at(
    catalogue: Catalogue,
    moment: datetime,
    keys: Collection[int],
    names: Iterable[str] = tuple(_LINKS),
) -> dict[str, dict[int, list[Linked]]]:
    """Field of links → requirement → what it was linked to, by code.

    At most two queries a field.
    """
    return {name: _linked(catalogue, moment, keys, *_LINKS[name]) for name in names}


def texts_at(catalogue: Catalogue, moment: datetime) -> dict[int, str]:
    """Requirement → its id, title and text then, for searching in; one query."""
    found = _last_records(Requirement, moment, catalogue_id=catalogue.pk)
    return {
        key: "\n".join(words) for key, *words in found.values_list("id", "code", "title", "text")
    }


def contents_at(catalogue: Catalogue, moment: datetime, places: Sequence[Place]) -> dict[int, dict]:
    """Requirement → its published content then (versions.py), of some rows.

    At most seven queries.
    """
    wanted = {place.record for place in places}
    found = Requirement.history.all()
    if len(wanted) > MOST_KEYS:
        found = _last_records(Requirement, moment, catalogue_id=catalogue.pk)
    else:
        found = found.filter(history_id__in=wanted)
    linked = linked_at(catalogue, moment, [place.key for place in places])
    return {
        record.id: published_content(as_requirement(record, linked))
        for record in found.iterator()
        if record.history_id in wanted
    }


def as_requirement(record, linked: dict[str, dict[int, list[Linked]]]) -> Requirement:
    """A requirement, never saved, that is what a record of history tells, with its links."""
    row = Requirement(**{name: getattr(record, name) for name in _COLUMNS})
    row._prefetched_objects_cache = {
        name: [SimpleNamespace(**one._asdict()) for one in linked[name].get(record.id, ())]
        for name in _LINKS
    }
    return row


def _last_records(model, moment: datetime, **where) -> QuerySet:
    """The last record of every row up to a moment, those deleted by then left out."""
    records = model.history.model.objects
    last = (
        records.filter(history_date__lte=moment, **where)
        .order_by()
        .values("id")
        .annotate(last=Max("history_id"))
        .values("last")
    )
    return records.filter(history_id__in=last).exclude(history_type="-").order_by()


def _spread_positions(catalogue: Catalogue, moment: datetime) -> dict[int, tuple[datetime, int]]:
    """Requirement → when it was last spread up to the moment, and to which position; one query."""
    found: dict[int, tuple[datetime, int]] = {}
    spreads = PositionSpread.objects.filter(catalogue=catalogue, spread_at__lte=moment)
    for at, positions in spreads.order_by("pk").values_list("spread_at", "positions"):
        found |= {int(key): (at, position) for key, position in positions.items()}
    return found


def _linked(
    catalogue: Catalogue, moment: datetime, keys: Collection[int], through, column: str, model
) -> dict[int, list[Linked]]:
    """Requirement → what it was linked to by one kind of link, sorted by code."""
    wanted = set(keys)
    records = through.history.filter(history_date__lte=moment).order_by("history_id")
    if len(wanted) > MOST_KEYS:
        here = Requirement.objects.filter(catalogue=catalogue).values("pk")
        records = records.filter(requirement_id__in=here)
    else:
        records = records.filter(requirement_id__in=wanted)
    links: dict[int, tuple[int, int]] = {}
    for key, requirement, other, kind in records.values_list(
        "id", "requirement_id", column, "history_type"
    ):
        if kind == "-":
            links.pop(key, None)
        else:
            links[key] = (requirement, other)
    names = _names(model, moment, {other for _requirement, other in links.values()})
    found: dict[int, list[Linked]] = defaultdict(list)
    for requirement, other in links.values():
        if requirement in wanted:
            found[requirement].append(names.get(other, Linked(f"#{other}", "")))
    return {key: sorted(linked) for key, linked in found.items()}


def _names(model, moment: datetime, keys: Iterable[int]) -> dict[int, Linked]:
    """Key → code and name as they were at the moment; one query."""
    columns = ("id", "code", "title" if model is Need else "name")
    records = model.history.filter(id__in=list(keys), history_date__lte=moment)
    rows = records.order_by("history_id").values_list(*columns)
    return {key: Linked(code, name) for key, code, name in rows}


# ---------------------------------------------------------------- from change to change


def change_before(catalogue: Catalogue, moment: datetime) -> datetime | None:
    """The time of the last change up to a moment; one query. None when there is none."""
    return _edge(catalogue, Max, history_date__lte=moment)


def step_back(catalogue: Catalogue, moment: datetime) -> datetime | None:
    """The moment at which the catalogue was as before its last change then; two queries."""
    last = change_before(catalogue, moment)
    if last is None:
        return None
    return _edge(catalogue, Max, history_date__lt=last - TOGETHER)


def step_on(catalogue: Catalogue, moment: datetime) -> datetime | None:
    """The moment at which the next change had been made; two queries. None after the last one."""
    following = _edge(catalogue, Min, history_date__gt=moment)
    if following is None:
        return None
    return _edge(catalogue, Max, history_date__lte=following + TOGETHER)


def _edge(catalogue: Catalogue, edge, **when) -> datetime | None:
    """The first or last time of a change of rows or links within bounds; one query."""
    own = Requirement.history.filter(catalogue_id=catalogue.pk, **when)
    here = Requirement.objects.filter(catalogue=catalogue).values("pk")
    parts = [own] + [
        through.history.filter(requirement_id__in=here, **when)
        for through, _column, _model in _LINKS.values()
    ]
    one, *others = (
        part.order_by().annotate(all=models.Value(1)).values("all").annotate(at=edge("history_date"))
        .values_list("at", flat=True)
        for part in parts
    )  # fmt: skip
    times = [at for at in one.union(*others, all=True) if at is not None]
    return (max if edge is Max else min)(times) if times else None
