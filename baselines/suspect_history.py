"""What history says has changed in the fields that a programme watches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from programmes.models import Programme
from requirements_catalog.cell_values import number_text
from requirements_catalog.choices import RequirementStatus
from requirements_catalog.fields import BY_NAME, EXTRA_PREFIX, LINK_MODELS, PEOPLE
from requirements_catalog.models import (
    Catalogue,
    ExtraField,
    Module,
    Need,
    Requirement,
    Standard,
)

from .choices import USUAL_FIELDS, CauseKind
from .models import SuspectChange, SuspectFields

MODELS = {
    CauseKind.NEED.value: Need,
    CauseKind.STANDARD.value: Standard,
    CauseKind.MODULE.value: Module,
    CauseKind.REQUIREMENT.value: Requirement,
}
# Every field that a programme may choose, by kind of cause; and the own fields of its catalogues.
WATCHABLE = {
    "need": (
        "code", "title", "current_state", "target_state", "consequence", "measure", "priority",
    ),
    "standard": ("code", "name", "version", "publisher", "url", "is_open"),
    "module": ("code", "name", "kind", "layer", "description"),
    "requirement": tuple(
        name for name in BY_NAME if name not in {"status", *PEOPLE, *LINK_MODELS}
    ),
}  # fmt: skip
STATUS = "status"
# What a thing is called: its code and its name.
_NAMES = {"need": "title", "standard": "name", "module": "name", "requirement": "title"}
# A transaction may show its records a while after the moment that it gave them, so those that are
# younger are read again at the next look.
OVERLAP = timedelta(minutes=2)
# So many records may be passed over before the mark is moved though nothing of note was in them.
MOST_BEHIND = 5000


@dataclass(frozen=True)
class News:
    """Whether history has more than was read: marks read so far, where they may be moved to."""

    marks: dict[str, int]
    newest: dict[str, int]
    settled: dict[str, int]
    kinds: list[str]

    @property
    def is_behind(self) -> bool:
        """Whether so much has been passed over that the marks are to be moved."""
        return any(self.newest[kind] - mark > MOST_BEHIND for kind, mark in self.marks.items())


def news_of(programme: Programme) -> News:
    """What there is to read; one query, whatever the history holds."""
    limit = timezone.now() - OVERLAP
    values: dict = {}
    for kind, model in MODELS.items():
        records = model.history.model.objects.order_by("-history_id")
        mark = Coalesce(OuterRef(f"suspect_scan__{kind}"), 0)
        changed = _of(programme, kind).filter(history_id__gt=mark, history_type="~")
        key = records.values("history_id")[:1]
        settled = records.filter(history_date__lt=limit).values("history_id")[:1]
        values |= {
            f"mark_{kind}": Coalesce(F(f"suspect_scan__{kind}"), 0),
            f"newest_{kind}": Coalesce(Subquery(key), 0),
            f"settled_{kind}": Coalesce(Subquery(settled), 0),
            f"has_{kind}": Coalesce(Exists(changed), Value(False), output_field=BooleanField()),
        }
    read = Programme.objects.filter(pk=programme.pk).order_by().values(**values)
    found: dict[str, Any] = dict(read.get())
    marks = {kind: found[f"mark_{kind}"] for kind in MODELS}
    return News(
        marks=marks,
        newest={kind: found[f"newest_{kind}"] for kind in MODELS},
        settled={kind: max(found[f"settled_{kind}"], mark) for kind, mark in marks.items()},
        kinds=[kind for kind in MODELS if found[f"has_{kind}"]],
    )


def watched(programme: Programme) -> dict[str, list[str]]:
    """Kind of cause → the fields that are watched; one query."""
    chosen = SuspectFields.objects.filter(programme=programme).values_list("chosen", flat=True)
    return with_usual(chosen.first() or {})


def with_usual(chosen: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The chosen fields; the usual ones of a kind for which nobody has chosen."""
    return {
        kind: [
            name
            for name in chosen.get(kind, USUAL_FIELDS[kind])
            if name in WATCHABLE[kind] or name.startswith(EXTRA_PREFIX)
        ]
        for kind in MODELS
    }


def own_labels(programme: Programme) -> dict[str, str]:
    """Name → label of the own fields of a programme's catalogues; one query.

    Fields of one key are one: where catalogues call it by different labels all of them are told.
    """
    found: dict[str, list[str]] = {}
    own = ExtraField.objects.filter(catalogue__programme=programme)
    for key, label in own.order_by("catalogue", "position", "pk").values_list("key", "label"):
        labels = found.setdefault(f"{EXTRA_PREFIX}{key}", [])
        if label not in labels:
            labels.append(label)
    return {name: " / ".join(labels) for name, labels in found.items()}


