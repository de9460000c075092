"""What a file claims to hold, and how that differs from what was sealed; standard library only.

Both sides are read by the same reader: the uploaded file, and the file that was sealed, made anew.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Way(StrEnum):
    """In what way something differs."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    MOVED = "moved"
    FACT = "fact"
    COLUMN = "column"
    SHEET = "sheet"
    FORMULA = "formula"


@dataclass(frozen=True)
class ClaimedRow:
    """A row of a file: whose it is, under which heading, and its cells by head.

    ``name`` is what people call it, in the file's own words.
    """

    uid: str
    parent: str
    name: str
    cells: Mapping[str, str]


@dataclass
class Claim:
    """All that a file says: of which baseline, with which seal, and its content as text."""

    baseline: str
    seal: str
    language: str
    rows: list[ClaimedRow] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    # What a file can hold beside the sealed content: sheets of its own, cells that are counted.
    sheets: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    # Things to know that change nothing, as sentences.
    notices: list[str] = field(default_factory=list)

    @property
    def heads(self) -> set[str]:
        """Every head that a row has a cell under."""
        return {head for row in self.rows for head in row.cells}


@dataclass(frozen=True)
class Finding:
    """One difference. ``name`` is the file's name of the row, ``sealed_name`` the sealed one's.

    Only ``name`` and ``found`` stand in the file; ``field`` does unless ``is_field_hidden``.
    """

    way: Way
    name: str = ""
    sealed_name: str = ""
    field: str = ""
    sealed: str = ""
    found: str = ""
    is_field_hidden: bool = False


def compare(sealed: Claim, found: Claim) -> list[Finding]:
    """Every difference: rows in the order of the sealed file first, then added ones, then the rest.

    Costs about as much as sorting the rows.
    """
    by_uid: dict[str, ClaimedRow] = {}
    extra: list[ClaimedRow] = []
    known = {row.uid for row in sealed.rows}
    for row in found.rows:
        # A second row of one identity is one that somebody has copied.
        if row.uid in known and row.uid not in by_uid:
            by_uid[row.uid] = row
        else:
            extra.append(row)
    heads, sealed_heads = found.heads, sealed.heads
    moved = _moved(sealed.rows, by_uid)
    findings: list[Finding] = []
    for row in sealed.rows:
        other = by_uid.get(row.uid)
        if other is None:
            findings.append(Finding(Way.MISSING, sealed_name=row.name))
            continue
        findings += _cells(row, other, heads, sealed_heads)
        if row.uid in moved:
            findings.append(Finding(Way.MOVED, other.name, row.name))
    findings += [Finding(Way.ADDED, row.name) for row in extra]
    findings += _facts(sealed.facts, found.facts)
    findings += [Finding(Way.COLUMN, field=head) for head in sorted(heads - sealed_heads)]
    findings += [Finding(Way.SHEET, name) for name in found.sheets if name not in sealed.sheets]
    findings += [Finding(Way.FORMULA, place) for place in found.formulas]
    return findings


def _cells(
    row: ClaimedRow, other: ClaimedRow, heads: Collection[str], sealed_heads: Collection[str]
) -> Iterator[Finding]:
    for head, text in row.cells.items():
        said = other.cells.get(head, "")
        if said != text:
            hidden = head not in heads
            yield Finding(Way.CHANGED, other.name, row.name, head, text, said, hidden)
    for head, said in other.cells.items():
        if said and head not in row.cells and head in sealed_heads:
            yield Finding(Way.CHANGED, other.name, row.name, head, "", said)


def _facts(sealed: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Finding]:
    for label in dict.fromkeys([*sealed, *found]):
        before, after = sealed.get(label, ""), found.get(label, "")
        if before != after:
            yield Finding(Way.FACT, field=label, sealed=before, found=after)


def _moved(rows: Sequence[ClaimedRow], by_uid: Mapping[str, ClaimedRow]) -> set[str]:
    """Rows under another heading, and the fewest that must move to give the sealed order."""
    place = {uid: number for number, uid in enumerate(by_uid)}
    common = [row for row in rows if row.uid in by_uid]
    moved = {row.uid for row in common if by_uid[row.uid].parent != row.parent}
    staying = [row.uid for row in common if row.uid not in moved]
    order = [place[uid] for uid in staying]
    kept = _longest_rising(order)
    return moved | {uid for number, uid in enumerate(staying) if number not in kept}


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Indexes of a longest rising run through a sequence of different numbers."""
    ends: list[int] = []
    tails: list[int] = []
    before: list[int] = []
    for index, number in enumerate(numbers):
        at = bisect_left(ends, number)
        before.append(tails[at - 1] if at else -1)
        if at == len(ends):
            ends.append(number)
            tails.append(index)
        else:
            ends[at], tails[at] = number, index
    kept: set[int] = set()
    index = tails[-1] if tails else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return kept
