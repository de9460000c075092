"""What an import would do: each row of the file against the catalogue as it stands."""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping, Sequence

from requirements_catalog.import_core.cells import Problem, cell_name
from requirements_catalog.import_core.cells import gettext_noop as _
from requirements_catalog.import_core.entries import Entry
from requirements_catalog.import_core.outcomes import CREATED, REFUSED, Change, Node, Plan, Row
from requirements_catalog.import_core.rows import Parsed
from requirements_catalog.import_core.statuses import follow_rules
from requirements_catalog.import_core.words import KIND

# So many rows of the catalogue are held whole at a time.
_COMPARED_AT_ONCE = 1000
_CODE_PARTS = re.compile(r"[.\-:/]")


def make_plan(
    parsed: Parsed,
    existing: Sequence[Mapping],
    extra_keys: Mapping[str, str],
    code_column: int = 0,
    used_codes: Collection[str] = (),
    full_rows: Callable[[Collection[int]], Mapping[int, Mapping]] | None = None,
) -> Plan:
    """Compare what the file says with a catalogue.

    ``existing`` is every row of the catalogue in document order, as mappings with ``id``,
    ``parent_id``, ``is_heading``, ``code``, ``title`` and ``status``. ``full_rows`` gives some of
    them with every field, ``extra`` and tuples of keys for ``modules``, ``needs`` and
    ``standards``; without it those stand in ``existing`` too. ``extra_keys`` is header → key in
    ``extra``. ``used_codes`` were once codes of the catalogue and are none now: they must never
    come to mean something else.
    """
    builder = _Builder(parsed, existing, extra_keys, code_column, used_codes)
    for entry in parsed.entries:
        builder.add(entry)
    builder.compare(full_rows or (lambda _keys: builder.by_id))
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
        self.nodes, self.rows, self.read = [], [], []
        self.path_nodes, self.heading_codes = {}, {}
        self.stack, self.last_heading = [], None

    def add(self, entry):
        """Plan one entry: its parent and its row in the catalogue."""
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
        self.nodes.append(node)
        self.read.append(node)
        self._remember(node, entry)

    def compare(self, full_rows):
        """Find what the entries change, some rows at a time: the texts are many megabytes."""
        for start in range(0, len(self.read), _COMPARED_AT_ONCE):
            nodes = self.read[start : start + _COMPARED_AT_ONCE]
            known = [node.current["id"] for node in nodes if node.current is not None]
            whole = full_rows(known) if known else {}
            for node in nodes:
                if node.current is not None:
                    self._compare(node, node.entry, whole[node.current["id"]])
                told = follow_rules(node, cell_name(node.entry.row, self.code_column))
                self.rows.append(_row(node, told))

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


def _row(node, told):
    entry = node.entry
    text = entry.values.get("text") or ""
    row = Row(
        entry.row, entry.code, node.title or text[:120], node.outcome, entry.is_heading,
        node.changes, notices=(*entry.notices, *told),
    )  # fmt: skip
    if node.outcome == CREATED and not entry.is_heading:
        row.kind, row.text = entry.values.get("kind") or "", text
    return row


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
