"""Who has written a text, and the steps of a requirement's status."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requirements_catalog.actions.approval_rows import record_approvals
from requirements_catalog.actions.cells import Cell, change_cells
from requirements_catalog.actions.copies import copy_rows
from requirements_catalog.actions.requirements import (
    create_requirement,
    edit_requirement,
    save_module,
)
from requirements_catalog.actions.structure import move_requirement
from requirements_catalog.actions.undo import undo
from requirements_catalog.approval import authored_by, refusals, step_refusal, unfounded
from requirements_catalog.choices import ChangeSetKind
from requirements_catalog.models import ApprovalRecall, Requirement
from requirements_catalog.panels import health
from tests.factories import CatalogueFactory, ModuleFactory, NeedFactory, RequirementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme)


@pytest.fixture
def anna(make_person, programme):
    return make_person("requirements_manager", programme, "Anna")


@pytest.fixture
def bo(make_person, programme):
    return make_person("programme_lead", programme, "Bo")


@pytest.fixture
def row(catalogue, anna):
    return create_requirement(
        catalogue=catalogue, by=anna, code="A-1", text="Ska finnas.", kind="mandatory"
    )


def write(row, by, **values):
    cells = [Cell(row.pk, name, value) for name, value in values.items()]
    changed = change_cells(
        catalogue=row.catalogue, cells=cells, by=by, kind=ChangeSetKind.EDIT, label="Prov"
    )
    row.refresh_from_db()
    return [problem.message for problem in changed.problems]


def authors(row, *people):
    """Names of those who have written the row since it was last approved."""
    of = Requirement.objects.filter(pk=row.pk)
    return "".join(p.full_name[0] for p in people if of.filter(authored_by(p)).exists())


@pytest.mark.parametrize(
    ("old", "new", "is_allowed"),
    [
        ("draft", "in_review", True), ("draft", "approved", False), ("in_review", "draft", True),
        ("in_review", "approved", True), ("approved", "draft", True),
        ("approved", "in_review", False), ("draft", "withdrawn", False),
        ("approved", "withdrawn", False), ("withdrawn", "draft", False),
        ("withdrawn", "approved", False),
    ],
)  # fmt: skip
def test_steps(old, new, is_allowed):
    assert (step_refusal(old, new) == "") is is_allowed
    assert step_refusal(old, old) == ""


def test_who_creates_changes_and_links_a_row_is_its_author(row, anna, bo, make_person, programme):
    clara, dan = (make_person("author", programme, name) for name in ("Clara", "Dan"))
    assert authors(row, anna, bo, clara, dan) == "A"
    write(row, bo, motive="Lagen.")
    assert authors(row, anna, bo, clara, dan) == "AB"
    write(row, clara, modules=[ModuleFactory(programme=programme).pk])
    assert authors(row, anna, bo, clara, dan) == "ABC"
    edit_requirement(requirement=row, by=dan, needs=[NeedFactory(programme=programme)])
    assert authors(row, anna, bo, clara, dan) == "ABCD"


def test_status_people_and_place_make_nobody_an_author(row, anna, bo):
    write(row, bo, owner=bo.pk, assignee=anna.pk, status="in_review")
    write(row, bo, status="draft")
    heading = create_requirement(catalogue=row.catalogue, by=anna, is_heading=True, title="Drift")
    move_requirement(requirement=row, by=bo, parent=heading)
    edit_requirement(requirement=row, by=bo, owner=None)
    assert authors(row, anna, bo) == "A"


def test_what_no_person_has_written_is_nobodys(catalogue, anna, bo):
    row = RequirementFactory(catalogue=catalogue)
    row.text = "Annan."
    row.save()
    assert authors(row, anna, bo) == ""


def test_a_copy_is_its_makers_own(row, anna, bo):
    copy_rows(source=row.catalogue, keys=[row.pk], target=row.catalogue, by=bo)
    copy = Requirement.objects.exclude(pk=row.pk).get()
    assert authors(copy, anna, bo) == "B"


def test_an_approval_makes_a_new_beginning_and_one_taken_back_does_not(row, anna, bo):
    write(row, anna, status="in_review")
    assert write(row, bo, status="approved") == []
    assert authors(row, anna, bo) == ""
    write(row, bo, status="draft")
    # The approval is taken back: the text is Anna's alone again.
    assert ApprovalRecall.objects.get().recalled_by == bo
    assert authors(row, anna, bo) == "A"


def test_a_new_code_of_a_module_is_a_change_of_what_is_published(row, anna, bo, programme):
    module = ModuleFactory(programme=programme, code="M1")
    write(row, anna, modules=[module.pk])
    save_module(module=module, by=bo, name="Nytt namn")
    assert authors(row, anna, bo) == "A"
    save_module(module=module, by=bo, code="M2")
    assert authors(row, anna, bo) == "AB"


def test_judging_costs_one_query_whatever_the_number(catalogue, bo, make_person, programme):
    rows = [RequirementFactory(catalogue=catalogue, position=n) for n in range(30)]
    write(rows[0], bo, text="Min.")
    for few in (rows[:1], rows):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = refusals([row.pk for row in few], by=bo, programme=programme)
        assert list(found) == [rows[0].pk]
        # The first asks for the role, too.
        assert len(queries) <= 2
    reader = make_person("author", programme)
    assert set(refusals([rows[1].pk], by=reader, programme=programme)) == {rows[1].pk}
    assert set(refusals([rows[1].pk], by=None, programme=programme)) == {rows[1].pk}


def test_numbers_that_are_empty_are_the_same(row, anna, bo):
    """An empty number equals an empty one, else every change of status would be authorship."""
    write(row, anna, max_points="3.5", confidentiality=2)
    record_approvals(keys=[row.pk], by=bo)
    write(row, anna, owner=anna.pk)
    assert authors(row, anna) == ""
    write(row, anna, max_points=None)
    assert authors(row, anna) == "A"


def test_the_check_finds_what_two_persons_do_not_stand_behind(row, catalogue, anna, bo):
    old = RequirementFactory(catalogue=catalogue, code="G-1", title="Gammal", status="approved")
    write(row, anna, status="in_review")
    write(row, bo, status="approved")
    assert unfounded(Requirement.objects.all()) == ([old.pk], [])
    out = StringIO()
    call_command("check_approvals", stdout=out)
    assert "före tvåpersonsregeln: 1" in out.getvalue()
    assert "G-1 Gammal" in out.getvalue()
    # Past every way of writing.
    Requirement.objects.filter(pk=row.pk).update(text="Utbytt.")
    assert unfounded(Requirement.objects.all()) == ([old.pk], [row.pk])
    with pytest.raises(CommandError, match="gäller en annan text"):
        call_command("check_approvals", stdout=out)


def test_from_before_the_rule_is_told_and_counts_as_not_approved(catalogue, anna, bo, client):
    old = RequirementFactory(catalogue=catalogue, code="G-1", status="approved")
    client.force_login(bo)
    page = client.get(reverse("requirements_catalog:requirement-detail", args=["prov", old.pk]))
    assert "Godkänt före tvåpersonsregeln." in page.content.decode()
    assert health(catalogue.programme, bo)["catalogues"][0][1]["old"] == 1
    # Its text changes: it is a draft, and an undo has nothing that was approved to go back to.
    write(old, anna, text="Ny.")
    assert old.status == "draft"
    changed = undo(catalogue=catalogue, by=anna)
    old.refresh_from_db()
    assert (old.status, len(changed.problems)) == ("draft", 1)


def test_another_code_of_a_module_makes_approvals_fall(row, anna, bo, programme):
    module = ModuleFactory(programme=programme, code="M1")
    write(row, anna, modules=[module.pk], status="in_review")
    write(row, bo, status="approved")
    assert row.status == "approved"
    save_module(module=module, by=bo, name="Nytt namn")
    row.refresh_from_db()
    assert row.status == "approved"
    save_module(module=module, by=bo, code="M2")
    row.refresh_from_db()
    assert row.status == "draft"
    assert row.history.first().history_change_reason == "M1 heter nu M2"


def test_what_i_have_written_does_not_wait_for_my_review(catalogue, make_person, programme, client):
    vera = make_person("reviewer", programme, "Vera")
    for code, by in (("A-1", vera), ("A-2", None)):
        row = create_requirement(
            catalogue=catalogue, by=by, code=code, text="Ska.", kind="mandatory"
        )
        write(row, None, status="in_review")
    client.force_login(vera)
    page = client.get(reverse("requirements_catalog:my-work", args=["prov"]))
    assert [row.code for row in page.context["parts"][0]["rows"]] == ["A-2"]
