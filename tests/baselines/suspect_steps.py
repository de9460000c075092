"""Requirements that depend on each other: made in one line, and what is found of it."""

from baselines.actions_suspects import (
    refresh_suspicions,
)
from baselines.models import Suspicion
from requirements_catalog.actions.requirements import (
    create_requirement,
)


def add(catalogue, by, code, **more):
    return create_requirement(
        catalogue=catalogue, by=by, code=code, kind="mandatory", title=f"Titel {code}",
        text=f"Systemet ska klara {code}.", **more,
    )  # fmt: skip


def found(programme):
    """(cause, requirement, distance, via) of everything that stands."""
    rows = Suspicion.objects.standing().for_list()
    rows = rows.filter(change__programme=programme).order_by("change", "distance", "pk")
    return [(one.change.label, one.requirement.code, one.distance, one.via) for one in rows]


def refresh(programme):
    assert refresh_suspicions(programme=programme)
    return found(programme)
