"""Orders between modules that cannot all be kept."""

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter


def circle_in(orders: Iterable[tuple[int, int]]) -> list[int]:
    """Modules that each have to come before the next, the first also last; empty if there is none.

    ``orders`` are pairs (before, after). Found by the topological sorting of Python's library
    (A. B. Kahn, Topological sorting of large networks, Communications of the ACM 5:11, 1962).
    """
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for before, after in orders:
        sorter.add(after, before)
    try:
        sorter.prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
