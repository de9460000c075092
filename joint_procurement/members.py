"""Who stands where in a procurement: read from the decisions, never typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from procurements.buyers import OUT, Buyers
from procurements.models import Procurement
from programmes.choices import ParticipationOutcome
from programmes.models import Organisation, Participation, ParticipationDecision
from programmes.overview import participations
from programmes.register import Tag

from .choices import JOINED
from .models import JoiningDecision
from .shares import against_base, percents

_OUTCOME: dict[str, str] = {
    ParticipationOutcome.JOINS: "met",
    ParticipationOutcome.JOINS_WITH_OPTION: "mandatory",
    ParticipationOutcome.UNDECIDED: "attention",
    ParticipationOutcome.STAYS_OUTSIDE: "withdrawn",
    ParticipationOutcome.WITHDREW: "refused",
}


def outcome_tag(decision) -> Tag:
    """What a decision says, as a tag; that there is none is said too."""
    if decision is None:
        return Tag(_("inget beslut"), "draft")
    return Tag(decision.get_outcome_display(), _OUTCOME[decision.outcome])


@dataclass
class Member:
    """An organisation of the programme and its place in a procurement."""

    participation: Participation
    # Those that count, and all that were ever written down: with the annulled.
    decisions: list[JoiningDecision] = field(default_factory=list)
    record: list[JoiningDecision] = field(default_factory=list)
    # Of the population of all who join, in percent as it is shown; None for others.
    percent: Decimal | None = None

    @property
    def organisation(self) -> Organisation:
        """The organisation itself."""
        return self.participation.organisation

    @property
    def key(self) -> int:
        """The organisation's key."""
        return self.participation.organisation_id

    @property
    def standing(self) -> JoiningDecision | None:
        """The decision that holds: the newest by day, of one day the last written down."""
        return self.decisions[-1] if self.decisions else None

    @property
    def is_joined(self) -> bool:
        """Whether it buys in the procurement."""
        return self.standing is not None and self.standing.outcome in JOINED

    @property
    def is_by_option(self) -> bool:
        """Whether it buys by an option only."""
        by_option = ParticipationOutcome.JOINS_WITH_OPTION
        return self.standing is not None and self.standing.outcome == by_option

    @property
    def is_out(self) -> bool:
        """Whether it has decided not to buy or, having decided nothing, has left the programme."""
        holds = self.standing or self.in_programme
        return holds is not None and holds.outcome in OUT

    @property
    def tag(self) -> Tag:
        """Where it stands."""
        return outcome_tag(self.standing)

    @property
    def in_programme(self) -> ParticipationDecision | None:
        """Its newest decision about the programme as a whole."""
        decisions = list(self.participation.decisions.all())
        return decisions[-1] if decisions else None

    @property
    def programme_tag(self) -> Tag:
        """Where it stands in the programme as a whole."""
        return outcome_tag(self.in_programme)


def members_of(procurement: Procurement) -> list[Member]:
    """The organisations of the programme with their decisions and shares; three queries."""
    found = {part.organisation_id: Member(part) for part in participations(procurement.programme)}
    for decision in procurement.joining_decisions.for_record():
        if decision.organisation_id in found:
            found[decision.organisation_id].record.append(decision)
    members = list(found.values())
    for member in members:
        member.decisions = [one for one in member.record if one.annulled is None]
    for key, percent in (shown_shares(members) or {}).items():
        found[key].percent = percent
    return members


def decided_buyers(procurement: Procurement, at: datetime | None = None) -> Buyers | None:
    """Who has decided to buy, and who has yet to decide; None before the first decision.

    With ``at``, by the decisions that were written down, and not annulled, then.
    """
    members = members_of(procurement)
    if at is not None:
        for member in members:
            member.decisions = [one for one in member.record if one.counts_at(at)]
    if not any(member.standing for member in members):
        return None
    undecided = [member for member in members if not (member.is_joined or member.is_out)]
    return Buyers(
        [member.participation for member in members if member.is_joined],
        [member.participation for member in undecided],
    )


def names_of(keys: Iterable[int], by_key: Mapping[int, Member]) -> list[str]:
    """The names of organisations by their keys."""
    return [by_key[key].organisation.name for key in keys]


def shown_shares(members: Sequence[Member]) -> dict[int, Decimal] | None:
    """Population shares of those who join, in percent that sum to 100; None while one lacks."""
    joined = [member for member in members if member.is_joined]
    sizes = {member.key: member.organisation.population for member in joined}
    shares = against_base(sizes, sizes, sizes)
    known: dict[int, Fraction] = {key: one for key, one in shares.items() if one is not None}
    return percents(known) if known and len(known) == len(sizes) else None
