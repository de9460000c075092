"""The rows of a file that we exported: which they are, and which of their cells were edited."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from requirements_catalog.import_core.cells import Problem, text_of
from requirements_catalog.import_core.cells import gettext_noop as _
from requirements_catalog.import_core.entries import RowRefused
from requirements_catalog.import_core.mapping import Column
from requirements_catalog.import_core.outcomes import REFUSED, Node, Plan, Row
from requirements_catalog.import_core.reader import RowReader
from requirements_catalog.import_core.roundtrip_order import Line
from requirements_catalog.import_core.stamp import (
    DIGEST_HEAD,
    UID_HEAD,
    Stamp,
    cell_digest,
    cell_text,
    row_digests,
    split_digests,
)
from requirements_catalog.import_core.words import CODE, EXTRA, LEVEL, SKIP

# Fewer rows than this that bear each other's codes are edits.
_LOOSE_FROM = 3


@dataclass(frozen=True)
class Ours:
    """Where a file of ours has its stable ids and digests (columns from 0), and what its cells are.

    ``fields`` is column → number in the stamp's columns, for every column that was exported.
    """

    stamp: Stamp
    uid_at: int
    digest_at: int
    fields: Mapping[int, int]


def find_ours(stamp: Stamp | None, columns: Sequence[Column]) -> Ours | None:
    """Return how to read a sheet as a file of ours; None when it has lost its hidden columns."""
    at = {column.name: column.index for column in columns}
    if stamp is None or UID_HEAD not in at or DIGEST_HEAD not in at:
        return None
    fields = {at[head]: number for number, head in enumerate(stamp.columns) if head in at}
    return Ours(stamp, at[UID_HEAD], at[DIGEST_HEAD], fields)


class OwnFile:
    """A file of ours, read against the rows of its catalogue."""

    def __init__(self, mapping, columns, directory, ours, existing, extra_keys):
        self.ours, self.stamp, self.extra_keys = ours, ours.stamp, extra_keys
        self.mapping, self.columns = mapping, columns
        self.reader = RowReader(mapping, columns, directory)
        self.reader.needs_codes = False
        self.by_uid = {str(row["uid"]): row for row in existing}
        self.by_id = {row["id"]: row for row in existing}
        self.by_code = {row["code"]: row for row in existing if row["code"]}
        self.heads = list(self.stamp.columns)
        self.field_names = list(self.stamp.columns.values())
        self.level_at = self.reader.place.get(LEVEL)
        self.code_at = self.reader.place.get(CODE, 0)
        hidden = {ours.uid_at, ours.digest_at}
        skipped = {c.index for c in columns if mapping.targets.get(c.name, EXTRA) == SKIP} - hidden
        self.added = [
            c.index for c in columns
            if c.index not in hidden and c.index not in ours.fields and c.index not in skipped
        ]  # fmt: skip
        self.skipped_columns = skipped
        self.plan = Plan([], [], [])
        self.lines: list[Line] = []
        self.entries: dict[Line, object] = {}
        self.nodes: dict[object, Node] = {}
        self.report: dict[Line, Row] = {}

    def read(self, rows):
        """Find the lines of the table, what each is, and which of its cells were edited."""
        first = self.mapping.header_row - 1 + self.mapping.header_rows
        copies: dict[str, list[Line]] = defaultdict(list)
        for index in range(first, len(rows)):
            cells = rows[index]
            uid = text_of(_at(cells, self.ours.uid_at))
            digests = text_of(_at(cells, self.ours.digest_at))
            if not any(value is not None for value in self._shown(cells)):
                # Cleared but for what is hidden: as good as taken away.
                continue
            line = Line(index + 1, cells, uid if uid in self.stamp.rows else "", digests)
            if line.uid:
                line.edited = self._edited(line)
            self.lines.append(line)
        self._relink()
        for line in self.lines:
            if line.uid:
                copies[line.uid].append(line)
        for same in copies.values():
            # A row that was copied brings its id along: the one least edited is the row itself.
            for line in sorted(same, key=lambda one: (len(one.edited), one.number))[1:]:
                line.uid, line.edited = "", frozenset()
        self._read_levels()

    def _shown(self, cells):
        """Yield the cells of a row, each hidden one as if it were empty."""
        hidden = (self.ours.uid_at, self.ours.digest_at)
        return (None if at in hidden else value for at, value in enumerate(cells))

    def _relink(self):
        """Know rows by their codes where sorting has torn them from their hidden cells."""
        by_code = {code: str(row["uid"]) for code, row in self.by_code.items()}
        codes = {
            line: " ".join(text_of(_at(line.cells, self.code_at)).split()) for line in self.lines
        }
        loose = [
            line
            for line in self.lines
            if line.uid
            and self.code_at in line.edited
            and by_code.get(codes[line], line.uid) != line.uid
            and by_code[codes[line]] in self.stamp.rows
        ]
        if len(loose) < _LOOSE_FROM:
            return
        digests = {line.uid: line.digests for line in self.lines if line.uid}
        for line in self.lines:
            line.uid, line.digests = by_code.get(codes[line], ""), ""
            line.edited = frozenset()
            if line.uid not in digests:
                line.uid = ""
                continue
            line.digests = digests[line.uid]
            line.edited = self._edited(line)
        self.plan.notices.append(
            Problem(
                _("Raderna har skilts från sina dolda celler, till exempel vid en sortering."),
                "",
                _("De har i stället känts igen på krav-id."),
            )
        )

    def _edited(self, line):
        """Return the columns of a line that are not as they were exported."""
        cells, width = line.cells, len(line.cells)
        fields = self.ours.fields
        edited = {at for at in self.added if at < width and cells[at] is not None}
        if len(fields) == len(self.heads):
            values = [cells[at] if at < width else None for at in fields]
            if row_digests(values) == line.digests:
                return edited or frozenset()
        known = split_digests(line.digests)
        if len(known) != len(self.heads):
            return edited | (set(fields) - self.skipped_columns)
        for at, number in fields.items():
            text = cell_text(cells[at] if at < width else None)
            if cell_digest(text) != known[number] and at not in self.skipped_columns:
                edited.add(at)
        return edited

    def _read_levels(self):
        """Give every line its level, and read the new ones."""
        kept = []
        for line in self.lines:
            row = self.by_uid.get(line.uid)
            try:
                if line.uid:
                    line.is_heading = row is not None and row["is_heading"]
                    line.level = self._level_of(line)
                else:
                    line.cells = list(self._shown(line.cells))
                    entry = self.reader.entry(line.number, line.cells)
                    if entry is None:
                        self.plan.skipped.append(line.number)
                        continue
                    self.entries[line] = entry
                    line.level, line.is_heading = entry.level, entry.is_heading
            except RowRefused as found:
                self._refuse(line, found.problem)
                if not line.uid:
                    continue
                line.level = self.stamp.rows[line.uid]
            kept.append(line)
        while kept and getattr(self.entries.get(kept[-1]), "is_lone", False):
            self.plan.skipped.append(kept.pop().number)
        self.plan.skipped.sort()
        self.lines = kept

    def _level_of(self, line):
        if self.level_at in line.edited:
            stated = self.reader.level(line.number, line.cells)
            if stated is not None:
                return stated
        return self.stamp.rows[line.uid]

    def _refuse(self, line, problem):
        code = self._shown_code(line)
        self.report[line] = Row(line.number, code, "", REFUSED, problem=problem)

    def _shown_code(self, line):
        return self.reader.shown_code(line.cells)


def _at(row, index):
    return row[index] if index < len(row) else None
