"""How the demo's roll-out was moved, and what its earlier procurements fell on."""

from collections.abc import Mapping
from datetime import date

from programmes.actions import replan
from programmes.models import Decision, Programme
from steering.models import TenderPeriodExtension, UnmetRequirement, WaveReplanning

from .content import timeline_content
from .entries import save_entry


def tell_of_time(*, programme: Programme, decisions: Mapping[str, Decision], by) -> None:
    """Waves moved by decision, longer times for tenders, and requirements that tenders fell on."""
    data = timeline_content()
    waves = {wave.name: wave for wave in programme.waves.all()}
    for entry in data["wave_replannings"]:
        decision = decisions[entry["decision"]]
        replan(
            model=WaveReplanning,
            planned=waves[entry["wave"]],
            planned_after=date.fromisoformat(entry["planned_after"]),
            decided_by_body=decision.body.name,
            decided_on=decision.decided_on,
            reason=decision.grounds,
            decision=decision,
            by=by,
        )
    chain = {"undertaking": {one.title: one for one in programme.undertakings.all()}}
    for entry in data["extensions"]:
        save_entry(TenderPeriodExtension(), entry, by=by, names=chain)
    for entry in data["unmet"]:
        save_entry(UnmetRequirement(), entry, by=by, names=chain)
