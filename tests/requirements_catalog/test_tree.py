"""Document order by one sparse number, and the outline of headings."""

import pytest

from requirements_catalog import outline as outline_module
from requirements_catalog.outline import outline
from requirements_catalog.tree import (
    ancestors_of,
    end_of,
    indented,
    last_descendant_position,
    position_after_subtree,
    positions_after,
)
from requirements_catalog.tree_shape import GAP
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
    assert shape(outline(catalogue, sub).nodes) == [
        ("1", 3, True, [("1.1", 2, True, [])]),
        ("2", 0, False, []),
    ]
    assert [node.is_current for node in outline(catalogue, two).nodes] == [False, True]


def test_large_outline_shows_chapters_and_the_open_branch(catalogue, small_tree, monkeypatch):
    one, _sub, _rows, _two = small_tree
    monkeypatch.setattr(outline_module, "MOST_SHOWN_WHOLE", 2)
    assert shape(outline(catalogue).nodes) == [("1", None, False, []), ("2", None, False, [])]
    assert shape(outline(catalogue, one).nodes) == [
        ("1", None, True, [("1.1", None, False, [])]),
        ("2", None, False, []),
    ]


@pytest.fixture
def many_chapters(catalogue, monkeypatch):
    """Chapters 1 to 5 at positions 10 to 50, two to a page; 4.1 stands under 4."""
    monkeypatch.setattr(outline_module, "MOST_SHOWN_WHOLE", 4)
    monkeypatch.setattr(outline_module, "CHAPTERS_A_PAGE", 2)
    chapters = [
        HeadingFactory(catalogue=catalogue, code=str(number), position=number * 10)
        for number in range(1, 6)
    ]
    four = chapters[3]
    sub = HeadingFactory(catalogue=catalogue, code="4.1", position=45, parent=four, depth=1)
    return chapters, sub


def test_many_chapters_are_shown_a_page_at_a_time(catalogue, many_chapters):
    chapters, sub = many_chapters
    closed = {code: (code, None, False, []) for code in "12345"}
    first = outline(catalogue)
    assert shape(first.nodes) == [closed["1"], closed["2"]]
    assert (first.page.start_index(), first.page.end_index()) == (1, 2)
    assert first.page.paginator.count == 5
    assert shape(outline(catalogue, page="3").nodes) == [closed["5"]]
    # Of an open chapter, the page it stands on; 4 is the second of the second page.
    opened = [closed["3"], ("4", None, True, [("4.1", None, False, [])])]
    assert shape(outline(catalogue, chapters[3]).nodes) == opened
    assert shape(outline(catalogue, chapters[2]).nodes)[0] == ("3", None, True, [])
    below = outline(catalogue, sub)
    assert below.page.number == 2
    assert below.nodes[1].children[0].is_current
    # Another page asked for is shown without the open branch.
    assert shape(outline(catalogue, sub, page="1").nodes) == [closed["1"], closed["2"]]


def test_withdrawn_chapters_take_no_place_on_the_pages(catalogue, many_chapters):
    chapters, _sub = many_chapters
    HeadingFactory(catalogue=catalogue, code="6", position=60)
    chapters[0].status = "withdrawn"
    chapters[0].save()
    assert [node.code for node in outline(catalogue).nodes] == ["2", "3"]
    assert [node.code for node in outline(catalogue, chapters[3]).nodes] == ["4", "5"]


@pytest.mark.parametrize("more", [0, 20])
def test_many_chapters_cost_the_same_however_many(
    catalogue, many_chapters, django_assert_num_queries, more
):
    for number in range(more):
        HeadingFactory(catalogue=catalogue, position=100 + number)
    # As for few: headings up to the limit with how many chapters there are, then the page of them
    # with what is under the open one.
    with django_assert_num_queries(2):
        outline(catalogue)
    with django_assert_num_queries(2):
        outline(catalogue, many_chapters[0][3])


def test_outline_costs_two_queries(catalogue, small_tree, django_assert_num_queries):
    with django_assert_num_queries(2):
        outline(catalogue)


def test_a_heading_to_choose_is_set_in_as_deep_as_it_stands(catalogue):
    deep = HeadingFactory(catalogue=catalogue, code="2.1", title="Drift", depth=2)
    plain = HeadingFactory(catalogue=catalogue, code="", title="Avtal")
    assert (indented(deep), indented(plain)) == ("\xa0" * 6 + "2.1 Drift", "Avtal")
