"""What the demo's architecture still lacks, and what its people say of it."""

from programmes.models import Programme
from quality.actions_coverage import justify_holes
from quality.coverage import EVERY
from requirements_catalog.actions.requirements import save_need
from target_architecture.models import Interface

from . import content
from .entries import save_entry


def leave_holes(*, programme: Programme, by) -> None:
    """A seam that nobody has asked for yet, what the programme's own goals get from the needs, and
    reasons for some of the holes."""
    data = content.holes_content()
    names = {
        name: {row.code: row for row in rows.all()}
        for name, rows in (
            ("source", programme.modules),
            ("target", programme.modules),
            ("information", programme.information_classes),
            ("standards", programme.standards),
        )
    }
    save_entry(Interface(programme=programme), data["interface"], by=by, names=names)
    goals = {goal.code: goal for goal in programme.goals.all()}
    for code, needs in data["goals"].items():
        for need in programme.needs.filter(code__in=needs):
            save_need(
                need=need,
                by=by,
                reason="Behovet leder också till ett programmål.",
                goals=[*need.goals.all(), goals[code]],
            )
    for entry in data["justified"]:
        axis = EVERY[entry["axis"]]
        rows = set(axis.rows(programme).order_by().values_list("pk", flat=True))
        (place,) = (
            place
            for place, subject in axis.open_places(programme, rows).items()
            if subject.startswith(entry["begins"])
        )
        justify_holes(programme=programme, axis=axis, holes=[place], reason=entry["reason"], by=by)
