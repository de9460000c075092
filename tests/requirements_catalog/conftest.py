"""The catalogue that most tests are about, and who writes in it; a file may have its own."""

import pytest

from tests.factories import CatalogueFactory, UserFactory
from tests.requirements_catalog.api_client import Program


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
def program(make_person, programme):
    """A program with a writing key of a requirements manager, Kim."""
    return Program(make_person("requirements_manager", programme, name="Kim"))
