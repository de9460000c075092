"""Document order by one sparse number, and the outline of headings."""

import pytest

from requirements_catalog import outline as outline_module
from requirements_catalog.outline import outline
from requirements_catalog.tree import (
    GAP,
    ancestors_of,
    end_of,
    last_descendant_position,
    position_after_subtree,
    positions_after,
)
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    return CatalogueFactory()


@pytest.fixture
def small_tree(catalogue):
    """1 (1.1 (A, B), C), 2: positions 10, 20, 30, 40, 50, 60."""
    one = HeadingFactory(catalogue=catalogue, code="1", position=10)
    sub = HeadingFactory(catalogue=catalogue, code="1.1", position=20, parent=one, depth=1)
    rows = [
        RequirementFactory(catalogue=catalogue, position=at, parent=parent, depth=parent.depth + 1)
        for at, parent in ((30, sub), (40, sub), (50, one))
    ]
    two = HeadingFactory(catalogue=catalogue, code="2", position=60)
    return one, sub, rows, two


def test_positions_at_the_end_lie_a_gap_apart(catalogue):
    assert end_of(catalogue) == 0
    assert positions_after(catalogue, 0, 3) == [GAP, 2 * GAP, 3 * GAP]


def test_positions_between_two_rows_share_the_room(catalogue):
    RequirementFactory(catalogue=catalogue, position=100)
    RequirementFactory(catalogue=catalogue, position=200)
    assert positions_after(catalogue, 100, 3) == [125, 150, 175]


def test_full_gap_spreads_the_rows_after_and_keeps_their_order(catalogue):
    rows = [RequirementFactory(catalogue=catalogue, position=at) for at in (1, 2, 3)]
    new = positions_after(catalogue, 1, 2)
    order = list(catalogue.requirements.order_by("position"))
    assert order == rows
    assert 1 < new[0] < new[1] < order[1].position < order[2].position


def test_subtree(small_tree):
    one, sub, rows, two = small_tree
    assert [last_descendant_position(row) for row in (one, sub, two)] == [50, 40, 60]
    assert [position_after_subtree(row) for row in (one, sub, two)] == [60, 50, None]
    assert ancestors_of(rows[0]) == [one, sub]
    assert ancestors_of(one) == []


def shape(nodes):
    """Nodes as (code, count, open, children)."""
    return [(node.code, node.count, node.is_open, shape(node.children)) for node in nodes]


def test_outline_counts_whole_branches(catalogue, small_tree):
    _one, sub, _rows, two = small_tree
    RequirementFactory(catalogue=catalogue, position=70, parent=two, depth=1, status="withdrawn")
    assert shape(outline(catalogue, sub)) == [
        ("1", 3, True, [("1.1", 2, True, [])]),
        ("2", 0, False, []),
    ]
    assert [node.is_current for node in outline(catalogue, two)] == [False, True]


def test_large_outline_shows_chapters_and_the_open_branch(catalogue, small_tree, monkeypatch):
    one, _sub, _rows, _two = small_tree
    monkeypatch.setattr(outline_module, "MOST_SHOWN_WHOLE", 2)
    assert shape(outline(catalogue)) == [("1", None, False, []), ("2", None, False, [])]
    assert shape(outline(catalogue, one)) == [
        ("1", None, True, [("1.1", None, False, [])]),
        ("2", None, False, []),
    ]


def test_outline_costs_two_queries(catalogue, small_tree, django_assert_num_queries):
    with django_assert_num_queries(2):
        outline(catalogue)