def records_since(
    programme: Programme, kind: str, mark: int, names: list[str], most: int
) -> tuple[list[SuspectChange], int, int]:
    """(changes of watched fields after ``mark``, the last record read, how many were read).

    That a requirement is withdrawn, or comes back, is told whatever is watched. At most ``most``
    records are read, in the order of history; two queries.
    """
    model = MODELS[kind]
    history = model.history.model.objects
    before = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    before = Subquery(before.order_by("-history_id").values("history_id")[:1])
    columns = {_column(name) for name in names}
    if kind == CauseKind.REQUIREMENT:
        columns.add(STATUS)
    head = {"history_id", "id", "before", "history_date", "history_user_id"}
    head |= {"history_change_reason", "code", _NAMES[kind]}
    rows = list(
        _of(programme, kind)
        .filter(history_id__gt=mark, history_type="~")
        .annotate(before=before)
        .order_by("history_id")
        .values(*head | columns)[:most]
    )
    if not rows:
        return [], mark, 0
    keys = [row["before"] for row in rows if row["before"]]
    then = {
        one["history_id"]: one
        for one in history.filter(history_id__in=keys).values("history_id", *columns)
    }
    found = [
        change
        for row in rows
        if row["before"] in then
        for change in _changes(programme, kind, row, then[row["before"]], names)
    ]
    return found, rows[-1]["history_id"], len(rows)


def _column(name: str) -> str:
    """The column that holds a field: own fields stand in one."""
    return "extra" if name.startswith(EXTRA_PREFIX) else name


def _value(record: Mapping, name: str) -> object:
    if name.startswith(EXTRA_PREFIX):
        return record["extra"].get(name.removeprefix(EXTRA_PREFIX), "")
    return record[name]


def _of(programme: Programme, kind: str) -> QuerySet:
    records = MODELS[kind].history.model.objects.order_by()
    if kind == CauseKind.REQUIREMENT:
        own = Catalogue.objects.filter(programme=programme.pk).order_by()
        return records.filter(catalogue_id__in=own.values("pk"), is_heading=False)
    return records.filter(programme_id=programme.pk)


def _changes(
    programme: Programme, kind: str, row: Mapping, then: Mapping, names: list[str]
) -> Iterator[SuspectChange]:
    fields = [
        [name, _stored(_value(then, name)), _stored(_value(row, name))]
        for name in names
        if _value(then, name) != _value(row, name)
    ]
    if kind == CauseKind.REQUIREMENT and _is_gone(then) != _is_gone(row):
        fields.insert(0, [STATUS, then[STATUS], row[STATUS]])
    if fields:
        label = f"{row['code']} {row[_NAMES[kind]]}".strip()
        yield SuspectChange(
            programme=programme,
            kind=kind,
            row=row["id"],
            record=row["history_id"],
            label=label or str(_("krav utan id")),
            fields=fields,
            note=row["history_change_reason"] or "",
            changed_at=row["history_date"],
            changed_by_id=row["history_user_id"],
        )


def came_back(change: SuspectChange) -> bool:
    """Whether a person has restored a withdrawn requirement by this change."""
    return change.changed_by_id is not None and any(map(_is_return, change.fields))


def told_of(change: SuspectChange) -> bool:
    """Whether a change makes others suspect; a restoring does not, and is left out of it here.

    What a restored requirement depends on has not changed, and what depends on it has it again.
    """
    if came_back(change):
        change.fields = [field for field in change.fields if not _is_return(field)]
    return bool(change.fields)


def is_only_withdrawal(change: SuspectChange) -> bool:
    """Whether a change was that a requirement was withdrawn, and nothing else."""
    return (
        len(change.fields) == 1
        and change.fields[0][0] == STATUS
        and not _is_return(change.fields[0])
    )


def _is_return(field: list) -> bool:
    return field[0] == STATUS and field[1] == RequirementStatus.WITHDRAWN


def _is_gone(record: Mapping) -> bool:
    return record[STATUS] == RequirementStatus.WITHDRAWN


def _stored(value: object) -> object:
    return number_text(value) if isinstance(value, Decimal) else value


def is_late(since: datetime | None, at: datetime) -> bool:
    """Whether a link was made after a change, which it then has taken account of."""
    return since is not None and since > at
