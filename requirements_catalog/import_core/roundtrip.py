"""A file that we exported, brought back: only what a person has edited in it is a change.

Each cell is compared with its digest from when it was written. One edited only in the file is a
change, one edited on both sides a conflict; a row that is gone is proposed for withdrawal.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from requirements_catalog.import_core.cells import cell_name, text_of
from requirements_catalog.import_core.entries import Directory, RowRefused
from requirements_catalog.import_core.mapping import Column, ColumnMapping
from requirements_catalog.import_core.outcomes import (
    CONFLICT,
    CREATED,
    FROM_APPLICATION,
    FROM_FILE,
    MISSING,
    MOVED,
    PLACES,
    UNCHANGED,
    UPDATED,
    Plan,
    Row,
)
from requirements_catalog.import_core.roundtrip_file import Ours
from requirements_catalog.import_core.roundtrip_places import Places
from requirements_catalog.import_core.statuses import follow_rules


@dataclass(frozen=True)
class Questions:
    """What the catalogue is asked while a file of ours is compared; each no more than needed.

    ``cells_now`` gives key of a row → field → the cell that an export would write now, and is
    asked once, for the rows that the file changes. ``used_codes`` tells which of some new codes
    the catalogue once had. ``codes_after`` is asked only when a new requirement has no id: it
    takes the file's ids and gives a function from a neighbour's id to the next free one.
    ``full_rows`` gives the rows that are changed, whole.
    """

    cells_now: Callable[[Collection[int]], Mapping[int, Mapping[str, object]]]
    used_codes: Callable[[Collection[str]], Collection[str]]
    codes_after: Callable[[Collection[str]], Callable[[str], str]]
    full_rows: Callable[[Collection[int]], Mapping[int, Mapping]]


def plan_round_trip(
    rows: Sequence[Sequence],
    mapping: ColumnMapping,
    columns: Sequence[Column],
    directory: Directory,
    ours: Ours,
    existing: Sequence[Mapping],
    extra_keys: Mapping[str, str],
    questions: Questions,
) -> Plan:
    """Compare a file of ours with what it was when it was exported, and with the catalogue now.

    ``existing`` is as for ``make_plan``, with ``uid``, but holds no more than names and places.
    """
    work = _RoundTrip(mapping, columns, directory, ours, existing, extra_keys)
    work.read(rows)
    work.compare(questions)
    return work.plan


class _RoundTrip(Places):
    """One file of ours against one state of its catalogue."""

    def compare(self, ask):
        """Make the plan: values first, then places, then what is gone."""
        changed = [line for line in self.lines if line.edited - {self.level_at}]
        rows = [self.by_uid[line.uid]["id"] for line in changed if line.uid in self.by_uid]
        self.now = ask.cells_now(rows) if rows else {}
        typed = [
            self.by_code[e.code]["id"] for e in self.entries.values() if e.code in self.by_code
        ]
        for key, row in ask.full_rows({*rows, *typed}).items():
            self.by_id[key].update(row)
        wanted = self._codes_wanted(changed)
        self.used = ask.used_codes(wanted) if wanted else frozenset()
        self._give_codes(ask.codes_after)
        self.here = {line.uid for line in self.lines if line.uid}
        for line in self.lines:
            if line in self.report:
                continue
            try:
                self._take(line)
            except RowRefused as found:
                self._refuse(line, found.problem)
        self._places()
        self._cycles()
        for line in self.lines:
            node = self.nodes.get(line)
            if node is not None and line not in self.report:
                self.plan.nodes.append(node)
                self.report[line] = self._row(line, node)
        self.plan.rows = sorted(self.report.values(), key=lambda row: row.row)
        self._missing()

    def _codes_wanted(self, changed):
        """Return the codes that the file gives and no row has now."""
        self.given = Counter(entry.code for entry in self.entries.values())
        self.given.update(
            " ".join(text_of(_at(line.cells, self.code_at)).split())
            for line in changed
            if self.code_at in line.edited
        )
        return {code for code in self.given if code and code not in self.by_code}

    def _row(self, line, node):
        at = self.reader.place.get("status", self.code_at)
        told = follow_rules(node, cell_name(line.number, at))
        outcome = UNCHANGED
        if node.current is None:
            outcome = CREATED
        elif node.conflicts:
            outcome = CONFLICT
        elif node.changes:
            is_moved = all(c.name in PLACES and not c.is_extra for c in node.changes)
            outcome = MOVED if is_moved else UPDATED
        text = node.entry.values.get("text", "") if node.entry else ""
        title = node.title or text[:120]
        if not title and node.current is not None:
            title = node.current["text"][:120]
        notices = (*(node.entry.notices if node.entry else ()), *told)
        row = Row(
            line.number, node.code, title, outcome, node.is_heading, node.changes,
            notices=notices, uid=line.uid, conflicts=node.conflicts,
        )  # fmt: skip
        if outcome == CREATED and not node.is_heading:
            row.kind, row.text = node.entry.values.get("kind") or "", text
        return row

    def _missing(self):
        """Propose to withdraw the rows that were exported and are no longer in the file."""
        for uid in self.stamp.rows:
            row = self.by_uid.get(uid)
            if uid in self.here or row is None or row["status"] == "withdrawn":
                continue
            self.plan.missing[uid] = row["id"]
            title = row["title"] or row["text"][:120]
            self.plan.rows.append(
                Row(0, row["code"], title, MISSING, row["is_heading"], uid=uid)
            )  # fmt: skip


def settle(plan: Plan, choices: Mapping) -> None:
    """Let a person's choices count: who is right in each conflict, and which rows to withdraw.

    ``choices`` has ``cells`` (key of a conflict → ``file`` or ``application``), ``all`` (the same
    for every conflict that ``cells`` does not name) and ``withdraw`` (uids, or ``all``).
    """
    for_all = choices.get("all") or FROM_APPLICATION
    cells = choices.get("cells") or {}
    for node in plan.nodes:
        for conflict in node.conflicts:
            conflict.choice = cells.get(conflict.key, for_all)
            if conflict.choice != FROM_FILE:
                continue
            node.changes.append(conflict.change)
            if conflict.change.name == "parent" and not conflict.change.is_extra:
                node.is_placed = True
            elif node.entry is not None and not conflict.change.is_extra:
                node.entry.values[conflict.change.name] = conflict.change.new
        if node.conflicts:
            follow_rules(node, "")
    wanted = choices.get("withdraw") or ()
    plan.withdrawn = [key for uid, key in plan.missing.items() if wanted == "all" or uid in wanted]


def _at(row, index):
    return row[index] if index < len(row) else None
