"""Assessments of suitability (OSL 10:2 a) that are not done before a contract, or not any longer.

Each module that data is handed out through says in the register of lock-in whether one is needed
and done. One that says neither is not judged yet, which is told too, and so is one that is from
before something that it should have weighed (target_architecture/outdated.py).
"""

from dataclasses import dataclass

from common.ordering import natural
from programmes.models import Decision, Programme
from requirements_catalog.choices import SuitabilityAssessment
from target_architecture.models import LockIn
from target_architecture.querysets import OUTDATED, UNTOLD

_WORD = "lämplighetsbedömning"
_LACKING = (SuitabilityAssessment.NEEDED.value, UNTOLD, OUTDATED)


@dataclass(frozen=True)
class Assessments:
    """What is not done or is outdated, by module, and decisions whose conditions have the word."""

    lacking: list[LockIn]
    spoken_of_in: list[Decision]

    @property
    def query(self) -> str:
        """What the address of the register asks for, so that it lists the same."""
        return "&".join(f"suitability={one}" for one in _LACKING)


def assessments_in(programme: Programme) -> Assessments:
    """Those that are needed, not judged or outdated; each tells which. Two queries."""
    decisions = programme.decisions.filter(conditions__icontains=_WORD)
    rows = LockIn.objects.in_programme(programme).assessed_as(_LACKING).with_outdated()
    rows = rows.select_related("module")
    return Assessments(
        list(rows.order_by(natural("module__code"))),
        list(decisions.order_by("decided_on", "pk")),
    )
