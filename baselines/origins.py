"""Copies of other catalogues' requirements, and what their origins have published since.

A copy is the source of a relation *derived from* that leads to another catalogue. What its origin
publishes is its version in the newest baseline that has it, where one was published after what the
copy has taken account of; an origin that is in no baseline publishes what it says now.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from common.canonical import digest
from common.history import chunks
from requirements_catalog.cell_values import empty_value, value_in
from requirements_catalog.choices import RelationKind, RequirementStatus
from requirements_catalog.fields import BY_NAME, EXTRA_PREFIX, LINK_MODELS, PEOPLE, Field, fields_of
from requirements_catalog.models import Catalogue, ExtraField, Requirement, RequirementRelation

from .choices import Outcome
from .difference import FieldChange
from .models import Baseline, BaselineEntry, Origin
from .querysets import since_of
from .shown import ShownField, shown_field
from .words import ContentWords

# What a copy has of its own from the beginning (requirements_catalog/actions/copies.py); who is
# responsible is nothing that an origin publishes.
_OWN = {"code", "status", *PEOPLE, *LINK_MODELS}
TAKEN = tuple(field for name, field in BY_NAME.items() if name not in _OWN)


@dataclass
class Copy:
    """A copy, the words of its origin that it has taken account of, and those published now."""

    relation: RequirementRelation
    accounted: Origin
    published: dict
    published_at: datetime | None
    baseline: Baseline | None
    fields: dict[str, Field]

    @property
    def requirement(self) -> Requirement:
        """The copy."""
        return self.relation.source

    @property
    def origin(self) -> Requirement:
        """Where it comes from."""
        return self.relation.target

    @cached_property
    def own(self) -> dict:
        """What the copy says itself."""
        return values_of(self.requirement, self.fields)

    @cached_property
    def changed(self) -> list[str]:
        """The fields that the origin has published anew."""
        before, after = self.accounted.content, self.published
        return [name for name in self.fields if before.get(name, "") != after.get(name, "")]

    @property
    def is_flagged(self) -> bool:
        """Whether somebody is to decide about what the origin has published."""
        return bool(self.changed)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the origin itself has been withdrawn."""
        return self.origin.status == RequirementStatus.WITHDRAWN

    @property
    def seen(self) -> str:
        """Is another one when the copy or what its origin publishes has changed."""
        return digest([self.accounted.pk, self.own, self.published])

    def is_own(self, name: str) -> bool:
        """Whether the copy has changed a field itself since what it has taken account of."""
        return self.own.get(name, "") != self.accounted.content.get(name, "")

    def stored(self, name: str) -> object:
        """What the origin publishes in a field, as the copy would store it."""
        return self.published.get(name, empty_value(self.fields[name]))

    def proposed(self, name: str) -> object:
        """The three-way answer: the origin's words where the copy has none of its own."""
        source = self.own if self.is_own(name) else self.published
        return source.get(name, empty_value(self.fields[name]))


@dataclass(frozen=True)
class ShownCopyField:
    """A field that the origin has published anew; ``own`` where the copy says something else."""

    changed: ShownField
    own: ShownField | None


def values_of(row, fields: Mapping[str, Field]) -> dict:
    """The stored values of some fields by name, without those that hold nothing."""
    found = {name: value_in(row, field) for name, field in fields.items()}
    return {name: value for name, value in found.items() if value not in ("", None)}


def taken_from(row) -> dict:
    """All that a copy could take from a row, or from a record of it in history."""
    plain = values_of(row, {field.name: field for field in TAKEN})
    own = {f"{EXTRA_PREFIX}{key}": str(value) for key, value in row.extra.items()}
    return plain | {name: value for name, value in own.items() if value}


def taken_from_content(content: Mapping) -> dict:
    """The same from the content of a frozen version (requirements_catalog/versions.py)."""
    plain = {field.name: content.get(field.name) for field in TAKEN}
    own = {f"{EXTRA_PREFIX}{key}": value for key, value in content.get("extra", {}).items()}
    return {name: value for name, value in (plain | own).items() if value not in ("", None)}


def copy_relations(catalogue: Catalogue) -> QuerySet[RequirementRelation]:
    """The relations that make a catalogue's live requirements copies of other catalogues'."""
    return (
        RequirementRelation.objects.filter(
            kind=RelationKind.DERIVED_FROM, source__catalogue=catalogue, source__is_heading=False
        )
        .exclude(target__catalogue=F("source__catalogue"))
        .exclude(source__status=RequirementStatus.WITHDRAWN)
        .order_by("source__position", "pk")
    )


