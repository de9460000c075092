"""Who decides what in the demo programme, what they have decided, and where the work stands."""

from collections.abc import Mapping
from datetime import date

from programmes.actions import replan
from programmes.models import (
    Body,
    Decision,
    Goal,
    GoalMeasurement,
    Milestone,
    Organisation,
    Programme,
    Replanning,
    Stream,
)
from steering.models import Claim

from .content import programme_content, steering_content
from .entries import save_entry


def set_up_governance(
    *, programme: Programme, predecessor: Programme, organisations: Mapping[str, Organisation], by
) -> dict[str, Decision]:
    """Bodies, their decisions and the streams; the decisions by the file's keys."""
    data = steering_content()
    bodies: dict[str, Body] = {}
    for position, entry in enumerate(data["bodies"], start=1):
        row = Body(programme=programme, position=position)
        names = {"organisation": organisations, "reports_to": bodies}
        bodies[entry["name"]] = save_entry(row, entry, by=by, names=names)
    decisions = {
        entry["key"]: save_entry(
            Decision(programme=programme), entry, by=by, names={"body": bodies}
        )
        for entry in data["decisions"]
    }
    for position, entry in enumerate(data["streams"], start=1):
        save_entry(Stream(programme=programme, position=position), entry, by=by)
    _load_claims(predecessor, organisations, by)
    return decisions


def _load_claims(predecessor: Programme, organisations: Mapping[str, Organisation], by) -> None:
    """The predecessor had a contract, which the programme does not have yet."""
    data = steering_content()["predecessor"]
    if not predecessor.is_demo or predecessor.bodies.exists():
        return
    names = {"organisation": organisations}
    body = save_entry(Body(programme=predecessor), data["body"], by=by, names=names)
    decision = save_entry(Decision(programme=predecessor, body=body), data["decision"], by=by)
    first, *rest = data["claims"]
    save_entry(Claim(programme=predecessor, decision=decision), first, by=by)
    for entry in rest:
        save_entry(Claim(programme=predecessor), entry, by=by)


def set_goals(*, programme: Programme, by) -> None:
    """Goals with how they are measured, and what has been measured."""
    goals = {
        entry["code"]: save_entry(Goal(programme=programme, position=position), entry, by=by)
        for position, entry in enumerate(programme_content()["goals"], start=1)
    }
    for code, measured in steering_content()["measurements"].items():
        for values in measured:
            entry = dict(zip(("measured_on", "value", "source", "note"), values, strict=False))
            save_entry(GoalMeasurement(goal=goals[code]), entry, by=by)


def plan_milestones(*, programme: Programme, decisions: Mapping[str, Decision], by) -> None:
    """Milestones on the days they first had, moved by decision to the days that hold, then done."""
    streams = {stream.code: stream for stream in programme.streams.all()}
    milestones, final_days = {}, {}
    for entry in programme_content()["milestones"]:
        title, final = entry["title"], entry["planned_on"]
        final_days[title] = date.fromisoformat(final)
        facts = {
            "title": title,
            "lane": entry["lane"],
            "planned_on": entry.get("first_planned_on", final),
            "is_preliminary": entry["is_preliminary"],
            "decided_by": entry["body"],
        }
        row = Milestone(programme=programme, stream=streams.get(entry["stream"]))
        milestones[title] = save_entry(row, facts, by=by)
    for entry in steering_content()["replannings"]:
        decision = decisions[entry["decision"]]
        replan(
            model=Replanning,
            planned=milestones[entry["milestone"]],
            planned_after=final_days[entry["milestone"]],
            decided_by_body=decision.body.name,
            decided_on=decision.decided_on,
            reason=decision.grounds,
            decision=decision,
            by=by,
        )
    for entry in programme_content()["milestones"]:
        if entry["actual_on"]:
            row = programme.milestones.get(title=entry["title"])
            save_entry(row, {"done_on": entry["actual_on"]}, by=by)
