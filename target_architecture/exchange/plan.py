"""What a file would do to a programme: new, changed, unchanged or refused, row by row."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from common.archimate import TOLD, Model
from common.canonical import digest
from programmes.models import Programme
from requirements_catalog.models import Module, Standard

from ..choices import ExchangeKind
from ..models import (
    ArchitectureState,
    ExchangeIdentity,
    InformationClass,
    Interface,
    Principle,
    Replacement,
)
from .items import Items, items_of
from .left_out import Unread
from .properties import Wanted
from .rings import Ways
from .uniqueness import keys_of, unique_keys

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
MODELS: dict[str, type[models.Model]] = {
    ExchangeKind.STANDARD: Standard,
    ExchangeKind.INFORMATION: InformationClass,
    ExchangeKind.PRINCIPLE: Principle,
    ExchangeKind.STATE: ArchitectureState,
    ExchangeKind.MODULE: Module,
    ExchangeKind.INTERFACE: Interface,
    ExchangeKind.REPLACEMENT: Replacement,
}
# Codes of what has none in the file: the letter of its kind and the next free number.
_LETTER: dict[str, str] = {
    ExchangeKind.INFORMATION: "I",
    ExchangeKind.PRINCIPLE: "P",
    ExchangeKind.MODULE: "M",
    ExchangeKind.INTERFACE: "G",
}
_MANY = ("standards", "information")
_ENDS = ("old", "new")


@dataclass(frozen=True)
class FieldChange:
    """A field that would be another: its label, and its text before and after."""

    label: str
    old: str
    new: str


@dataclass
class PlannedRow:
    """A row as it would be: ``row`` is the one that is there, or one that is not saved."""

    wanted: Wanted
    row: models.Model
    outcome: str
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[FieldChange] = field(default_factory=list)
    why: str = ""

    @property
    def key(self) -> object:
        """What stands for the row before it is saved."""
        return self.row.pk or f"new:{self.wanted.identifier}"

    def told(self) -> dict:
        """The row as a page and a report tell it."""
        return {
            "kind": self.wanted.kind,
            "kind_label": str(ExchangeKind(self.wanted.kind).label),
            "type": self.wanted.type,
            "identifier": self.wanted.identifier,
            "line": self.wanted.line,
            "code": getattr(self.row, "code", ""),
            "name": self.wanted.name or self.wanted.identifier,
            "outcome": self.outcome,
            "changes": [asdict(one) for one in self.changes],
            "why": self.why,
        }


@dataclass
class Plan:
    """Everything that would happen, and what is left out."""

    rows: list[PlannedRow]
    unread: list[Unread]

    def as_json(self) -> dict:
        """The plan as it is shown and kept."""
        return {
            "rows": [row.told() for row in self.rows],
            "unread": [asdict(one) for one in self.unread],
        }

    @property
    def digest(self) -> str:
        """What an approval is of: another outcome has another."""
        return digest(self.as_json())


def plan_of(programme: Programme, model: Model, mapping: Mapping[str, str]) -> Plan:
    """What the file would do, read as the mapping says; a fixed number of queries."""
    return _Comparison(programme, items_of(model, mapping)).plan()


class _Comparison:
    """A file beside what is in the programme."""

    def __init__(self, programme: Programme, items: Items) -> None:
        self.programme = programme
        self.items = items
        self.known = {kind: _rows_of(programme, kind) for kind in MODELS}
        self.identities = {
            one.identifier: (one.kind, one.key)
            for one in ExchangeIdentity.objects.in_programme(programme)
        }
        self.taken: set[tuple[str, object]] = set()
        self.planned: dict[str, PlannedRow] = {}
        self.codes = {kind: self._free_codes(kind) for kind in _LETTER}
        # What only one row may have -> the row that has it.
        self.held = {
            key: row.pk for rows in self.known.values() for row in rows for key in keys_of(row)
        }
        self.last = max((row.position for row in self.known[ExchangeKind.MODULE]), default=0)

    def plan(self) -> Plan:
        rows = []
        for kind in MODELS:
            matches = self._matches(kind)
            for wanted in self.items.wanted[kind]:
                planned = self._compare(wanted, matches.get(wanted.identifier))
                self.planned[wanted.identifier] = planned
                rows.append(planned)
        return Plan(rows, self.items.unread)

    # ------------------------------------------------------------ which row is which

    def _matches(self, kind: str) -> dict[str, models.Model]:
        """Rows of the file that are there: by identifier first, then by code, then by name."""
        wanted = self.items.wanted[kind]
        by_key = {row.pk: row for row in self.known[kind]}
        found: dict[str, models.Model] = {}

        def take(identifier: str, row: models.Model | None) -> None:
            if row is not None and (kind, row.pk) not in self.taken:
                self.taken.add((kind, row.pk))
                found[identifier] = row

        for one in wanted:
            of_kind, key = self.identities.get(one.identifier, ("", None))
            if of_kind == kind:
                take(one.identifier, by_key.get(key))
        for name in ("code", "year", "name", "title"):
            by_value = _only_one(self.known[kind], name)
            for one in wanted:
                value = one.values.get(name)
                if one.identifier not in found and value:
                    take(one.identifier, by_value.get(_plain(value)))
        if kind == ExchangeKind.REPLACEMENT:
            pairs = {(row.old_id, row.new_id): row for row in self.known[kind]}
            for one in wanted:
                take(one.identifier, pairs.get(self._ends(one)))
        return found

    def _ends(self, wanted: Wanted) -> tuple[object, object]:
        """The modules of a replacement: what is replaced, and by what."""
        old, new = (self._key(str(wanted.references[side])) for side in _ENDS)
        return old, new

    def _key(self, identifier: str) -> object:
        planned = self.planned.get(identifier)
        return planned.key if planned else None

    # ------------------------------------------------------------ what would change

    def _compare(self, wanted: Wanted, row: models.Model | None) -> PlannedRow:
        is_new = row is None
        planned = PlannedRow(
            wanted, self._new(wanted) if is_new else row, CREATED if is_new else UNCHANGED
        )
        problems = [*wanted.problems, *self._lost(wanted)]
        # What is only named says nothing of one that is there.
        if not problems and (is_new or not wanted.is_only_named):
            problems = self._set_values(planned, is_new) or _broken(planned)
            problems = problems or self._clashes(planned) or self._ring(planned)
        if problems:
            planned.outcome, planned.why = REFUSED, " ".join(problems)
            planned.changes, planned.values = [], {}
        elif planned.changes and not is_new:
            planned.outcome = UPDATED
        return planned

    def _new(self, wanted: Wanted) -> models.Model:
        model = MODELS[wanted.kind]
        if wanted.kind == ExchangeKind.REPLACEMENT:
            return model()
        row = model(programme=self.programme)
        if wanted.kind in _LETTER and not wanted.values.get("code"):
            row.code = next(self.codes[wanted.kind])
        if wanted.kind == ExchangeKind.MODULE:
            self.last += 1
            row.position = self.last
        return row

    def _free_codes(self, kind: str) -> Iterator[str]:
        """Codes that nobody has or asks for."""
        used = {row.code for row in self.known[kind]}
        used |= {one.values.get("code") for one in self.items.wanted[kind]}
        codes = (f"{_LETTER[kind]}-{number:02d}" for number in count(1))
        return (code for code in codes if code not in used)

    def _clashes(self, planned: PlannedRow) -> list[str]:
        """What the row would have that another has; what it has alone is its own from now on.

        What a row of the programme has today is its own even where the file gives it another: rows
        are written together, and the first would not know that the second lets go.
        """

        def value_of(name: str) -> object:
            value = planned.values.get(name)
            if isinstance(value, PlannedRow):
                return value.key
            column = planned.row._meta.get_field(name)
            return getattr(planned.row, column.attname) if value is None else value

        told = list(unique_keys(MODELS[planned.wanted.kind], value_of))
        clashes = [text for key, text in told if self.held.get(key, planned.key) != planned.key]
        if not clashes:
            self.held |= {key: planned.key for key, _text in told}
        return clashes

    def _ring(self, planned: PlannedRow) -> list[str]:
        """That modules would replace each other in a ring."""
        if planned.wanted.kind != ExchangeKind.REPLACEMENT or not planned.values.keys() & _ENDS:
            return []
        told = self.ways.refusal(planned.key, self._ends(planned.wanted), self.module_names)
        return [told] if told else []

    @cached_property
    def ways(self) -> Ways:
        """Known when the modules are planned, and every replacement of the file has its ends."""
        kind = ExchangeKind.REPLACEMENT
        return Ways(self.known[kind], [self._ends(one) for one in self.items.wanted[kind]])

    @cached_property
    def module_names(self) -> dict[object, str]:
        """What the modules are, or are to be, called; by their keys."""
        names = {row.pk: row.name for row in self.known[ExchangeKind.MODULE]}
        for one in self.items.wanted[ExchangeKind.MODULE]:
            names[self._key(one.identifier)] = one.name or one.identifier
        return names

    def _lost(self, wanted: Wanted) -> list[str]:
        """What a row refers to that is not read itself."""
        keys = [
            key
            for told in wanted.references.values()
            for key in ([told] if isinstance(told, str) else told)
        ]
        lost = [self.planned[key] for key in keys if self.planned[key].outcome == REFUSED]
        return [
            _("%(name)s, som den hör till, läses inte in.")
            % {"name": (one.wanted.name or one.wanted.identifier)[:TOLD]}
            for one in lost[:3]
        ]

    def _set_values(self, planned: PlannedRow, is_new: bool) -> list[str]:
        """Fill in what the file says; what a field cannot hold is told."""
        row, problems = planned.row, []
        for name, value in planned.wanted.values.items():
            column = row._meta.get_field(name)
            try:
                new = column.to_python(value) if value != "" else value
            except ValidationError as error:
                problems.append(f"{_label(column)}: {' '.join(error.messages)}")
                continue
            old = getattr(row, name)
            if new != old:
                planned.values[name] = new
                if not is_new:
                    planned.changes.append(
                        FieldChange(_label(column), _shown(column, old), _shown(column, new))
                    )
        for name, told in planned.wanted.references.items():
            self._refer(planned, name, told, is_new)
        return problems

    def _refer(self, planned: PlannedRow, name: str, told, is_new: bool) -> None:
        row = planned.row
        targets = [self.planned[key] for key in ([told] if isinstance(told, str) else told)]
        if name in _MANY:
            before = [] if is_new else list(getattr(row, name).all())
        else:
            before = [] if is_new else [getattr(row, name)]
        if {one.pk for one in before} == {one.key for one in targets}:
            return
        planned.values[name] = targets if name in _MANY else targets[0]
        if not is_new:
            column = row._meta.get_field(name)
            planned.changes.append(
                FieldChange(
                    _label(column),
                    ", ".join(sorted(str(one) for one in before)),
                    ", ".join(sorted(one.wanted.name for one in targets)),
                )
            )


def _rows_of(programme: Programme, kind: str) -> list:
    rows = MODELS[kind].objects.in_programme(programme)
    if kind == ExchangeKind.INTERFACE:
        rows = rows.for_list()
    if kind == ExchangeKind.REPLACEMENT:
        rows = rows.select_related("old", "new")
    return list(rows)


def _only_one(rows: list, name: str) -> dict[str, models.Model]:
    """Rows by what they have in a field, where only one has it."""
    found: dict[str, models.Model | None] = {}
    for row in rows:
        value = _plain(getattr(row, name, ""))
        if value:
            found[value] = None if value in found else row
    return {value: row for value, row in found.items() if row is not None}


def _plain(value: object) -> str:
    return str(value or "").strip().casefold()


def _broken(planned: PlannedRow) -> list[str]:
    """Rules that the row would break, of its fields each by itself and of its years."""
    names = [name for name in planned.values if name not in planned.wanted.references]
    copy = type(planned.row)(**{name: planned.values[name] for name in names})
    others = [one.name for one in copy._meta.fields if one.name not in names]
    try:
        copy.clean_fields(exclude=others)
    except ValidationError as error:
        return [
            f"{_label(copy._meta.get_field(name))}: {' '.join(texts)}"
            for name, texts in error.message_dict.items()
        ]
    first, last = (
        planned.values.get(name, getattr(planned.row, name, None))
        for name in ("in_use_from", "in_use_until")
    )
    if first is not None and last is not None and first > last:
        return [_("Det sista året kan inte komma före det första.")]
    return []


def _label(column) -> str:
    text = str(column.verbose_name)
    return text[:1].upper() + text[1:]


def _shown(column, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    return str(value)
