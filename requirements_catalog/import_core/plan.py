"""What an import would do: each row of the file against the catalogue as it stands."""

import re
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from requirements_catalog.import_core.cells import Problem, cell_name
from requirements_catalog.import_core.cells import gettext_noop as _
from requirements_catalog.import_core.entries import Entry
from requirements_catalog.import_core.rows import Parsed
from requirements_catalog.import_core.statuses import follow_rules
from requirements_catalog.import_core.words import KIND

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

_CODE_PARTS = re.compile(r"[.\-:/]")


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


def make_plan(
    parsed: Parsed,
    existing: Sequence[Mapping],
    extra_keys: Mapping[str, str],
    code_column: int = 0,
    used_codes: Collection[str] = (),
) -> Plan:
    """Compare what the file says with a catalogue.

    ``existing`` is every row of the catalogue in document order, as mappings with ``id``,
    ``parent_id``, ``is_heading``, ``code``, every field, ``extra`` and tuples of keys for
    ``modules`` and ``needs``. ``extra_keys`` is header → key in ``extra``. ``used_codes`` were
    once codes of the catalogue and are none now: they must never come to mean something else.
    """
    builder = _Builder(parsed, existing, extra_keys, code_column, used_codes)
    for entry in parsed.entries:
        builder.add(entry)
    rows = [
        *builder.rows,
        *(Row(r.row, r.code, "", REFUSED, problem=r.problem) for r in parsed.refused),
    ]
    rows.sort(key=lambda row: row.row)
    return Plan(builder.nodes, rows, parsed.skipped)


