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
    """A procurement, how many have decided what, how many there are, and the newest decision."""

    procurement: Procurement
    counts: Counter
    participants: int
    newest: JoiningDecision | None

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
    standing: dict[int, dict[int, str]] = {}
    newest: dict[int, JoiningDecision] = {}
    rows = (
        JoiningDecision.objects.in_programme(programme)
        .in_force()
        .filter(organisation__participations__programme=programme)
    )
    for one in rows.select_related("organisation").order_by("decided_on", "pk"):
        standing.setdefault(one.procurement_id, {})[one.organisation_id] = one.outcome
        newest[one.procurement_id] = one
    procurements = Procurement.objects.in_programme(programme).annotate(
        participants=Count("programme__participations")
    )
    return [
        Standing(
            one, Counter(standing.get(one.pk, {}).values()), one.participants, newest.get(one.pk)
        )
        for one in procurements
    ]