def read_copies(catalogue: Catalogue, relations: QuerySet[RequirementRelation]) -> list[Copy]:
    """Copies with what their origins publish; seven queries at most for each 5,000.

    Nothing is written: of those that nobody has decided about, history tells what they were made
    of.
    """
    own = fields_of(catalogue)
    found: list[Copy] = []
    rows = relations.select_related("source__catalogue", "target__catalogue")
    for part in chunks(rows, 5000):
        shared = _shared_fields(own, {row.target.catalogue_id for row in part}, catalogue)
        accounted = _accounted([row.source_id for row in part])
        accounted |= _made_of([row for row in part if _pair(row) not in accounted])
        published = _newest_entries({row.target_id for row in part})
        for row in part:
            entry = published.get(row.target_id)
            found.append(_copy(row, accounted[_pair(row)], entry, shared[row.target.catalogue_id]))
    return found


def _pair(relation: RequirementRelation) -> tuple[int, int]:
    return relation.source_id, relation.target_id


def _copy(
    relation: RequirementRelation,
    accounted: Origin,
    entry: BaselineEntry | None,
    fields: dict[str, Field],
) -> Copy:
    if entry is None:
        live = taken_from(relation.target)
        return Copy(relation, accounted, live, None, None, fields)
    baseline = entry.baseline
    is_newer = baseline.published_at > accounted.as_of
    content = taken_from_content(entry.version.content) if is_newer else accounted.content
    return Copy(relation, accounted, content, baseline.published_at, baseline, fields)


def _shared_fields(
    own: Mapping[str, Field], others: Iterable[int], catalogue: Catalogue
) -> dict[int, dict[str, Field]]:
    """Origin's catalogue → the fields that a copy takes: the common ones, and own ones of both."""
    keys: dict[int, set] = defaultdict(set)
    extras = ExtraField.objects.filter(catalogue__in=[*others, catalogue.pk])
    for other, key, kind in extras.values_list("catalogue", "key", "kind"):
        keys[other].add((key, kind))
    mine = keys[catalogue.pk]
    found = {}
    for other in others:
        shared = {f"{EXTRA_PREFIX}{key}" for key, _kind in keys[other] & mine}
        names = [field.name for field in TAKEN] + [name for name in own if name in shared]
        found[other] = {name: own[name] for name in names}
    return found


def _accounted(copies: list[int]) -> dict[tuple[int, int], Origin]:
    """The row that counts for each copy and origin."""
    rows = Origin.objects.filter(requirement__in=copies)
    newest = rows.order_by().values("requirement", "origin").annotate(last=Max("pk"))
    found = Origin.objects.filter(pk__in=newest.values("last")).select_related("decided_by")
    return {(row.requirement_id, row.origin_id): row for row in found}


def _made_of(relations: list[RequirementRelation]) -> dict[tuple[int, int], Origin]:
    """What copies were made of, not saved: what history says of the origin at that moment."""
    if not relations:
        return {}
    records = Requirement.history.model.objects
    then = records.filter(id=OuterRef("target_id"), history_date__lte=OuterRef("since"))
    made = RequirementRelation.history.model.objects.filter(id=OuterRef("pk"), history_type="+")
    rows = (
        RequirementRelation.objects.filter(pk__in=[row.pk for row in relations])
        .annotate(since=since_of(RequirementRelation))
        .annotate(
            maker=Subquery(made.order_by("history_id").values("history_user_id")[:1]),
            record=Subquery(then.order_by("-history_id").values("history_id")[:1]),
        )
        .select_related("target")
    )
    known = {row.history_id: row for row in records.filter(history_id__in=[r.record for r in rows])}
    return {
        _pair(row): Origin(
            requirement_id=row.source_id,
            origin_id=row.target_id,
            # What history does not tell of is as it stands.
            content=taken_from(known.get(row.record, row.target)),
            as_of=row.since or timezone.now(),
            outcome=Outcome.COPIED,
            decided_by_id=row.maker,
        )
        for row in rows
    }


def _newest_entries(origins: set[int]) -> dict[int, BaselineEntry]:
    """Origin → its row in the newest baseline that has it."""
    entries = BaselineEntry.objects.filter(version__requirement__in=origins).order_by()
    last = entries.values("version__requirement").annotate(last=Max("pk")).values("last")
    found = BaselineEntry.objects.filter(pk__in=last).select_related("version", "baseline")
    return {entry.version.requirement_id: entry for entry in found}


def shown_fields(copies: Iterable[Copy], catalogue: Catalogue) -> dict[int, list[ShownCopyField]]:
    """Relation → what its origin has published anew, word by word; three queries at most."""
    copies = list(copies)
    words = ContentWords(catalogue)
    words.learn_people(
        {"extra": {name.removeprefix(EXTRA_PREFIX): value for name, value in values.items()}}
        for copy in copies
        for values in (copy.accounted.content, copy.published, copy.own)
    )
    return {
        copy.relation.pk: [_shown(copy, name, words) for name in copy.changed] for copy in copies
    }


def _shown(copy: Copy, name: str, words: ContentWords) -> ShownCopyField:
    before, after = copy.accounted.content.get(name), copy.published.get(name)
    changed = shown_field(FieldChange(name, before, after), words)
    if not copy.is_own(name):
        return ShownCopyField(changed, None)
    return ShownCopyField(
        changed, shown_field(FieldChange(name, before, copy.own.get(name)), words)
    )
