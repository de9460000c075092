"""Two baselines of the demo's catalogue, and what the requirements council changed between them.

The workbook holds what was agreed, so the wording before the council is written first and then
taken back: the catalogue ends as the workbook has it.
"""

from baselines.actions import publish_baseline
from requirements_catalog.actions.requirements import edit_requirement
from requirements_catalog.actions.structure import (
    move_requirement,
    restore_requirement,
    withdraw_requirement,
)
from requirements_catalog.models import Catalogue, Requirement

from . import content
from .work import MANAGER


def publish_baselines(*, catalogue: Catalogue, people: dict) -> None:
    """Publish the catalogue before and after the council."""
    data, by = content.work_content()["baselines"], people[MANAGER]
    moved, later = data["moved"], data["came_later"]
    agreed = {}
    for entry in data["drafts"]:
        row = _row(catalogue, entry["code"])
        agreed[entry["code"]] = {name: getattr(row, name) for name in entry["draft"]}
        edit_requirement(requirement=row, by=by, reason="Lydelse före kravrådet", **entry["draft"])
    row = _row(catalogue, moved["code"])
    above = row.parent.children.filter(position__lt=row.position).order_by("position").last()
    move_requirement(
        requirement=row, by=by, parent=row.parent, first=True, reason="Plats före kravrådet"
    )
    withdraw_requirement(
        requirement=_row(catalogue, later["code"]), by=by, reason="Kom till först i kravrådet"
    )
    before, after = data["published"]
    publish_baseline(catalogue=catalogue, by=by, **before)
    for entry in data["drafts"]:
        edit_requirement(
            requirement=_row(catalogue, entry["code"]),
            by=by,
            reason=entry["reason"],
            **agreed[entry["code"]],
        )
    move_requirement(
        requirement=_row(catalogue, moved["code"]), by=by, parent=row.parent, after=above,
        reason=moved["reason"],
    )  # fmt: skip
    restore_requirement(requirement=_row(catalogue, later["code"]), by=by, reason=later["reason"])
    publish_baseline(catalogue=catalogue, by=by, **after)


def _row(catalogue: Catalogue, code: str) -> Requirement:
    return catalogue.requirements.get(code=code)
