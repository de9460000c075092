"""The decisions that moved what is planned: what they are called, and which of them hold."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from programmes.models import Milestone, Programme, ReplannedDay
from programmes.plans import by_decision, standing
from programmes.registered_citations import CitedDecision, all_cited, annulled_in, readable_in
from programmes.roles import Permission

from .models import RolloutWave


@dataclass(frozen=True)
class PlanDecision:
    """A decision that moved something: its day, who took it, and what it is called."""

    decided_on: date
    body: str
    title: str


@dataclass(frozen=True)
class Citations:
    """The decisions that are cited: those that may be read, and the keys of all that are
    annulled."""

    readable: Mapping[str, CitedDecision]
    annulled: frozenset[str]

    def title(self, move: ReplannedDay) -> str:
        """What the decision is called, where it is noted and may be read."""
        if move.decision:
            return move.decision.title
        title = self.readable[move.cited].title if move.cited in self.readable else ""
        if move.cited in self.annulled:
            return _("%(title)s (makulerat)") % {"title": title} if title else _("makulerat beslut")
        return title

    def told(self, move: ReplannedDay) -> str:
        """Who moved it and when, with what the decision is called."""
        parts = [str(move.decided_on), move.decided_by_body, self.title(move)]
        return ", ".join(part for part in parts if part)

    def decisions(self, rows: Iterable[Milestone | RolloutWave]) -> list[PlanDecision]:
        """Those of the plans, by their days; one of a body on a day is one."""
        found: dict[tuple[date, str], PlanDecision] = {}
        for row in rows:
            for move in by_decision(row.replannings.all(), self.annulled):
                key, title = (move.decided_on, move.decided_by_body), self.title(move)
                if key not in found or (title and not found[key].title):
                    found[key] = PlanDecision(*key, title)
        return [found[key] for key in sorted(found)]


def citations_of(
    programme: Programme, rows: Iterable[Milestone | RolloutWave], allowed: Collection[Permission]
) -> Citations:
    """The decisions that moved the rows; a query for each app that keeps some that are cited."""
    known = all_cited(programme, [move for row in rows for move in standing(row.replannings.all())])
    return Citations(readable_in(allowed, known), annulled_in(known))
