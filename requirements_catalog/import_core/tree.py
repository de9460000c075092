"""Where new and moved rows go in a catalogue's document order, touching as few rows as possible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from requirements_catalog.import_core.outcomes import Node, is_moved
from requirements_catalog.import_core.words import MOST_LEVELS

# A row of the catalogue by its key, a new row by its node, or the top of the tree.
Ref = int | Node | None


class TooDeep(Exception):
    """Rows would come to stand deeper than a catalogue goes."""


@dataclass(slots=True)
class Placement:
    """Position and depth of rows that are new, moved or pushed; by key or node."""

    places: dict[Ref, tuple[int, int]]
    parents: dict[Node, Ref]


def place(nodes: Sequence[Node], existing: Sequence[Mapping], gap: int) -> Placement:
    """Return where every new or moved row of a plan goes.

    ``existing`` is the catalogue in document order with ``id``, ``parent_id``, ``position`` and
    ``depth``. A new row follows the row before it in the file that has the same parent; rows the
    file does not move keep their positions unless a gap is full. Raises TooDeep.
    """
    shape = _Shape(existing)
    parents = _parents(nodes)
    to_place = [node for node in nodes if node.current is None or is_moved(node)]
    if not to_place:
        return Placement({}, parents)
    first_kept: dict = {}
    for node in nodes:
        if node.current is not None and not is_moved(node):
            first_kept.setdefault(parents[node], _ref(node))
    last: dict = {}
    loose = set()
    for node in nodes:
        ref, parent = _ref(node), parents[node]
        if node.current is None or is_moved(node):
            if node.current is not None:
                shape.remove(ref)
            loose.add(ref)
            shape.insert(ref, parent, after=last.get(parent), before=first_kept.get(parent))
        last[parent] = ref
    places = _positions(shape.flat(), existing, loose, gap)
    stood = {row["id"]: row["depth"] for row in existing}
    for ref, (_position, depth) in places.items():
        if depth >= MOST_LEVELS and depth > stood.get(ref, -1):
            raise TooDeep
    return Placement(places, parents)


def _ref(node):
    return node if node.current is None else node.current["id"]


def _parents(nodes):
    """Return each node's parent; a new row that the file does not place joins the one before."""
    parents, previous = {}, None
    for node in nodes:
        if node.is_placed:
            parent = None if node.parent is None else _ref(node.parent)
        elif node.current is not None:
            parent = node.current["parent_id"]
        else:
            parent = parents[previous] if previous is not None else None
        parents[node] = parent
        previous = node
    return parents


class _Shape:
    """The tree as doubly linked lists of brothers, so that any insertion is a few assignments."""

    def __init__(self, existing):
        self.first, self.last, self.next, self.previous, self.parent = {}, {}, {}, {}, {}
        for row in existing:
            self._append(row["id"], row["parent_id"])

    def _append(self, ref, parent):
        self._link(self.last.get(parent), ref, parent)

    def _link(self, before, ref, parent):
        """Put ``ref`` after its brother ``before``, or first when that is None."""
        following = self.first.get(parent) if before is None else self.next[before]
        self.parent[ref], self.previous[ref], self.next[ref] = parent, before, following
        if before is None:
            self.first[parent] = ref
        else:
            self.next[before] = ref
        if following is None:
            self.last[parent] = ref
        else:
            self.previous[following] = ref

    def remove(self, ref):
        """Take a row, with everything under it, out of its brothers."""
        parent, before, following = self.parent[ref], self.previous[ref], self.next[ref]
        if before is None:
            self.first[parent] = following
        else:
            self.next[before] = following
        if following is None:
            self.last[parent] = before
        else:
            self.previous[following] = before

    def insert(self, ref, parent, after, before):
        """Put a row after a brother, else before another, else last."""
        if after is not None:
            self._link(after, ref, parent)
        elif before is not None:
            self._link(self.previous[before], ref, parent)
        else:
            self._append(ref, parent)

    def flat(self):
        """Yield (row, depth, parent) in document order."""
        stack = [(self.first.get(None), 0)]
        while stack:
            ref, depth = stack.pop()
            if ref is None:
                continue
            stack.append((self.next[ref], depth))
            stack.append((self.first.get(ref), depth + 1))
            yield ref, depth, self.parent[ref]


def _positions(flat, existing, loose, gap):
    """Return row → (position, depth) for rows that get a new one."""
    current = {row["id"]: (row["position"], row["depth"]) for row in existing}
    sequence, moved = [], set()
    for ref, depth, parent in flat:
        if ref in loose or parent in moved:
            # Everything under a moved row moves with it.
            moved.add(ref)
            sequence.append((ref, depth, None))
        else:
            sequence.append((ref, depth, current[ref][0]))
    places, waiting, floor = {}, [], 0
    for ref, depth, position in [*sequence, (None, 0, None)]:
        if ref is not None and position is None:
            waiting.append((ref, depth))
            continue
        if waiting:
            step = gap if ref is None else (position - floor) // (len(waiting) + 1)
            if step < 1:
                return _spread(sequence, current, gap)
            for number, (waited, its_depth) in enumerate(waiting, 1):
                places[waited] = (floor + step * number, its_depth)
            waiting = []
        floor = position
    return places


def _spread(sequence, current, gap):
    """Give every row a fresh position; only those that differ are returned."""
    fresh = {ref: (gap * number, depth) for number, (ref, depth, _p) in enumerate(sequence, 1)}
    return {ref: place for ref, place in fresh.items() if current.get(ref) != place}
