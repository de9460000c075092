"""Anna's requirement, in review and approved by Bo."""

import pytest

from requirements_catalog.actions.requirements import create_requirement, edit_requirement
from tests.requirements_catalog.two_people import approve, make


@pytest.fixture
def world(programme):
    return make(programme)


@pytest.fixture
def catalogue(world):
    return world[0]


@pytest.fixture
def anna(world):
    return world[1]


@pytest.fixture
def bo(world):
    return world[2]


@pytest.fixture
def row(catalogue, anna):
    """A draft of Anna's."""
    return create_requirement(
        catalogue=catalogue, by=anna, code="A-1", title="Svarstid", kind="mandatory",
        text="Systemet ska svara inom 2 sekunder.\n\nMätningen ska visas.",
    )  # fmt: skip


@pytest.fixture
def reviewed(row, anna):
    edit_requirement(requirement=row, by=anna, status="in_review")
    row.refresh_from_db()
    return row


@pytest.fixture
def approved(reviewed, bo):
    assert approve(reviewed, by=bo) == []
    reviewed.refresh_from_db()
    return reviewed
