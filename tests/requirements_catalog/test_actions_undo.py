"""Undo and redo of a person's own sets of changes."""

import pytest

from requirements_catalog.actions import requirements as actions
from requirements_catalog.actions import structure as actions_structure
from requirements_catalog.actions.cells import Cell, change_cells
from requirements_catalog.actions.tree import move_many
from requirements_catalog.actions.undo import NothingToTakeBack, redo, undo, undo_stacks
from requirements_catalog.choices import ChangeSetKind
from requirements_catalog.models import Requirement
from tests.factories import (
    CatalogueFactory,
    HeadingFactory,
    ModuleFactory,
    ProgrammeFactory,
    RequirementFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    return CatalogueFactory(programme=ProgrammeFactory())


@pytest.fixture
def row(catalogue):
    return RequirementFactory(catalogue=catalogue, code="A-1", title="Ett")


@pytest.fixture
def retitle(catalogue, row, anna):
    def make(title, by=anna):
        cells = [Cell(row.pk, "title", title)]
        change_cells(catalogue=catalogue, cells=cells, by=by, kind=ChangeSetKind.EDIT, label=title)

    return make


def title_of(row):
    return Requirement.objects.get(pk=row.pk).title


def test_back_and_forth_through_two_changes(catalogue, row, anna, retitle):
    retitle("Två")
    retitle("Tre")
    undo(catalogue=catalogue, by=anna)
    assert title_of(row) == "Två"
    undo(catalogue=catalogue, by=anna)
    assert title_of(row) == "Ett"
    with pytest.raises(NothingToTakeBack):
        undo(catalogue=catalogue, by=anna)
    redo(catalogue=catalogue, by=anna)
    redo(catalogue=catalogue, by=anna)
    assert title_of(row) == "Tre"
    with pytest.raises(NothingToTakeBack):
        redo(catalogue=catalogue, by=anna)
    undo(catalogue=catalogue, by=anna)
    assert title_of(row) == "Två"


def test_a_new_change_ends_what_could_be_done_again(catalogue, row, anna, retitle):
    retitle("Två")
    undo(catalogue=catalogue, by=anna)
    retitle("Fyra")
    done, undone = undo_stacks(catalogue, anna)
    assert ([change_set.label for change_set in done], undone) == (["Fyra"], [])


def test_others_changes_are_not_taken_back(catalogue, row, anna, retitle):
    retitle("Två")
    retitle("Bos", by=UserFactory(full_name="Bo"))
    changed = undo(catalogue=catalogue, by=anna)
    assert [problem.is_conflict for problem in changed.problems] == [True]
    assert title_of(row) == "Bos"
    with pytest.raises(NothingToTakeBack):
        undo(catalogue=catalogue, by=anna)


def test_undo_is_kept_in_history_with_what_it_took_back(catalogue, row, anna, retitle):
    retitle("Två")
    undo(catalogue=catalogue, by=anna)
    assert row.history.first().history_change_reason == "Ångrat: Två"


def test_a_created_row_is_withdrawn_and_comes_back(catalogue, anna):
    made = actions.create_requirement(
        catalogue=catalogue, by=anna, code="B-1", kind="mandatory", text="Ska."
    )
    undo(catalogue=catalogue, by=anna)
    assert Requirement.objects.get(pk=made.pk).status == "withdrawn"
    redo(catalogue=catalogue, by=anna)
    assert Requirement.objects.get(pk=made.pk).status == "draft"


def test_a_moved_branch_goes_back_to_its_place(catalogue, anna):
    one, two = (HeadingFactory(catalogue=catalogue, title=title) for title in ("Ett", "Två"))
    first, second = (
        actions.create_requirement(
            catalogue=catalogue, by=anna, parent=one, code=code, kind="mandatory", text="Ska."
        )
        for code in ("A-1", "A-2")
    )
    actions_structure.move_requirement(requirement=second, by=anna, parent=two)
    undo(catalogue=catalogue, by=anna)
    children = one.children.order_by("position")
    assert [row.code for row in children] == ["A-1", "A-2"]
    redo(catalogue=catalogue, by=anna)
    assert [row.code for row in two.children.all()] == ["A-2"]
    assert [row.code for row in one.children.all()] == [first.code]


def test_the_form_leaves_a_set_as_well(catalogue, row, anna):
    catalogue.extra_fields.create(key="prio", label="Prioritet")
    actions.edit_requirement(requirement=row, by=anna, title="Ny", extra={"prio": "hög"})
    undo(catalogue=catalogue, by=anna)
    row.refresh_from_db()
    assert (row.title, row.extra) == ("Ett", {})


def test_a_person_goes_at_most_fifty_sets_back(catalogue, anna, retitle):
    for number in range(53):
        retitle(f"Nr {number}")
    done, _undone = undo_stacks(catalogue, anna)
    assert len(done) == 50


@pytest.fixture
def letters(catalogue, anna):
    """Rows a b c d under one heading."""
    heading = HeadingFactory(catalogue=catalogue, title="Ett")
    return [
        actions.create_requirement(
            catalogue=catalogue, by=anna, parent=heading, code=code, kind="mandatory", text="Ska."
        )
        for code in "abcd"
    ]


def letters_of(catalogue):
    rows = catalogue.requirements.requirements().order_by("position")
    return "".join(rows.values_list("code", flat=True))


def test_a_row_that_somebody_else_has_moved_since_stays_and_is_told(catalogue, anna, letters):
    """Under the same heading too: where it stands is the place that was chosen last."""
    a, _b, c, d = letters
    bo = UserFactory(full_name="Bo")
    move_many(catalogue=catalogue, keys=[a.pk], after=c, by=anna)
    move_many(catalogue=catalogue, keys=[a.pk], after=d, by=bo)
    problems = undo(catalogue=catalogue, by=anna).problems
    assert [(one.row, one.field, one.is_conflict) for one in problems] == [(a.pk, "place", True)]
    assert letters_of(catalogue) == "bcda"
    assert undo(catalogue=catalogue, by=bo).problems == []
    assert letters_of(catalogue) == "bcad"


def test_a_move_that_was_taken_back_hinders_nobody(catalogue, anna, letters):
    a, _b, c, d = letters
    bo = UserFactory(full_name="Bo")
    move_many(catalogue=catalogue, keys=[a.pk], after=c, by=anna)
    move_many(catalogue=catalogue, keys=[a.pk], after=d, by=bo)
    undo(catalogue=catalogue, by=bo)
    assert undo(catalogue=catalogue, by=anna).problems == []
    assert letters_of(catalogue) == "abcd"
    assert redo(catalogue=catalogue, by=anna).problems == []
    assert redo(catalogue=catalogue, by=bo).problems == []
    assert letters_of(catalogue) == "bcda"
    # Bo's move stands again.
    assert [one.field for one in undo(catalogue=catalogue, by=anna).problems] == ["place"]
    assert letters_of(catalogue) == "bcda"


def test_a_row_beside_the_moved_one_hinders_nothing(catalogue, anna, letters):
    a, b, c, d = letters
    move_many(catalogue=catalogue, keys=[a.pk], after=c, by=anna)
    move_many(catalogue=catalogue, keys=[d.pk], after=b, by=UserFactory(full_name="Bo"))
    assert letters_of(catalogue) == "bdca"
    assert undo(catalogue=catalogue, by=anna).problems == []
    assert letters_of(catalogue) == "abdc"


def test_a_link_to_what_is_no_longer_there_is_told(catalogue, row, anna):
    module = ModuleFactory(programme=catalogue.programme)
    for value in ([module.pk], []):
        cells = [Cell(row.pk, "modules", value), Cell(row.pk, "title", f"Nr {len(value)}")]
        change_cells(catalogue=catalogue, cells=cells, by=anna, kind="edit", label="x")
    module.delete()
    problems = undo(catalogue=catalogue, by=anna).problems
    assert [one.field for one in problems] == ["modules"]
    assert title_of(row) == "Nr 1"
