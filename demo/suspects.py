"""What the demo's requirements build on and what has changed there: a standard, and an origin."""

from baselines.actions import publish_baseline
from baselines.actions_suspects import clear_suspicions, refresh_suspicions, scan_everything
from baselines.suspects import standing_in
from requirements_catalog.actions.relations import add_relation
from requirements_catalog.actions.requirements import (
    create_catalogue,
    create_requirement,
    edit_requirement,
    save_standard,
)
from requirements_catalog.models import Catalogue

from . import content
from .work import MANAGER


def change_what_they_build_on(*, catalogue: Catalogue, people: dict) -> None:
    """One requirement comes from a common catalogue that has been published anew since.

    What the council's changes made suspect has been gone through; a standard's new version has not.
    """
    data, by = content.work_content()["suspects"], people[MANAGER]
    _change_origin(catalogue, data["origin"], by)
    programme = catalogue.programme
    scan_everything(programme=programme)
    keys = list(standing_in(catalogue).values_list("pk", flat=True))
    clear_suspicions(catalogue=catalogue, keys=keys, by=by, note=data["cleared"])
    entry = data["standard"]
    standard = programme.standards.get(code=entry["code"])
    save_standard(standard=standard, by=by, reason=entry["reason"], **entry["new"])
    refresh_suspicions(programme=programme)


def _change_origin(catalogue: Catalogue, data: dict, by) -> None:
    common = create_catalogue(programme=catalogue.programme, by=by, **data["catalogue"])
    copy = catalogue.requirements.get(code=data["copy"])
    origin = create_requirement(
        catalogue=common, by=by, title=copy.title, text=copy.text, kind=copy.kind,
        motive=copy.motive, verification=copy.verification, answer_format=copy.answer_format,
        phase=copy.phase, is_minimum_requirement=copy.is_minimum_requirement, code=data["code"],
    )  # fmt: skip
    before, after = data["published"]
    publish_baseline(catalogue=common, by=by, **before)
    add_relation(source=copy, target=origin, kind="derived_from", by=by, note=data["note"])
    edit_requirement(requirement=origin, by=by, reason=data["reason"], **data["new"])
    publish_baseline(catalogue=common, by=by, **after)
