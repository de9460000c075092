"""What becomes of each row of a file: its outcome, its changes, and all of them as a plan.

The same for a table, an export of ours that comes back, and the objects of ReqIF.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from requirements_catalog.import_core.cells import Problem
from requirements_catalog.import_core.entries import Entry

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
OUTCOMES = (CREATED, UPDATED, UNCHANGED, REFUSED)
# Only a file that we exported ourselves tells these.
MOVED, CONFLICT, MISSING = "moved", "conflict", "missing"
ROUND_TRIP_OUTCOMES = (MOVED, CONFLICT, MISSING)
# Changes of a row's place: under another heading, or among its brothers.
PLACES = ("parent", "order")
FROM_FILE, FROM_APPLICATION = "file", "application"
# What an import that can be taken back as one may change: letters before and after together.
MOST_LETTERS = 40_000_000
# Fields whose value is a set of keys, not a text.
LINKS = ("modules", "needs", "standards")


@dataclass(slots=True)
class Change:
    """One field of a row that the file changes. For an extra column ``name`` is its header."""

    name: str
    old: object
    new: object
    is_extra: bool = False


@dataclass(slots=True)
class Conflict:
    """A cell that was edited both in the file and here; nothing is overwritten unless chosen.

    ``change`` is what the file asks for, its ``old`` what stands here now.
    """

    key: str
    change: Change
    choice: str = FROM_APPLICATION


@dataclass(slots=True, eq=False)
class Node:
    """A heading or requirement of the file and what becomes of it.

    ``current`` is its row in the catalogue, None when it is new. ``parent`` counts only when
    ``is_placed``: a table without headings says nothing about where its rows belong.
    """

    code: str
    title: str
    is_heading: bool
    entry: Entry | None
    current: Mapping | None = None
    parent: "Node | None" = None
    is_placed: bool = True
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    # Which rule of ``statuses.py`` decided the row's status; empty when none did.
    status_note: str = ""

    @property
    def outcome(self) -> str:
        """Created, updated or unchanged."""
        if self.current is None:
            return CREATED
        return UPDATED if self.changes else UNCHANGED

    def change(self, name: str, old: object, new: object) -> None:
        """Note that a field of every catalogue gets another value."""
        self.changes.append(Change(name, old, new))


def is_moved(node: Node) -> bool:
    """Tell whether the file puts a row elsewhere."""
    return any(change.name in PLACES and not change.is_extra for change in node.changes)


@dataclass(slots=True)
class Row:
    """The outcome of one row of the file, as it is reported."""

    row: int
    code: str
    title: str
    outcome: str
    is_heading: bool = False
    changes: Sequence[Change] = ()
    problem: Problem | None = None
    notices: tuple[Problem, ...] = ()
    # What a new requirement will be; a changed one shows its changes instead.
    kind: str = ""
    text: str = ""
    uid: str = ""
    conflicts: Sequence[Conflict] = ()


@dataclass(slots=True)
class Plan:
    """Everything an import would do, and what it leaves out."""

    nodes: list[Node]
    rows: list[Row]
    skipped: list[int]
    # Rows that a file of ours no longer has: key of the row by uid. ``withdrawn`` are the keys
    # that a person has chosen to withdraw.
    missing: dict[str, int] = field(default_factory=dict)
    withdrawn: list[int] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """Return the number of requirements with an outcome; refused rows of any sort count."""
        return sum(row.outcome == outcome and not row.is_heading for row in self.rows)

    def count_headings(self, outcome: str) -> int:
        """Return the number of headings with an outcome."""
        return sum(node.is_heading and node.outcome == outcome for node in self.nodes)

    @property
    def changes_anything(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self.withdrawn) or any(node.outcome != UNCHANGED for node in self.nodes)

    @property
    def still_withdrawn(self) -> int:
        """The number of rows that the file names as live, that have gone here and stay so."""
        return sum(
            node.entry is not None
            and node.current is not None
            and node.current["status"] == "withdrawn"
            and node.entry.values.get("status", "draft") != "withdrawn"
            and not any(change.name == "status" for change in node.changes)
            for node in self.nodes
        )

    @property
    def can_be_undone(self) -> bool:
        """Tell whether what is changed is little enough to be kept as one set of changes."""
        changes = (
            change
            for node in self.nodes
            for change in (*node.changes, *(c.change for c in node.conflicts))
        )
        return fit_in_a_set((change.old, change.new) for change in changes)


def fit_in_a_set(pairs: Iterable[Sequence]) -> bool:
    """Tell whether values before and after are few enough letters to be kept as one set."""
    letters = sum(len(value) for pair in pairs for value in pair if isinstance(value, str))
    return letters <= MOST_LETTERS
