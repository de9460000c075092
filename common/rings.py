"""Pairs that lead from one to another and must not come round."""

from collections import defaultdict, deque
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
