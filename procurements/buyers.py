"""Who buys in a procurement, and who may join later, as its documents say it.

The app that keeps the decisions and the options registers where it reads them, in
``procurement_pages.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from programmes.choices import ParticipationOutcome, ParticipationRole
from programmes.models import Organisation, Participation
from programmes.overview import participations
from programmes.register import between

from .models import Lot, Procurement

# One who has decided this takes no part, whatever role it was given before.
OUT = (ParticipationOutcome.STAYS_OUTSIDE, ParticipationOutcome.WITHDREW)


@dataclass(frozen=True)
class Buyers:
    """The places of those who buy, and of those who have not decided whether they will.

    The undecided have no right to join: only an option gives one (``rights_to_join``).
    """

    buying: list[Participation]
    undecided: list[Participation]


@dataclass(frozen=True)
class RightToJoin:
    """An option as the documents describe it from the start (LOU 17:10): who, what and when.

    ``through`` are the organisations that others join through; ``organisations`` are the keys of
    those that have the option themselves. ``lot`` is None where it is for all of the procurement.
    """

    who: str
    through: tuple[Organisation, ...]
    organisations: frozenset[int]
    lot: Lot | None
    covers: str
    trigger: str
    call_from: date | None
    call_until: date | None

    @property
    def through_names(self) -> str:
        """Whom others join through, by name."""
        names = [one.name for one in self.through]
        return f"{between(names)} ".join(names)


Source = Callable[[Procurement, datetime | None], Buyers | None]
Rights = Callable[[Procurement], list[RightToJoin]]
_sources: list[Source] = []
_rights: list[Rights] = []


def register_buyers(source: Source) -> None:
    """Add where decisions are read; ``source`` gives None for a procurement without any.

    It is asked for what was written down at a moment, or for what is now (None).
    """
    _sources.append(source)


def register_rights(source: Rights) -> None:
    """Add where open options are read."""
    _rights.append(source)


def buyers_of(procurement: Procurement, at: datetime | None = None) -> Buyers:
    """Those who have decided to buy in the procurement, or, before anybody has, those whose role
    in the programme is to buy and who have not left it.

    With ``at``, by the decisions that were written down then; roles are those of today.
    """
    for source in _sources:
        if (found := source(procurement, at)) is not None:
            return found
    staying = [part for part in participations(procurement.programme) if not _is_out(part, at)]
    return Buyers(
        [part for part in staying if part.role != ParticipationRole.PROSPECTIVE],
        [part for part in staying if part.role == ParticipationRole.PROSPECTIVE],
    )


def rights_to_join(procurement: Procurement) -> list[RightToJoin]:
    """Those who may join later by the contract's terms: who has an open option, nobody else."""
    return [right for source in _rights for right in source(procurement)]


def _is_out(part: Participation, at: datetime | None) -> bool:
    decisions = [one for one in part.decisions.all() if at is None or one.recorded_at <= at]
    return bool(decisions) and decisions[-1].outcome in OUT
