"""Where each procurement of a programme stands, in numbers."""

from collections import Counter
from dataclasses import dataclass

from procurements.models import Procurement
from programmes.choices import ParticipationOutcome
from programmes.models import Programme

from .choices import JOINED
from .models import JoiningDecision


@dataclass(frozen=True)
class Standing:
    """A procurement, and how many organisations have decided what."""

    procurement: Procurement
    counts: Counter

    @property
    def joined(self) -> int:
        """How many buy in it."""
        return sum(self.counts[outcome] for outcome in JOINED)

    @property
    def undecided(self) -> int:
        """How many have said that they have not decided."""
        return self.counts[ParticipationOutcome.UNDECIDED]

    @property
    def outside(self) -> int:
        """How many stay outside or have left."""
        return (
            self.counts[ParticipationOutcome.STAYS_OUTSIDE]
            + self.counts[ParticipationOutcome.WITHDREW]
        )


def standings_in(programme: Programme) -> list[Standing]:
    """Every procurement, newest first, with where those of the programme stand; two queries."""
    newest: dict[int, dict[int, str]] = {}
    rows = JoiningDecision.objects.in_programme(programme).filter(
        organisation__participations__programme=programme
    )
    for procurement, organisation, outcome in rows.order_by("decided_on", "pk").values_list(
        "procurement_id", "organisation_id", "outcome"
    ):
        newest.setdefault(procurement, {})[organisation] = outcome
    return [
        Standing(one, Counter(newest.get(one.pk, {}).values()))
        for one in Procurement.objects.in_programme(programme)
    ]
