"""Moves in the tree in memory, and that any sequence of them keeps order and numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from requirements_catalog.tree_shape import GAP, MoveRefused, Row, Shape, numbers

pytestmark = pytest.mark.filterwarnings("error")


def deepened(shape):
    """The shape with the depth of each row as the database has it."""
    for key in shape.branch(None):
        shape.rows[key].depth = len(list(shape.above(key)))
    return shape


def make():
    """1 (2 (3, 4), 5), 6 (7): 1, 2 and 6 are headings, GAP apart."""
    above = {1: None, 2: 1, 3: 2, 4: 2, 5: 1, 6: None, 7: 6}
    rows = [
        Row(key, parent, key * GAP, is_heading=key in {1, 2, 6}) for key, parent in above.items()
    ]
    return deepened(Shape(rows))


def drawn(shape, parent=None):
    """The tree as nested lists."""
    return [
        [key, drawn(shape, key)] if shape.children.get(key) else key
        for key in shape.children.get(parent, [])
    ]


def test_drawing():
    assert drawn(make()) == [[1, [[2, [3, 4]], 5]], [6, [7]]]
    assert list(make().branch(None)) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("move", "keys", "more", "expected"),
    [
        ("move", [4, 3], {"parent": 6}, [[1, [2, 5]], [6, [7, 3, 4]]]),
        ("move", [5], {"parent": 6, "first": True}, [[1, [[2, [3, 4]]]], [6, [5, 7]]]),
        ("move", [7], {"after": 3}, [[1, [[2, [3, 7, 4]], 5]], 6]),
        ("move", [2, 3], {"after": 6}, [[1, [5]], [6, [7]], [2, [3, 4]]]),
        ("move", [3, 4], {"after": 4}, [[1, [[2, [3, 4]], 5]], [6, [7]]]),
        ("shift", [5], {"step": -1}, [[1, [5, [2, [3, 4]]]], [6, [7]]]),
        ("shift", [1], {"step": 1}, [[6, [7]], [1, [[2, [3, 4]], 5]]]),
        ("indent", [5], {}, [[1, [[2, [3, 4, 5]]]], [6, [7]]]),
        ("indent", [6], {}, [[1, [[2, [3, 4]], 5, [6, [7]]]]]),
        ("outdent", [3, 4], {}, [[1, [2, 3, 4, 5]], [6, [7]]]),
        ("outdent", [2], {}, [[1, [5]], [2, [3, 4]], [6, [7]]]),
    ],
)
def test_moves(move, keys, more, expected):
    shape = make()
    getattr(shape, move)(keys, **more)
    assert drawn(shape) == expected


@pytest.mark.parametrize(
    ("move", "keys", "more", "why"),
    [
        ("move", [1], {"parent": 2}, "into_itself"),
        ("move", [1], {"after": 3}, "into_itself"),
        ("move", [1], {"parent": 1}, "into_itself"),
        ("move", [3], {"parent": 7}, "not_a_heading"),
        ("shift", [3], {"step": -1}, "first"),
        ("shift", [6], {"step": 1}, "last"),
        ("shift", [3, 7], {"step": 1}, "several_headings"),
        ("indent", [3], {}, "no_heading_before"),
        ("indent", [4], {}, "no_heading_before"),
        ("outdent", [1], {}, "at_the_top"),
    ],
)
def test_refused(move, keys, more, why):
    with pytest.raises(MoveRefused) as refused:
        getattr(make(), move)(keys, **more)
    assert refused.value.why == why


def test_withdrawn_rows_are_passed_and_hold_nothing():
    shape = make()
    shape.rows[2].is_live = False
    with pytest.raises(MoveRefused) as refused:
        shape.move([7], parent=2)
    assert refused.value.why == "withdrawn_heading"
    with pytest.raises(MoveRefused) as refused:
        shape.shift([5], -1)
    assert refused.value.why == "first"


def test_only_moved_rows_get_new_positions_while_there_is_room():
    shape = make()
    shape.move([7], after=3)
    moved, spread = shape.settle()
    assert (moved, spread) == ({7}, set())
    assert shape.rows[7].position == 3 * GAP + GAP // 2
    assert shape.rows[7].depth == 2


def test_a_full_gap_spreads_the_rows_after_it():
    shape = Shape([Row(1, None, 1), Row(2, None, 2), Row(3, None, 3)])
    shape.move([3], after=1)
    moved, spread = shape.settle()
    assert (moved, spread) == ({3}, {2})
    assert [shape.rows[key].position for key in (1, 3, 2)] == [1, 1 + GAP, 2 + 2 * GAP]


def test_rows_that_stood_beside_each_other_come_back_in_order():
    shape = make()
    stood = {key: shape.place(key) for key in (3, 4)}
    shape.move([3, 4], parent=6)
    shape.settle()
    now, lost = shape.put_back(stood)
    assert (now, lost) == ({3: [6, 7], 4: [6, 3]}, [])
    assert drawn(shape) == drawn(make())
    shape.put_back(now)
    assert drawn(shape) == [[1, [2, 5]], [6, [7, 3, 4]]]


def test_numbers_by_place():
    rows = [(1, None), (2, 1), (3, 2), (4, 2), (5, 1), (6, None), (7, 99), (8, 7)]
    assert numbers(rows) == {1: "1", 2: "1.1", 3: "1.1.1", 4: "1.1.2", 5: "1.2", 6: "2"}


# ---------------------------------------------------------------- any sequence of moves


@st.composite
def trees(draw):
    """Up to 14 rows, each under one of the headings before it, some withdrawn, often tightly."""
    step = draw(st.sampled_from([1, 3, GAP]))
    rows: list[Row] = []
    for key in range(1, draw(st.integers(2, 14)) + 1):
        open_headings = [row for row in rows if row.is_heading and row.is_live]
        parent = draw(st.sampled_from([None, *[row.pk for row in open_headings]]))
        heading, live = draw(st.booleans()), draw(st.integers(0, 5)) > 0
        rows.append(Row(key, parent, 0, is_heading=heading, is_live=live))
    shape = Shape(rows)
    for number, key in enumerate(shape.branch(None), start=1):
        shape.rows[key].position = number * step
    return deepened(Shape(shape.rows.values()))


MOVES = st.tuples(
    st.sampled_from(["move", "first", "after", "up", "down", "indent", "outdent"]),
    st.lists(st.integers(1, 14), min_size=1, max_size=4),
    st.integers(1, 14),
)


def perform(shape, name, keys, target):
    """One move, whatever it is called."""
    keys = [key for key in keys if key in shape.rows] or [1]
    target = target if target in shape.rows else None
    if name in {"move", "first"}:
        return shape.move(keys, parent=target, first=name == "first")
    if name == "after":
        return shape.move(keys, after=target)
    if name in {"up", "down"}:
        return shape.shift(keys, -1 if name == "up" else 1)
    return getattr(shape, name)(keys)


def check(shape, known):
    """Every rule of the tree."""
    order = list(shape.branch(None))
    assert sorted(order) == known
    positions = [shape.rows[key].position for key in order]
    assert positions == sorted(set(positions))
    for key in order:
        row = shape.rows[key]
        above = shape.rows.get(row.parent)
        assert row.depth == (above.depth + 1 if above else 0)
        assert above is None or above.is_heading
    found = numbers((key, shape.rows[key].parent) for key in order)
    parts = [tuple(map(int, found[key].split("."))) for key in order]
    assert parts == sorted(parts)
    assert len(set(parts)) == len(order)
    assert [len(part) - 1 for part in parts] == [shape.rows[key].depth for key in order]


@settings(max_examples=300, deadline=None)
@given(trees(), st.lists(MOVES, max_size=8))
def test_any_sequence_of_moves_keeps_order_and_numbers(shape, moves):
    known = sorted(shape.rows)
    check(shape, known)
    for name, keys, target in moves:
        before = [(key, *shape.place(key)) for key in known]
        order = list(shape.branch(None))
        stood = {key: shape.place(key) for key in shape.tops(keys)}
        try:
            tops = perform(shape, name, keys, target)
        except MoveRefused:
            # A refused move is thrown away whole; the action reads the tree anew.
            shape = rebuilt(shape, before)
            continue
        shape.settle()
        check(shape, known)
        # Rows that were not moved stand in the same order as before.
        still = [key for key in order if key not in carried_by(shape, tops)]
        assert [key for key in shape.branch(None) if key in set(still)] == still
        if set(tops) == set(stood) and shape_can_go_back(shape, stood):
            now, lost = shape.put_back(stood)
            shape.settle()
            assert lost == []
            assert [(key, *shape.place(key)) for key in known] == before
            shape.put_back(now)
            shape.settle()
            check(shape, known)


def carried_by(shape, tops):
    return {below for key in tops for below in shape.branch(key)}


def shape_can_go_back(shape, stood):
    return all(parent is None or shape.rows[parent].is_live for parent, _before in stood.values())


def rebuilt(shape, places):
    """The tree as it was told of in places."""
    rows = [
        Row(key, parent, 0, 0, shape.rows[key].is_heading, shape.rows[key].is_live)
        for key, parent, _before in places
    ]
    after = {key: before for key, _parent, before in places}
    fresh = Shape([])
    fresh.rows = {row.pk: row for row in rows}
    fresh.children = {None: []}
    for row in rows:
        own = [r.pk for r in rows if r.parent == row.parent]
        line = [key for key in own if after[key] is None]
        while len(line) < len(own):
            line.append(next(key for key in own if after[key] == line[-1]))
        fresh.children[row.parent] = line
    for number, key in enumerate(fresh.branch(None), start=1):
        fresh.rows[key].position = number * 2
    return deepened(fresh)
