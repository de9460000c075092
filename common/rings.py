"""Pairs that lead from one to another and must not come round."""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def ring_through(pair: tuple[Key, Key], others: Iterable[tuple[Key, Key]]) -> list[Key]:
    """The shortest ring that a pair closes with others, its first also last; empty for none.

    A ring of the others alone, from before there was a rule, is none of this pair. Breadth first
    (E. F. Moore, The shortest path through a maze, 1959), each pair looked at once.
    """
    first, then = pair
    after = defaultdict(list)
    for start, end in others:
        after[start].append(end)
    came_from: dict[Key, Key] = {then: first}
    waiting = deque([then])
    while waiting and first not in came_from:
        here = waiting.popleft()
        for there in after[here]:
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    if first not in came_from:
        return []
    ring = [first]
    while len(ring) == 1 or ring[-1] != first:
        ring.append(came_from[ring[-1]])
    return ring[::-1]
