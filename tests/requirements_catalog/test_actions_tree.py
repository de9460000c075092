"""Many rows of the tree at once: moved, withdrawn, restored; refused without a trace; undone."""

import pytest
from django.core.exceptions import ValidationError

from requirements_catalog.actions import requirements as actions
from requirements_catalog.actions import structure as actions_structure
from requirements_catalog.actions.approval_rows import record_approvals
from requirements_catalog.actions.tree import (
    indent_many,
    move_many,
    outdent_many,
    restore_many,
    shift_many,
    withdraw_many,
)
from requirements_catalog.actions.undo import redo, undo
from requirements_catalog.models import ChangeSet, Requirement
from requirements_catalog.tree_shape import GAP
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    return CatalogueFactory()


@pytest.fixture
def tree(catalogue):
    """A (B (c, d), e), F (g): capitals are headings."""
    rows = {}

    def add(name, parent=None):
        factory = HeadingFactory if name.isupper() else RequirementFactory
        rows[name] = factory(
            catalogue=catalogue,
            title=name,
            code=f"K-{len(rows)}" if name.islower() else "",
            parent=rows.get(parent),
            depth=rows[parent].depth + 1 if parent else 0,
            position=(len(rows) + 1) * GAP,
        )

    for name, parent in (
        ("A", None), ("B", "A"), ("c", "B"), ("d", "B"), ("e", "A"), ("F", None), ("g", "F"),
    ):  # fmt: skip
        add(name, parent)
    return rows


def drawn(catalogue):
    """The rows in document order, as ``depth`` dots and the title; withdrawn ones in brackets."""
    found = []
    for row in catalogue.requirements.select_related("parent").order_by("position"):
        assert row.depth == (row.parent.depth + 1 if row.parent else 0)
        title = f"({row.title})" if row.status == "withdrawn" else row.title
        found.append("." * row.depth + title)
    return " ".join(found)


START = "A .B ..c ..d .e F .g"


def keys(tree, names):
    return [tree[name].pk for name in names]


def test_the_start(catalogue, tree):
    assert drawn(catalogue) == START


@pytest.mark.parametrize(
    ("action", "names", "more", "expected"),
    [
        (move_many, "dc", {"parent": "F"}, "A .B .e F .g .c .d"),
        (move_many, "Bg", {"parent": None, "first": True}, "B .c .d g A .e F"),
        (move_many, "e", {"after": "c"}, "A .B ..c ..e ..d F .g"),
        (shift_many, "e", {"step": -1}, "A .e .B ..c ..d F .g"),
        (shift_many, "A", {"step": 1}, "F .g A .B ..c ..d .e"),
        (indent_many, "F", {}, "A .B ..c ..d .e .F ..g"),
        (outdent_many, "cd", {}, "A .B .c .d .e F .g"),
    ],
)
def test_a_move_is_one_set_and_goes_back_and_forth(
    catalogue, tree, anna, action, names, more, expected
):
    more = {name: tree.get(value, value) for name, value in more.items()}
    made = action(catalogue=catalogue, keys=keys(tree, names), by=anna, reason="Ordning", **more)
    assert drawn(catalogue) == expected
    assert (ChangeSet.objects.count(), made.row_count) == (1, len(names))
    record = tree[names[0]].history.first()
    assert (record.history_user, record.history_change_reason) == (anna, "Ordning")
    assert undo(catalogue=catalogue, by=anna).problems == []
    assert drawn(catalogue) == START
    redo(catalogue=catalogue, by=anna)
    assert drawn(catalogue) == expected
    undo(catalogue=catalogue, by=anna)
    assert drawn(catalogue) == START


@pytest.mark.parametrize(
    ("action", "names", "more", "words"),
    [
        (move_many, "A", {"parent": "B"}, "under sig själv"),
        (move_many, "A", {"after": "c"}, "under sig själv"),
        (move_many, "g", {"parent": "e"}, "bara ligga under en rubrik"),
        (move_many, "", {}, "Markera minst en rad"),
        (shift_many, "A", {"step": -1}, "redan först"),
        (shift_many, "F", {"step": 1}, "redan sist"),
        (shift_many, "eg", {"step": 1}, "olika rubriker"),
        (indent_many, "d", {}, "ingen rubrik direkt före"),
        (indent_many, "B", {}, "ingen rubrik direkt före"),
        (outdent_many, "eF", {}, "redan längst ut"),
        (withdraw_many, "e", {"reason": " "}, "varför raderna utgår"),
        (withdraw_many, "Bc", {"reason": "Bort"}, "En rad står kvar"),
        (withdraw_many, "A", {"reason": "Bort"}, "4 rader står kvar"),
    ],
)
def test_a_refusal_writes_nothing(catalogue, tree, anna, action, names, more, words):
    more = {name: tree.get(value, value) for name, value in more.items()}
    records = Requirement.history.count()
    with pytest.raises(ValidationError) as refused:
        action(catalogue=catalogue, keys=keys(tree, names), by=anna, **more)
    assert words in " ".join(refused.value.messages)
    assert drawn(catalogue) == START
    assert (Requirement.history.count(), ChangeSet.objects.count()) == (records, 0)


