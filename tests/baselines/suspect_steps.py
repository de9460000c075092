"""A chain of requirements that depend on a need and on each other, and what is found of it."""

import pytest

from baselines.actions_suspects import (
    refresh_suspicions,
)
from baselines.models import Suspicion
from requirements_catalog.actions.relations import add_relation
from requirements_catalog.actions.requirements import (
    create_need,
    create_requirement,
)
from tests.factories import CatalogueFactory

pytestmark = pytest.mark.django_db


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


def add(catalogue, by, code, **more):
    return create_requirement(
        catalogue=catalogue, by=by, code=code, kind="mandatory", title=f"Titel {code}",
        text=f"Systemet ska klara {code}.", **more,
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


def found(programme):
    """(cause, requirement, distance, via) of everything that stands."""
    rows = Suspicion.objects.standing().for_list()
    rows = rows.filter(change__programme=programme).order_by("change", "distance", "pk")
    return [(one.change.label, one.requirement.code, one.distance, one.via) for one in rows]


def refresh(programme):
    assert refresh_suspicions(programme=programme)
    return found(programme)
