"""One approves while another changes what is approved (PostgreSQL only): never an unseen text.

Of each pair the first has written and not yet committed when the second begins.
"""

import pytest
from django.core.exceptions import ValidationError

from programmes.models import Job
from requirements_catalog.actions.approvals import approve_requirement
from requirements_catalog.actions.bulk import (
    PreviewOutdated,
    begin_bulk,
    choose_change,
    write_bulk_now,
)
from requirements_catalog.actions.requirements import (
    create_requirement,
    edit_requirement,
    save_module,
)
from requirements_catalog.models import Approval, Module, Requirement
from tests.factories import ModuleFactory, ProgrammeFactory
from tests.races import both_at_once
from tests.requirements_catalog.two_people import make, seen, status_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(need):
    need("postgresql")
    return make(ProgrammeFactory(slug="prov"))


@pytest.fixture
def row(world):
    """In review, Anna's, with a module."""
    catalogue, anna, _bo = world
    row = create_requirement(
        catalogue=catalogue, by=anna, code="A-1", text="Läst.", kind="mandatory",
        modules=[ModuleFactory(programme=catalogue.programme, code="M1")],
    )  # fmt: skip
    return edit_requirement(requirement=row, by=anna, status="in_review")


@pytest.fixture
def approve_it(world, row):
    mark = seen(row)[row.pk]
    return lambda: approve_requirement(
        requirement=Requirement.objects.get(pk=row.pk), seen=mark, by=world[2]
    )


@pytest.fixture
def edit_it(world, row):
    return lambda: edit_requirement(requirement=row, by=world[1], text="Oläst.")


@pytest.fixture
def rename_module(world):
    return lambda: save_module(module=Module.objects.get(), by=world[1], code="M2")


def test_what_is_edited_meanwhile_is_not_approved(row, approve_it, edit_it):
    assert isinstance(both_at_once(edit_it, approve_it), ValidationError)
    assert (status_of(row), Approval.objects.count()) == ("in_review", 0)


def test_an_edit_makes_the_approval_before_it_fall(row, approve_it, edit_it):
    assert both_at_once(approve_it, edit_it) is None
    assert (status_of(row), Approval.objects.get().version.content["text"]) == ("draft", "Läst.")


def test_another_code_of_a_module_meanwhile_stops_it(row, approve_it, rename_module):
    assert isinstance(both_at_once(rename_module, approve_it), ValidationError)
    assert (status_of(row), Approval.objects.count()) == ("in_review", 0)


def test_another_code_of_a_module_makes_the_approval_before_it_fall(row, approve_it, rename_module):
    assert both_at_once(approve_it, rename_module) is None
    assert status_of(row) == "draft"


def test_a_preview_does_not_approve_what_is_edited_meanwhile(world, row, edit_it):
    catalogue, _anna, bo = world
    job = begin_bulk(catalogue=catalogue, keys=[row.pk], by=bo)
    mark = choose_change(job=job, catalogue=catalogue, change={"act": "approve"})
    mark = mark.parameters["digest"]

    def write():
        write_bulk_now(job=Job.objects.get(), catalogue=catalogue, by=bo, reason="Prov", seen=mark)

    assert isinstance(both_at_once(edit_it, write), PreviewOutdated)
    assert (status_of(row), Approval.objects.count()) == ("in_review", 0)