class _Builder:
    """Finds each entry's place in the tree and its row in the catalogue."""

    def __init__(self, parsed, existing, extra_keys, code_column, used_codes):
        self.extra_keys, self.code_column = extra_keys, code_column
        self.used_codes = used_codes
        self.tells_structure = parsed.tells_structure
        self.by_code = {row["code"]: row for row in existing if row["code"]}
        self.by_id = {row["id"]: row for row in existing}
        # Several headings of one title may lie under one parent: the first of the file is the
        # first of the catalogue.
        self.by_title: dict[tuple, deque] = defaultdict(deque)
        for row in existing:
            if row["is_heading"] and not row["code"]:
                self.by_title[row["parent_id"], row["title"]].append(row)
        self.requirement_codes = {e.code for e in parsed.entries if e.code and not e.is_heading}
        self.nodes, self.rows = [], []
        self.path_nodes, self.heading_codes = {}, {}
        self.stack, self.last_heading = [], None

    def add(self, entry):
        """Plan one entry: its parent, its row in the catalogue, its changes."""
        parent, is_placed = self._parent(entry)
        title = entry.values.get("title") or ""
        current = self._current(entry, parent, title)
        if current is not None and current["is_heading"] != entry.is_heading:
            self.rows.append(self._refused_kind(entry, current))
            return
        if current is None and entry.code in self.used_codes:
            self.rows.append(self._refused_used(entry))
            return
        node = Node(entry.code, title, entry.is_heading, entry, current, parent, is_placed)
        if current is not None:
            self._compare(node, entry, current)
        told = follow_rules(node, cell_name(entry.row, self.code_column))
        self.nodes.append(node)
        label = title or (entry.values.get("text") or "")[:120]
        row = Row(
            entry.row, entry.code, label, node.outcome, entry.is_heading, node.changes,
            notices=(*entry.notices, *told),
        )  # fmt: skip
        if node.outcome == CREATED and not entry.is_heading:
            row.kind = entry.values.get("kind") or ""
            row.text = entry.values.get("text") or ""
        self.rows.append(row)
        self._remember(node, entry)

    def _refused_used(self, entry):
        problem = Problem(
            _("Krav-id %(code)s har tidigare använts i katalogen och kan inte användas igen."),
            cell_name(entry.row, self.code_column),
            _("Ge kravet ett nytt id."),
            {"code": entry.code},
        )
        return Row(entry.row, entry.code, "", REFUSED, problem=problem)

    def _refused_kind(self, entry, current):
        text = (
            _("%(code)s är en rubrik i katalogen men ett krav i filen.")
            if current["is_heading"]
            else _("%(code)s är ett krav i katalogen men en rubrik i filen.")
        )
        problem = Problem(
            text,
            cell_name(entry.row, self.code_column),
            _("Ge raden ett annat id, eller ändra raden i katalogen först."),
            {"code": entry.code},
        )
        return Row(entry.row, entry.code, "", REFUSED, problem=problem)

    def _current(self, entry, parent, title):
        if entry.code:
            return self.by_code.get(entry.code)
        if parent is not None and parent.current is None:
            return None
        same = self.by_title[parent.current["id"] if parent else None, title]
        return same.popleft() if same else None

    def _parent(self, entry):
        """Return (parent, whether the file says so)."""
        if entry.path:
            return self._path_parent(entry.path), True
        if entry.level is not None:
            del self.stack[entry.level - 1 :]
            return (self.stack[-1] if self.stack else None), True
        if not self.tells_structure:
            return None, False
        if entry.is_heading:
            return self._heading_by_code(entry.code), True
        return self.last_heading, True

    def _heading_by_code(self, code):
        """Return the heading whose code begins this one: 3.2.1 lies under 3.2."""
        parts = _CODE_PARTS.split(code)
        for length in range(len(parts) - 1, 0, -1):
            if tuple(parts[:length]) in self.heading_codes:
                return self.heading_codes[tuple(parts[:length])]
        return None

    def _remember(self, node, entry):
        if entry.is_heading:
            self.last_heading = node
            if node.code:
                self.heading_codes[tuple(_CODE_PARTS.split(node.code))] = node
        if entry.level is not None:
            # A row may stand deeper than there are rows above it; it then hangs on the last one.
            self.stack.append(node)

    def _path_parent(self, path):
        """Return the innermost heading of columns such as "chapter" and "section"."""
        parent = None
        for code, title in path:
            known = self.by_code.get(code)
            if code in self.requirement_codes or (known and not known["is_heading"]):
                code, title = "", f"{code} {title}"[:500]
            key = code or (parent, title)
            node = self.path_nodes.get(key)
            if node is None:
                node = Node(code, title, True, None, parent=parent)
                node.current = known if code else self._current(Entry(0, ""), parent, title)
                if node.current is not None:
                    self._compare_heading(node)
                self.path_nodes[key] = node
                self.nodes.append(node)
            parent = node
        return parent

    def _compare_heading(self, node):
        if node.current["title"] != node.title:
            node.changes.append(Change("title", node.current["title"], node.title))
        self._compare_parent(node)

    def _compare_parent(self, node):
        if not node.is_placed:
            return
        old = self.by_id.get(node.current["parent_id"])
        new = node.parent
        if (old["id"] if old else None) == (
            new.current["id"] if new and new.current else (None if new is None else 0)
        ):
            return
        node.changes.append(Change("parent", _label(old), _node_label(new)))

    def _compare(self, node, entry, current):
        changes = node.changes
        for name, new in entry.values.items():
            old = current[name]
            if name == KIND and not entry.is_kind_stated:
                continue
            if old != new and tidy(old) != new:
                changes.append(Change(name, old, new))
        if entry.extra:
            stored = current["extra"]
            for label, new in entry.extra.items():
                old = stored.get(self.extra_keys[label], "")
                if old != new and tidy(old) != new:
                    changes.append(Change(label, old, new, is_extra=True))
        self._compare_parent(node)


def tidy(value):
    """Return a stored text as a workbook gives it back: one kind of line break, no outer space."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return value


def _label(row):
    return f"{row['code']} {row['title']}".strip() if row else ""


def _node_label(node):
    return f"{node.code} {node.title}".strip() if node else ""


def new_extra_keys(labels: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return header → key for extra columns: the known keys, and new ones that collide with none.

    Keys are small letters, figures and underscores, at most 60 characters.
    """
    keys, taken = {}, set(known.values())
    for label in labels:
        if label in known:
            keys[label] = known[label]
            continue
        base = re.sub(r"\W+", "_", label.casefold()).strip("_")[:50] or "kolumn"
        key, number = base, 2
        while key in taken:
            key, number = f"{base}_{number}", number + 1
        taken.add(key)
        keys[label] = key
    return keys