def test_rows_and_places_of_other_catalogues_are_refused(catalogue, tree, anna):
    other = HeadingFactory(title="Annan")
    with pytest.raises(ValidationError, match="annan katalog"):
        move_many(catalogue=catalogue, keys=keys(tree, "c"), by=anna, parent=other)
    with pytest.raises(ValidationError, match="finns inte"):
        move_many(catalogue=catalogue, keys=[other.pk], by=anna, parent=tree["F"])
    assert drawn(catalogue) == START


def test_a_move_to_where_the_rows_stand_leaves_no_trace(catalogue, tree, anna):
    records = Requirement.history.count()
    assert move_many(catalogue=catalogue, keys=keys(tree, "cd"), by=anna, parent=tree["B"]) is None
    assert (Requirement.history.count(), ChangeSet.objects.count()) == (records, 0)


def test_codes_stay_when_rows_move(catalogue, tree, anna):
    move_many(catalogue=catalogue, keys=keys(tree, "cd"), by=anna, parent=tree["F"])
    assert [Requirement.objects.get(pk=tree[name].pk).code for name in "cd"] == ["K-2", "K-3"]


def test_somebody_elses_move_since_is_not_taken_back(catalogue, tree, anna):
    move_many(catalogue=catalogue, keys=keys(tree, "cd"), by=anna, parent=tree["F"])
    move_many(catalogue=catalogue, keys=keys(tree, "c"), by=UserFactory(), parent=tree["A"])
    problems = undo(catalogue=catalogue, by=anna).problems
    assert [(problem.row, problem.is_conflict) for problem in problems] == [(tree["c"].pk, True)]
    assert drawn(catalogue) == "A .B ..d .e .c F .g"


def test_withdrawing_a_branch_and_back(catalogue, tree, anna):
    tree["d"].status = "approved"
    tree["d"].save()
    record_approvals(keys=[tree["d"].pk], by=UserFactory())
    withdraw_many(
        catalogue=catalogue, keys=keys(tree, "B"), by=anna, reason="Utgår", with_below=True
    )
    gone = "A .(B) ..(c) ..(d) .e F .g"
    assert drawn(catalogue) == gone
    assert tree["c"].history.first().history_change_reason == "Utgår"
    undo(catalogue=catalogue, by=anna)
    assert drawn(catalogue) == START
    tree["d"].refresh_from_db()
    assert tree["d"].status == "approved"
    redo(catalogue=catalogue, by=anna)
    assert drawn(catalogue) == gone


def test_restoring_needs_the_heading_above(catalogue, tree, anna):
    withdraw_many(catalogue=catalogue, keys=keys(tree, "Bcd"), by=anna, reason="Utgår")
    sets = ChangeSet.objects.count()
    with pytest.raises(ValidationError, match="Rubriken ovanför har utgått"):
        restore_many(catalogue=catalogue, keys=keys(tree, "c"), by=anna)
    assert (drawn(catalogue), ChangeSet.objects.count()) == ("A .(B) ..(c) ..(d) .e F .g", sets)
    restore_many(catalogue=catalogue, keys=keys(tree, "Bc"), by=anna)
    assert drawn(catalogue) == "A .B ..c ..(d) .e F .g"
    undo(catalogue=catalogue, by=anna)
    assert drawn(catalogue) == "A .(B) ..(c) ..(d) .e F .g"


def test_undo_leaves_no_live_row_under_a_withdrawn_heading(catalogue, tree, anna):
    made = actions.create_requirement(catalogue=catalogue, by=anna, is_heading=True, title="Ny")
    bo = UserFactory()
    move_many(catalogue=catalogue, keys=keys(tree, "g"), by=bo, parent=made)
    problems = undo(catalogue=catalogue, by=anna).problems
    assert [problem.is_conflict for problem in problems] == [True]
    assert drawn(catalogue) == "A .B ..c ..d .e F Ny .g"
    # And a row does not come back under a heading that somebody else has withdrawn.
    actions_structure.withdraw_requirement(requirement=tree["e"], by=anna, reason="Bort")
    withdraw_many(catalogue=catalogue, keys=keys(tree, "A"), by=bo, reason="B", with_below=True)
    problems = undo(catalogue=catalogue, by=anna).problems
    assert [problem.is_conflict for problem in problems] == [True]
    assert drawn(catalogue) == "(A) .(B) ..(c) ..(d) .(e) F Ny .g"


@pytest.mark.parametrize("more", [0, 30])
def test_a_move_costs_the_same_whatever_it_moves(
    catalogue, tree, anna, more, django_assert_num_queries
):
    for number in range(more):
        RequirementFactory(
            catalogue=catalogue, parent=tree["B"], depth=2, position=4 * GAP + number + 1
        )
    moved = list(tree["B"].children.values_list("pk", flat=True))
    # Savepoint and release around: the lock, the tree, the rows, update and history with their
    # savepoint, the set.
    with django_assert_num_queries(10):
        move_many(catalogue=catalogue, keys=moved, by=anna, parent=tree["F"])
