"""What a JSON document would do to a catalogue, row by row."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from ..choices import FieldKind
from ..fields import EXTRA_KINDS, EXTRA_PREFIX, Field
from ..import_core.statuses import APPROVED, FALLEN, NOT_APPROVED, is_content, status_by_rule
from ..import_core.words import MOST_LEVELS
from ..models import Requirement
from ..tree import too_deep


@dataclass(frozen=True)
class NewField:
    """An extra field that the catalogue is to have."""

    key: str
    label: str
    kind: str
    help_text: str
    choices: tuple[str, ...]

    def as_field(self) -> Field:
        """As ``fields_of`` would give it."""
        return Field(
            f"{EXTRA_PREFIX}{self.key}",
            self.label,
            EXTRA_KINDS[FieldKind(self.kind)],
            tuple((word, word) for word in self.choices),
        )


@dataclass(eq=False)
class JsonRow:
    """One row of the document and what becomes of it."""

    number: int
    data: dict
    uid: str = ""
    code: str = ""
    parent_uid: str = ""
    is_heading: bool = False
    # The row of the catalogue that it is; the heading above it, in the file or only in the
    # catalogue.
    current: Requirement | None = None
    parent: "JsonRow | None" = None
    outer: Requirement | None = None
    is_copy: bool = False
    is_moved: bool = False
    values: dict = field(default_factory=dict)
    changes: list[tuple] = field(default_factory=list)
    relations: list[tuple[str, str, str]] | None = None
    # Relations of a row that was there, before and after.
    related: tuple[Collection, Collection] = ((), ())
    problems: list[dict] = field(default_factory=list)
    # Which rule of ``import_core/statuses.py`` decided the row's status.
    status_note: str = ""

    def refuse(self, name: str, message: str) -> None:
        """Note why the row is not brought in."""
        self.problems.append({"field": name, "message": message})

    def follow_rules(self) -> None:
        """Make the status that the row gets what the rules allow."""
        if self.current is None:
            if self.values.get("status") == APPROVED:
                self.values["status"] = status_by_rule(None, APPROVED, True)
                self.status_note = NOT_APPROVED
            return
        old = self.current.status
        asked = self.values.get("status")
        has_content = any(is_content(name) for name, _old, _new in self.changes)
        # One that is in the file as it stands here asks for nothing.
        wanted = None if asked == old else asked
        new = status_by_rule(old, wanted, has_content) or old
        self.changes = [change for change in self.changes if change[0] != "status"]
        if new != old:
            self.changes.append(("status", old, new))
        if wanted == APPROVED:
            self.status_note = NOT_APPROVED
        elif old == APPROVED and new != old and has_content:
            self.status_note = FALLEN

    @property
    def parent_key(self) -> int | None:
        """Key of the heading above; None at the top, -1 for a heading that is not there yet."""
        if self.parent is not None:
            return self.parent.current.pk if self.parent.current else -1
        return self.outer.pk if self.outer else None

    @property
    def outcome(self) -> str:
        """created, updated, unchanged or refused."""
        if self.problems:
            return "refused"
        if self.current is None:
            return "created"
        is_changed = self.changes or self.is_moved or self.has_new_relations
        return "updated" if is_changed else "unchanged"

    @property
    def has_new_relations(self) -> bool:
        """Whether the file gives a row that was there other relations than it has."""
        old, new = self.related
        return set(old) != set(new)

    def as_report(self) -> dict:
        """The row in the report."""
        shown: dict = {"row": self.number, "code": self.code, "outcome": self.outcome}
        if self.problems:
            shown["problems"] = self.problems
        elif self.outcome == "updated":
            shown["fields"] = [name for name, _old, _new in self.changes]
            if self.has_new_relations:
                shown["fields"].append("relations")
            shown["moved"] = self.is_moved
        return shown


@dataclass
class JsonPlan:
    """Every row of a document, and the fields that it needs."""

    rows: list[JsonRow]
    fields: dict[str, Field]
    new_fields: list[NewField]
    notices: list[str]

    @property
    def kept(self) -> list[JsonRow]:
        """Rows that are brought in."""
        return [row for row in self.rows if not row.problems]


def refuse_too_deep(rows: Iterable[JsonRow]) -> None:
    """Refuse rows that would come to stand deeper than a catalogue goes; parents come first."""
    depths: dict[JsonRow, int] = {}
    for row in rows:
        depth = 0
        if row.parent is not None:
            depth = depths[row.parent] + 1
        elif row.outer is not None:
            depth = row.outer.depth + 1
        elif row.current is not None and "parent" not in row.data:
            depth = row.current.depth
        depths[row] = depth
        if depth >= MOST_LEVELS and (row.current is None or depth > row.current.depth):
            row.refuse("parent", too_deep())
