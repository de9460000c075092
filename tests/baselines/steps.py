"""A catalogue to publish, and what is done to it between two baselines."""

from baselines.actions import publish_baseline
from requirements_catalog.actions.requirements import create_requirement, edit_requirement
from tests.factories import CatalogueFactory


def make_catalogue(programme, by):
    """1 Drift: 1.1 D-1 ska, 1.2 D-2 ska; 2 Säkerhet: 2.1 S-1 bör; 3 L-1 bör at the top."""
    catalogue = CatalogueFactory(programme=programme, slug="krav", name="Kraven")

    def add(code, kind, **more):
        return create_requirement(
            catalogue=catalogue, by=by, code=code, kind=kind, title=f"Titel {code}",
            text=f"Systemet ska klara {code}.", **more,
        )  # fmt: skip

    drift = create_requirement(catalogue=catalogue, by=by, is_heading=True, title="Drift")
    add("D-1", "mandatory", parent=drift)
    add("D-2", "mandatory", parent=drift)
    safety = create_requirement(catalogue=catalogue, by=by, is_heading=True, title="Säkerhet")
    add("S-1", "desirable", parent=safety)
    add("L-1", "desirable")
    return catalogue


def publish(catalogue, by, name="Till remiss", **more):
    """A baseline of what is not approved, with the reason that it takes."""
    return publish_baseline(
        catalogue=catalogue, by=by, name=name, override_reason="Utkast till remissen", **more
    )


def row(catalogue, code):
    """A requirement by its code, fresh from the database."""
    return catalogue.requirements.get(code=code)


def edit(catalogue, code, by, reason="", **values):
    """Change a requirement as its page does."""
    return edit_requirement(requirement=row(catalogue, code), by=by, reason=reason, **values)
