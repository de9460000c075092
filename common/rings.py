"""Pairs that lead from one to another and must not come round."""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def following(pairs: Iterable[tuple[Key, Key]]) -> dict[Key, list[Key]]:
    """What each first of some pairs leads to."""
    after: dict[Key, list[Key]] = defaultdict(list)
    for start, end in pairs:
        after[start].append(end)
    return after


def ring_through(pair: tuple[Key, Key], after: Mapping[Key, Collection[Key]]) -> list[Key]:
    """The shortest ring that a pair closes with others, its first also last; empty for none.

    ``after`` is what each of the others leads to. A ring of theirs alone, from before there was a
    rule, is none of this pair. Breadth first (E. F. Moore, The shortest path through a maze, 1959),
    each pair looked at once.
    """
    first, then = pair
    came_from: dict[Key, Key] = {then: first}
    waiting = deque([then])
    while waiting and first not in came_from:
        here = waiting.popleft()
        for there in after.get(here, ()):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    if first not in came_from:
        return []
    ring = [first]
    while len(ring) == 1 or ring[-1] != first:
        ring.append(came_from[ring[-1]])
    return ring[::-1]


def may_be_round(pairs: Collection[tuple[Key, Key]]) -> set[Key]:
    """What may stand in a ring: the others lead nowhere back, whatever order they are taken in.

    What nothing leads to, or what leads to nothing, is put aside until nothing more is (A. B. Kahn,
    Topological sorting of large networks, 1962, from both ends); each pair is looked at twice.
    """
    left = {end for pair in pairs for end in pair}
    for after in (following(pairs), following((end, start) for start, end in pairs)):
        waited = Counter(there for start in left for there in after.get(start, ()) if there in left)
        waiting = [one for one in left if not waited[one]]
        while waiting:
            here = waiting.pop()
            left.discard(here)
            for there in after.get(here, ()):
                waited[there] -= 1
                if not waited[there] and there in left:
                    waiting.append(there)
    return left
