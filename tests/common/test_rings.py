"""Rings that a pair closes: the shortest, named in order, and none of others' making."""

import pytest

from common.rings import following, may_be_round, ring_through


@pytest.mark.parametrize(
    ("pair", "others", "ring"),
    [
        ((1, 2), [], []),
        ((1, 2), [(2, 3), (3, 4)], []),
        ((1, 2), [(2, 1)], [1, 2, 1]),
        ((1, 2), [(2, 3), (3, 1)], [1, 2, 3, 1]),
        # Of two ways round the shorter one.
        ((1, 2), [(2, 3), (3, 4), (4, 1), (2, 5), (5, 1)], [1, 2, 5, 1]),
        # A ring of others is left, also where the pair leads into it.
        ((1, 2), [(2, 3), (3, 2)], []),
        ((1, 2), [(3, 1), (4, 3)], []),
    ],
)
def test_a_ring_is_found_through_the_pair(pair, others, ring):
    assert ring_through(pair, following(others)) == ring


def test_a_long_way_is_walked_without_recursion():
    others = [(number, number + 1) for number in range(2, 5000)]
    assert len(ring_through((1, 2), following([*others, (5000, 1)]))) == 5001


@pytest.mark.parametrize(
    ("pairs", "left"),
    [
        ([], set()),
        ([(1, 2), (2, 3), (1, 3)], set()),
        ([(1, 2), (2, 1)], {1, 2}),
        ([(1, 1)], {1}),
        # What leads into a ring, and what a ring leads to, stands in none; a way between two may.
        ([(9, 1), (1, 2), (2, 1), (2, 8), (8, 7)], {1, 2}),
        ([(1, 2), (2, 1), (2, 5), (5, 3), (3, 4), (4, 3)], {1, 2, 3, 4, 5}),
        # The same pair twice is one way.
        ([(1, 2), (1, 2), (2, 3)], set()),
    ],
)
def test_what_can_stand_in_no_ring_is_put_aside(pairs, left):
    assert may_be_round(pairs) == left
