"""Cells of many rows in one go: what is written, what is refused, and what it costs."""

import pytest

from requirements_catalog.actions import requirements as actions
from requirements_catalog.actions import structure as actions_structure
from requirements_catalog.actions.cells import Cell, NothingWritten, change_cells
from requirements_catalog.choices import ChangeSetKind
from requirements_catalog.models import ChangeSet, Requirement
from tests.factories import (
    CatalogueFactory,
    HeadingFactory,
    ModuleFactory,
    ProgrammeFactory,
    RequirementFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    return CatalogueFactory(programme=ProgrammeFactory())


@pytest.fixture
def row(catalogue):
    return RequirementFactory(catalogue=catalogue, code="A-1", title="Ett", text="Ska finnas.")


@pytest.fixture
def change(catalogue, anna):
    """``change(Cell(…), …)`` as an edit by Anna."""

    def make(*cells, **options):
        return change_cells(
            catalogue=catalogue, cells=cells, by=anna, kind=ChangeSetKind.EDIT, label="Prov",
            **options,
        )  # fmt: skip

    return make


def test_one_set_keeps_every_cell_before_and_after(row, change, anna):
    module = ModuleFactory(programme=row.catalogue.programme)
    row.catalogue.extra_fields.create(key="prio", label="Prioritet")
    changed = change(
        Cell(row.pk, "title", "Två"),
        Cell(row.pk, "owner", anna.pk),
        Cell(row.pk, "max_points", "12.5"),
        Cell(row.pk, "modules", [module.pk]),
        Cell(row.pk, "extra.prio", "hög"),
        reason="Möte 3 mars",
    )
    assert changed.problems == []
    assert changed.change_set.cells == [
        [row.pk, "title", "Ett", "Två"],
        [row.pk, "owner", None, anna.pk],
        [row.pk, "max_points", None, "12.5"],
        [row.pk, "modules", [], [module.pk]],
        [row.pk, "extra.prio", "", "hög"],
    ]
    row.refresh_from_db()
    assert (row.title, row.owner, row.max_points) == ("Två", anna, 12.5)
    assert list(row.modules.all()) == [module]
    last = row.history.first()
    assert (last.history_user, last.history_change_reason) == (anna, "Möte 3 mars")


def test_a_value_that_is_there_already_is_no_change(row, change):
    changed = change(Cell(row.pk, "title", "Ett"))
    assert (changed.change_set, changed.problems) == (None, [])
    assert row.history.count() == 1


def test_a_cell_somebody_else_changed_is_a_conflict_and_stays(row, change):
    row.title = "Annans"
    row.save()
    changed = change(
        Cell(row.pk, "title", "Min", expected="Ett"), Cell(row.pk, "motive", "Skäl", expected="")
    )
    (problem,) = changed.problems
    assert (problem.field, problem.is_conflict, problem.current) == ("title", True, "Annans")
    row.refresh_from_db()
    assert (row.title, row.motive) == ("Annans", "Skäl")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "withdrawn"),
        ("kind", "perhaps"),
        ("unknown", "x"),
        ("code", ""),
        ("code", "B-1"),
        ("max_points", "-1"),
        ("title", "x" * 501),
    ],
)
def test_what_the_catalogue_forbids_is_refused_cell_by_cell(row, change, field, value):
    RequirementFactory(catalogue=row.catalogue, code="B-1")
    changed = change(Cell(row.pk, field, value), Cell(row.pk, "motive", "Skäl"))
    assert [problem.field for problem in changed.problems] == [field]
    assert changed.change_set.cells == [[row.pk, "motive", "", "Skäl"]]


def test_nothing_is_written_when_all_or_nothing_is_asked_for(row, change):
    with pytest.raises(NothingWritten):
        change(Cell(row.pk, "motive", "Skäl"), Cell(row.pk, "kind", "perhaps"), all_or_nothing=True)
    assert Requirement.objects.get(pk=row.pk).motive == ""
    assert ChangeSet.objects.count() == 0
    assert row.history.count() == 1


def test_a_code_that_was_once_used_is_refused(row, change, anna):
    other = RequirementFactory(catalogue=row.catalogue, code="C-1")
    actions.edit_requirement(requirement=other, by=anna, code="C-2")
    assert change(Cell(row.pk, "code", "C-1")).problems
    assert change(Cell(row.pk, "code", "D-1"), Cell(other.pk, "code", "D-1")).problems


def test_a_row_of_another_catalogue_is_not_found(change):
    stranger = RequirementFactory()
    (problem,) = change(Cell(stranger.pk, "title", "Kapad")).problems
    assert problem.row == stranger.pk
    assert Requirement.objects.get(pk=stranger.pk).title != "Kapad"


def test_a_row_without_title_and_text_is_refused_whole(catalogue, change):
    row = RequirementFactory(catalogue=catalogue, title="", text="Ska finnas.")
    changed = change(Cell(row.pk, "text", ""), Cell(row.pk, "motive", "Skäl"))
    assert {problem.field for problem in changed.problems} == {"text", "motive"}
    assert changed.change_set is None


def test_a_heading_takes_only_what_headings_have(catalogue, change):
    heading = HeadingFactory(catalogue=catalogue)
    changed = change(Cell(heading.pk, "kind", "mandatory"), Cell(heading.pk, "title", "Ny"))
    assert [problem.field for problem in changed.problems] == ["kind"]
    assert Requirement.objects.get(pk=heading.pk).title == "Ny"


def test_a_withdrawn_row_is_not_changed(row, change, anna):
    actions_structure.withdraw_requirement(requirement=row, by=anna, reason="Dubblett")
    assert change(Cell(row.pk, "title", "Ny")).problems


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_rows(catalogue, change, django_assert_num_queries, count):
    """Catalogue, own fields, rows, update, history, change set, and three savepoints' two each."""
    rows = [RequirementFactory(catalogue=catalogue) for _number in range(count)]
    with django_assert_num_queries(12):
        change(*(Cell(row.pk, "motive", f"Skäl {row.pk}") for row in rows))


def test_a_link_outside_the_programme_is_refused_and_the_rest_is_written(row, change):
    other = ModuleFactory()
    changed = change(
        Cell(row.pk, "modules", [other.pk]),
        Cell(row.pk, "needs", [2**40]),
        Cell(row.pk, "title", "Två"),
    )
    assert [(one.field, one.message) for one in changed.problems] == [
        ("modules", "Välj bland programmets egna."),
        ("needs", "Välj bland programmets egna."),
    ]
    row.refresh_from_db()
    assert (row.title, list(row.modules.all())) == ("Två", [])
    assert changed.change_set.cells == [[row.pk, "title", "Ett", "Två"]]
