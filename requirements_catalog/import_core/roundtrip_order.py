"""What a person has moved in a file that we exported: the fewest rows that explain its order."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

# Below this many rows any order may be meant; above it, one that moves half of them is a sorting.
_SORTED_FROM = 20


@dataclass(slots=True, eq=False)
class Line:
    """A row of the file: its number, its cells, and the row of the catalogue that it is."""

    number: int
    cells: Sequence
    uid: str = ""
    digests: str = ""
    level: int | None = None
    is_heading: bool = False
    # Numbers of the columns that differ from what was exported.
    edited: Set[int] = frozenset()


# The parent of a row: a row that was exported (its uid), a new line, or the top of the tree.
Parent = str | Line | None


@dataclass(slots=True)
class Order:
    """Which lines stand elsewhere than when they were exported, and under what each new one is.

    ``parents`` holds the lines that were put under another heading, and every new line;
    ``moved`` those that stand elsewhere under the same one, with the line before each.
    """

    parents: dict[Line, Parent] = field(default_factory=dict)
    moved: dict[Line, str] = field(default_factory=dict)
    was_sorted: bool = False


def read_order(lines: Sequence[Line], levels: Mapping[str, int]) -> Order:
    """Compare the order of a file with the order in which its rows were exported.

    ``levels`` is uid → level of every exported row, in order. Rows that are gone from the file
    keep their place in the tree, and what stood under them stays there.
    """
    place = {uid: number for number, uid in enumerate(levels)}
    known = [line for line in lines if line.uid]
    stable = longest_rising([place[line.uid] for line in known])
    if len(known) >= _SORTED_FROM and len(stable) * 2 < len(known):
        return Order(was_sorted=True)
    still = {known[index].uid for index in stable}
    old_parents = _parents([(uid, level) for uid, level in levels.items()])
    walk = _with_gaps(lines, levels, still)
    new_parents = _parents(_levelled(walk))
    return _differences(lines, old_parents, new_parents, place)


def _with_gaps(lines, levels, still):
    """Yield the lines, and the uid and level of each row that is gone where it once stood."""
    present = {line.uid for line in lines if line.uid}
    after: dict[str, list] = defaultdict(list)
    before = ""
    for uid, level in levels.items():
        if uid not in present:
            after[before].append((uid, level))
        elif uid in still:
            before = uid
    walk: list = list(after[""])
    for line in lines:
        walk.append(line)
        if line.uid in still:
            walk += after[line.uid]
    return walk


def _levelled(walk):
    """Return (row, level) with a level for lines that say none: as the row before, or under it."""
    levelled, level, heading_level, under_heading = [], 1, 0, False
    for item in walk:
        if isinstance(item, tuple):
            levelled.append(item)
            level, under_heading = item[1], False
            continue
        if item.level is not None:
            level = item.level
        elif item.is_heading:
            level = heading_level or 1
        elif under_heading:
            level += 1
        under_heading = item.is_heading
        if item.is_heading:
            heading_level = level
        levelled.append((item if not item.uid else item.uid, level))
    return levelled


def _parents(levelled: Iterable[tuple]) -> dict:
    """Return row → the nearest row before it that stands further out."""
    parents: dict = {}
    stack: list[tuple] = []
    for row, level in levelled:
        while stack and stack[-1][1] >= level:
            stack.pop()
        parents[row] = stack[-1][0] if stack else None
        stack.append((row, level))
    return parents


def _differences(lines, old_parents, new_parents, place):
    order = Order()
    brothers: dict[Parent, list[Line]] = defaultdict(list)
    previous: dict[Line, str] = {}
    last: dict[Parent, str] = {}
    for line in lines:
        parent = new_parents[line.uid or line]
        previous[line] = last.get(parent, "")
        if line.uid:
            last[parent] = line.uid
        if not line.uid or old_parents[line.uid] != parent:
            order.parents[line] = parent
        else:
            brothers[parent].append(line)
    for same in brothers.values():
        kept = longest_rising([place[line.uid] for line in same])
        if len(kept) < len(same):
            order.moved |= {
                line: previous[line] for index, line in enumerate(same) if index not in kept
            }
    return order


def longest_rising(numbers: Sequence[int]) -> set[int]:
    """Return the indexes of a longest rising part of distinct numbers: all but the fewest moved."""
    tails: list[int] = []
    tail_at: list[int] = []
    before: list[int] = [-1] * len(numbers)
    for index, number in enumerate(numbers):
        length = bisect_left(tails, number)
        before[index] = tail_at[length - 1] if length else -1
        if length == len(tails):
            tails.append(number)
            tail_at.append(index)
        else:
            tails[length], tail_at[length] = number, index
    chosen = set()
    index = tail_at[-1] if tail_at else -1
    while index >= 0:
        chosen.add(index)
        index = before[index]
    return chosen
