"""A chain of requirements that depend on a need and on each other."""

import pytest

from requirements_catalog.actions.relations import add_relation
from requirements_catalog.actions.requirements import (
    create_need,
)
from tests.baselines.suspect_steps import add
from tests.factories import CatalogueFactory


@pytest.fixture
def anna(make_person, programme):
    return make_person("requirements_manager", programme)


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme, slug="krav", name="Kraven")


@pytest.fixture
def need(programme, anna):
    return create_need(
        programme=programme, by=anna, code="BEH-1", title="Se läkemedel", perspective="staff",
        dimension="information", target_state="Listan visas inom 2 sekunder.",
    )  # fmt: skip


@pytest.fixture
def chain(catalogue, anna, need):
    """BEH-1 ← K-1 ← K-2 (refines) ← K-3 (depends on), and K-1 depends on K-3: a circle."""
    first = add(catalogue, anna, "K-1", needs=[need])
    second, third = add(catalogue, anna, "K-2"), add(catalogue, anna, "K-3")
    add_relation(source=second, target=first, kind="refines", by=anna)
    add_relation(source=third, target=second, kind="depends_on", by=anna)
    add_relation(source=first, target=third, kind="depends_on", by=anna)
    add(catalogue, anna, "K-4")
    return catalogue
