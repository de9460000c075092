"""The shape of a catalogue's tree in memory: rows are moved here first, then written as a set.

Standard library only, so that any sequence of moves can be tried against its rules. Keys are keys
of rows; ``None`` is the top of the catalogue.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from .import_core.words import MOST_LEVELS

GAP = 1 << 20


class MoveRefused(ValueError):
    """The move cannot be made; ``why`` is a name that the action puts into words."""

    def __init__(self, why: str, row: int | None = None) -> None:
        super().__init__(why)
        self.why, self.row = why, row


@dataclass(slots=True)
class Row:
    """A row: its place, and whether it can hold others and whether it is still in the catalogue."""

    pk: int
    parent: int | None
    position: int
    depth: int = 0
    is_heading: bool = False
    is_live: bool = True


class Shape:
    """All rows of one catalogue as lists of children, in order."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows: dict[int, Row] = {}
        self.children: dict[int | None, list[int]] = {None: []}
        self.moved: set[int] = set()
        for row in sorted(rows, key=lambda row: row.position):
            self.rows[row.pk] = row
            self.children.setdefault(row.parent, []).append(row.pk)

    # ------------------------------------------------------------ reading

    def branch(self, top: int | None) -> Iterator[int]:
        """A row and all below it in document order; the whole catalogue for None."""
        stack = [top] if top is not None else list(reversed(self._under(None)))
        while stack:
            key = stack.pop()
            yield key
            stack += reversed(self._under(key))

    def tops(self, keys: Iterable[int]) -> list[int]:
        """Those of the rows that stand under none of the others, in document order."""
        chosen = set(keys) & set(self.rows)
        tops = {key for key in chosen if not chosen & set(self.above(key))}
        return sorted(tops, key=lambda key: self.rows[key].position)

    def above(self, key: int) -> Iterator[int]:
        """The headings over a row, the nearest first."""
        parent = self.rows[key].parent
        while parent is not None:
            yield parent
            parent = self.rows[parent].parent

    def before(self, key: int) -> int | None:
        """The row before among its siblings, withdrawn or not."""
        siblings = self._under(self.rows[key].parent)
        index = siblings.index(key)
        return siblings[index - 1] if index else None

    def place(self, key: int) -> list[int | None]:
        """[heading above, row before it there], as sets of changes keep it."""
        return [self.rows[key].parent, self.before(key)]

    def places(self, keys: Iterable[int]) -> dict[int, list[int | None]]:
        """``place`` of many rows, for one walk through the tree."""
        before: dict[int, int] = {}
        for siblings in self.children.values():
            before.update(zip(siblings[1:], siblings, strict=False))
        return {key: [self.rows[key].parent, before.get(key)] for key in keys}

    def _under(self, parent: int | None) -> list[int]:
        return self.children.get(parent, [])

    def _live_neighbour(self, key: int, step: int) -> int | None:
        siblings = self._under(self.rows[key].parent)
        index = siblings.index(key) + step
        while 0 <= index < len(siblings):
            if self.rows[siblings[index]].is_live:
                return siblings[index]
            index += step
        return None

    # ------------------------------------------------------------ moving

    def move(
        self,
        keys: Iterable[int],
        *,
        parent: int | None = None,
        after: int | None = None,
        first: bool = False,
    ) -> list[int]:
        """Put rows with their branches last under ``parent``, first there, or after a row.

        They keep their order. Returns those that were moved as such.
        """
        tops = self.tops(keys)
        chosen = set(tops)
        if after in chosen:
            # After one of themselves: where that one stands.
            parent = self.rows[after].parent
            while after in chosen:
                after = self.before(after)
            first = after is None
        elif after is not None:
            parent = self.rows[after].parent
        self._check_target(parent, chosen)
        for key in tops:
            self._detach(key)
        siblings = self.children.setdefault(parent, [])
        at = 0 if first else len(siblings)
        if after is not None:
            at = siblings.index(after) + 1
        siblings[at:at] = tops
        for key in tops:
            self.rows[key].parent = parent
        self.moved |= chosen
        return tops

    def shift(self, keys: Iterable[int], step: int) -> list[int]:
        """Move rows of one heading together past the live neighbour: -1 up, 1 down."""
        tops = self.tops(keys)
        if len({self.rows[key].parent for key in tops}) > 1:
            raise MoveRefused("several_headings")
        edge = tops[0] if step < 0 else tops[-1]
        neighbour = self._live_neighbour(edge, step)
        if neighbour is None:
            raise MoveRefused("first" if step < 0 else "last", edge)
        if step > 0:
            return self.move(tops, after=neighbour)
        before = self.before(neighbour)
        parent = self.rows[edge].parent
        if before is None:
            return self.move(tops, parent=parent, first=True)
        return self.move(tops, after=before)

    def indent(self, keys: Iterable[int]) -> list[int]:
        """Put each row last under the live heading before it."""
        tops = self.tops(keys)
        for key in tops:
            heading = self._live_neighbour(key, -1)
            if heading is None or not self.rows[heading].is_heading:
                raise MoveRefused("no_heading_before", key)
            self.move([key], parent=heading)
        return tops

    def outdent(self, keys: Iterable[int]) -> list[int]:
        """Put each row directly after the heading that it stands under; they keep their order."""
        tops = self.tops(keys)
        # The last first: each comes directly after the heading, before those already there.
        for key in reversed(tops):
            parent = self.rows[key].parent
            if parent is None:
                raise MoveRefused("at_the_top", key)
            self.move([key], after=parent)
        return tops

    def put_back(self, places: dict[int, Sequence]) -> tuple[dict[int, list], list[int]]:
        """Give rows places as ``place`` told them: (where each stood now, what could not go back).

        All are taken out first, so that rows which stood beside each other come back in order.
        """
        stood = self.places(places)
        gone = {key for key, (parent, _b) in places.items() if not self._can_hold(parent)}
        todo = {key: place for key, place in places.items() if key not in gone}
        for parent in {self.rows[key].parent for key in todo}:
            self.children[parent] = [key for key in self.children[parent] if key not in todo]
        for key in todo:
            self.rows[key].parent = None
        lost = list(gone)
        for key in _each_after_its_neighbour(todo):
            parent, before = todo[key]
            siblings = self.children.setdefault(parent, [])
            at = siblings.index(before) + 1 if before in siblings else 0
            siblings.insert(at, key)
            self.rows[key].parent = parent
            self.moved.add(key)
        if any(self._is_in_a_ring(key) for key in todo):
            raise MoveRefused("into_itself")
        for key in todo:
            self._refuse_too_deep(key, sum(1 for _above in self.above(key)))
        return {key: stood[key] for key in todo}, lost

    def _can_hold(self, parent: int | None) -> bool:
        if parent is None:
            return True
        row = self.rows.get(parent)
        return row is not None and row.is_heading and row.is_live

    def _check_target(self, parent: int | None, chosen: set[int]) -> None:
        if parent is None:
            return
        if parent in chosen or chosen & set(self.above(parent)):
            raise MoveRefused("into_itself", parent)
        if not self.rows[parent].is_heading:
            raise MoveRefused("not_a_heading", parent)
        if not self.rows[parent].is_live:
            raise MoveRefused("withdrawn_heading", parent)
        depth = sum(1 for _above in self.above(parent)) + 1
        for key in chosen:
            self._refuse_too_deep(key, depth)

    def _refuse_too_deep(self, top: int, depth: int) -> None:
        """Refuse a row that comes deeper than it was if anything of it comes below the last level.

        Rows that were there before the limit can be moved out again.
        """
        if depth <= self.rows[top].depth:
            return
        level = [top]
        while level:
            if depth >= MOST_LEVELS:
                raise MoveRefused("too_deep", top)
            level = [below for key in level for below in self._under(key)]
            depth += 1

    def _detach(self, key: int) -> None:
        self._under(self.rows[key].parent).remove(key)

    def _is_in_a_ring(self, key: int) -> bool:
        seen = {key}
        parent = self.rows[key].parent
        while parent is not None:
            if parent in seen:
                return True
            seen.add(parent)
            parent = self.rows[parent].parent
        return False

    # ------------------------------------------------------------ what is to be written

    def settle(self) -> tuple[set[int], set[int]]:
        """Give rows the positions and depths of their places: (rows moved, rows only spread).

        Rows that have not moved keep their positions unless there is too little room between them.
        """
        carried = {below for key in self.moved for below in self.branch(key)}
        spread: set[int] = set()
        order = list(self.branch(None))
        for key in order:
            if key in carried:
                parent = self.rows[key].parent
                self.rows[key].depth = 0 if parent is None else self.rows[parent].depth + 1
        last, shift = 0, 0
        runs = [
            (is_moved, list(run)) for is_moved, run in groupby(order, lambda key: key in carried)
        ]
        for number, (is_moved, run) in enumerate(runs):
            if not is_moved:
                for key in run:
                    if shift:
                        self.rows[key].position += shift
                        spread.add(key)
                last = self.rows[run[-1]].position
                continue
            if number + 1 < len(runs):
                following = self.rows[runs[number + 1][1][0]].position + shift
                step = (following - last) // (len(run) + 1)
                if step < 1:
                    shift += GAP * (len(run) + 1)
                    step = GAP
            else:
                step = GAP
            for count, key in enumerate(run, start=1):
                self.rows[key].position = last + step * count
            last = self.rows[run[-1]].position
        self.moved = set()
        return carried, spread


def _each_after_its_neighbour(places: dict[int, Sequence]) -> Iterator[int]:
    """The keys so that a row comes after the one that it is to stand behind."""
    done: set[int] = set()
    for start in places:
        chain: dict[int, None] = {}
        key: int | None = start
        while key in places and key not in done and key not in chain:
            chain[key] = None
            key = places[key][1]
        for link in reversed(chain):
            done.add(link)
            yield link


def numbers(rows: Iterable[tuple[int, int | None]]) -> dict[int, str]:
    """Numbers by place, 1, 1.1, 1.1.2 …, of (key, heading above) in document order.

    A row whose heading is not among them has none, nor has anything under it.
    """
    found: dict[int, str] = {}
    counts: dict[int | None, int] = {}
    for key, parent in rows:
        if parent is not None and parent not in found:
            continue
        counts[parent] = counts.get(parent, 0) + 1
        above = f"{found[parent]}." if parent is not None else ""
        found[key] = f"{above}{counts[parent]}"
    return found
