"""The newest decisions of a programme: of its register, and of those that other apps keep."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from programmes.models import Decision, Programme
from programmes.register import REGISTERS
from programmes.registered_citations import CitedDecision, latest_among
from programmes.roles import Permission


@dataclass(frozen=True)
class LatestDecision:
    """A decision as the page tells it, with the address of where it is kept."""

    title: str
    decided_on: date
    body: str
    document_reference: str
    url: str


def latest_decisions(
    programme: Programme, allowed: Collection[Permission], most: int
) -> list[LatestDecision]:
    """So many that count and that may be read, the newest first; of a day those of the register
    stand first. A query, and one for each app that keeps some."""
    own = programme.decisions.select_related("body")[:most]
    found = [_of_register(one, programme) for one in own]
    found += [_kept_elsewhere(one) for one in latest_among(allowed, programme, most)]
    return sorted(found, key=lambda one: one.decided_on, reverse=True)[:most]


def _of_register(one: Decision, programme: Programme) -> LatestDecision:
    url = REGISTERS["decisions"].url("detail", programme, one.pk)
    return LatestDecision(one.title, one.decided_on, one.body.name, one.document_reference, url)


def _kept_elsewhere(one: CitedDecision) -> LatestDecision:
    return LatestDecision(one.title, one.decided_on, one.body, one.document_reference, one.url)
