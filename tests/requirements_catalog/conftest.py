"""The catalogue that most tests are about, and who writes in it; a file may have its own."""

import pytest

from tests.factories import (
    CatalogueFactory,
    HeadingFactory,
    RequirementFactory,
    UserFactory,
)
from tests.requirements_catalog.api_client import Program
from tests.requirements_catalog.grid_calls import GAP


@pytest.fixture
def catalogue(programme):
    """*Kärnan*, without rows."""
    return CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")


@pytest.fixture
def author(as_role):
    """Somebody signed in who writes requirements."""
    return as_role("author")


@pytest.fixture
def anna():
    """Somebody who does things without a browser; a member of nothing."""
    return UserFactory(full_name="Anna")


@pytest.fixture
def bo():
    """Another such person: who approves what Anna has written."""
    return UserFactory(full_name="Bo")


@pytest.fixture
def program(make_person, programme):
    """A program with a writing key of a requirements manager, Kim."""
    return Program(make_person("requirements_manager", programme, name="Kim"))


@pytest.fixture
def rows(catalogue):
    """A chapter and two requirements under it."""
    chapter = HeadingFactory(catalogue=catalogue, code="1", title="Kapitel", position=GAP)
    return [
        chapter,
        *(
            RequirementFactory(
                catalogue=catalogue, parent=chapter, depth=1, code=f"K-{number}",
                title=f"Krav {number}", text="Ska finnas.", position=(number + 1) * GAP,
            )
            for number in (1, 2)
        ),
    ]  # fmt: skip
