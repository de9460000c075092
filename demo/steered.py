"""What the demo programme costs, risks, knows and plans: the registers of steering."""

from collections.abc import Mapping

from programmes.models import Decision, Organisation, Programme
from requirements_catalog.models import Catalogue
from steering.models import (
    Analysis,
    BudgetFrame,
    BudgetLine,
    CarriedOver,
    FrameShare,
    Lesson,
    ReferenceCost,
    Risk,
    RolloutWave,
    StaffingNeed,
    Stakeholder,
    Undertaking,
)

from .content import steering_content
from .entries import Names, save_entry


def fill_steering(
    *,
    programme: Programme,
    catalogue: Catalogue,
    decisions: Mapping[str, Decision],
    organisations: Mapping[str, Organisation],
    by,
) -> None:
    """Fill the registers, after the requirements that risks and analyses point at are there."""
    names = {
        "organisation": organisations,
        "decision": decisions,
        "decisions": decisions,
        "stream": {row.code: row for row in programme.streams.all()},
        "body": {row.name: row for row in programme.bodies.all()},
        "goals": {row.code: row for row in programme.goals.all()},
        "needs": {row.code: row for row in programme.needs.all()},
        "modules": {row.code: row for row in programme.modules.all()},
        "requirements": {row.code: row for row in catalogue.requirements.requirements()},
    }
    _load_money(programme, names, by)
    _load_knowledge(programme, names, by)
    _load_people(programme, names, by)
    _load_chain(programme, names, by)


def _load_money(programme: Programme, names: Names, by) -> None:
    data = steering_content()["budget"]
    frame = save_entry(BudgetFrame(programme=programme), data["frame"], by=by, names=names)
    for entry in data["shares"]:
        save_entry(FrameShare(frame=frame), entry, by=by, names=names)
    for entry in data["lines"]:
        save_entry(BudgetLine(frame=frame), entry, by=by, names=names)
    for entry in data["references"]:
        save_entry(ReferenceCost(programme=programme), entry, by=by)


def _load_knowledge(programme: Programme, names: Names, by) -> None:
    """Risks, what was learnt that bears on them, and analyses."""
    data = steering_content()
    risks = {
        entry["code"]: save_entry(Risk(programme=programme), entry, by=by, names=names)
        for entry in data["risks"]
    }
    for entry in data["lessons"]:
        save_entry(Lesson(programme=programme), entry, by=by, names={"risks": risks})
    for entry in data["analyses"]:
        save_entry(Analysis(programme=programme), entry, by=by, names=names)


def _load_people(programme: Programme, names: Names, by) -> None:
    """Those concerned, those who work with it, and the waves in which it reaches them."""
    data = steering_content()
    for entry in data["stakeholders"]:
        save_entry(Stakeholder(programme=programme), entry, by=by)
    for values in data["staffing"]:
        fields = ("organisation", "body", "role", "needed", "filled")
        save_entry(StaffingNeed(), dict(zip(fields, values, strict=True)), by=by, names=names)
    for entry in data["waves"]:
        save_entry(RolloutWave(programme=programme), entry, by=by, names=names)


def _load_chain(programme: Programme, names: Names, by) -> None:
    data = steering_content()
    chain: dict[str, Undertaking] = {}
    for entry in data["chain"]:
        known = {**names, "restart_of": chain}
        row = Undertaking(programme=programme)
        chain[entry["key"]] = save_entry(row, entry, by=by, names=known)
    for entry in data["carried_over"]:
        save_entry(CarriedOver(), entry, by=by, names={"undertaking": chain})
