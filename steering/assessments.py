"""Assessments of suitability (OSL 10:2 a) that are not done before a contract.

Each module that data is handed out through says in the register of lock-in whether one is needed
and done. One that says neither is not judged yet, which is told too.
"""

from dataclasses import dataclass

from common.ordering import natural
from programmes.models import Decision, Programme
from requirements_catalog.choices import SuitabilityAssessment
from target_architecture.models import LockIn
from target_architecture.querysets import UNTOLD

_WORD = "lämplighetsbedömning"
_LACKING = (SuitabilityAssessment.NEEDED.value, UNTOLD)


@dataclass(frozen=True)
class Assessments:
    """What is not done, by module, and the decisions whose conditions have the word in them."""

    lacking: list[LockIn]
    spoken_of_in: list[Decision]

    @property
    def query(self) -> str:
        """What the address of the register asks for, so that it lists the same."""
        return "&".join(f"suitability={one}" for one in _LACKING)


def assessments_in(programme: Programme) -> Assessments:
    """Those that are needed or not judged. Two queries."""
    decisions = programme.decisions.filter(conditions__icontains=_WORD)
    rows = LockIn.objects.in_programme(programme).assessed_as(_LACKING).select_related("module")
    return Assessments(
        list(rows.order_by(natural("module__code"))),
        list(decisions.order_by("decided_on", "pk")),
    )
