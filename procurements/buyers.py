"""Who buys in a procurement, and who may join later, as its documents say it.

The app that keeps the decisions to join registers where it reads them, in ``procurement_pages.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from programmes.choices import ParticipationOutcome, ParticipationRole
from programmes.models import Participation
from programmes.overview import participations

from .models import Procurement

# One who has decided this takes no part, whatever role it was given before.
OUT = (ParticipationOutcome.STAYS_OUTSIDE, ParticipationOutcome.WITHDREW)


@dataclass(frozen=True)
class Buyers:
    """The places of those who buy, and of those who have not decided but may."""

    buying: list[Participation]
    may_join: list[Participation]


Source = Callable[[Procurement], Buyers | None]
_sources: list[Source] = []


def register_buyers(source: Source) -> None:
    """Add where decisions are read; ``source`` gives None for a procurement without any."""
    _sources.append(source)


def buyers_of(procurement: Procurement) -> Buyers:
    """Those who have decided to buy in the procurement, or, before anybody has, those whose role
    in the programme is to buy and who have not left it."""
    for source in _sources:
        if (found := source(procurement)) is not None:
            return found
    staying = [part for part in participations(procurement.programme) if not _is_out(part)]
    return Buyers(
        [part for part in staying if part.role != ParticipationRole.PROSPECTIVE],
        [part for part in staying if part.role == ParticipationRole.PROSPECTIVE],
    )


def _is_out(part: Participation) -> bool:
    decisions = list(part.decisions.all())
    return bool(decisions) and decisions[-1].outcome in OUT
