"""Where each procurement of a programme stands, in numbers."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from procurements.models import Procurement
from programmes.choices import ParticipationOutcome
from programmes.models import Programme

from .choices import JOINED
from .models import JoiningDecision


@dataclass(frozen=True)
class Standing:
    """A procurement, how many organisations have decided what, and how many there are in all."""

    procurement: Procurement
    counts: Counter
    participants: int

    @property
    def joined(self) -> int:
        """How many buy in it."""
        return sum(self.counts[outcome] for outcome in JOINED)

    @property
    def undecided(self) -> int:
        """How many have not decided: they have said so, or said nothing of this procurement."""
        return self.participants - self.joined - self.outside

    @property
    def outside(self) -> int:
        """How many stay outside or have left."""
        return (
            self.counts[ParticipationOutcome.STAYS_OUTSIDE]
            + self.counts[ParticipationOutcome.WITHDREW]
        )


def standings_in(programme: Programme) -> list[Standing]:
    """Every procurement with where those of the programme stand; two queries."""
    newest: dict[int, dict[int, str]] = {}
    rows = JoiningDecision.objects.in_programme(programme).filter(
        organisation__participations__programme=programme
    )
    for procurement, organisation, outcome in rows.order_by("decided_on", "pk").values_list(
        "procurement_id", "organisation_id", "outcome"
    ):
        newest.setdefault(procurement, {})[organisation] = outcome
    procurements = Procurement.objects.in_programme(programme).annotate(
        participants=Count("programme__participations")
    )
    return [
        Standing(one, Counter(newest.get(one.pk, {}).values()), one.participants)
        for one in procurements
    ]
