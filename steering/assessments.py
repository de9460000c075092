"""Assessments of suitability (OSL 10:2 a) that are to be done before a contract, and are not.

Each module that data is handed out through says in the register of lock-in whether one is needed
and done. A decision demands them where its conditions speak of them.
"""

from dataclasses import dataclass

from programmes.models import Decision, Programme
from requirements_catalog.choices import SuitabilityAssessment
from target_architecture.models import LockIn
from target_architecture.querysets import UNTOLD

# As a decision writes it, with or without its first letter large.
_WORD = "lämplighetsbedömning"
_NEEDED = SuitabilityAssessment.NEEDED.value


@dataclass(frozen=True)
class Assessments:
    """What is not done, by module, and the decisions that demand it."""

    lacking: list[LockIn]
    demanded_by: list[Decision]

    @property
    def query(self) -> str:
        """What the address of the register asks for, so that it lists the same."""
        asked = [_NEEDED, UNTOLD] if self.demanded_by else [_NEEDED]
        return "&".join(f"suitability={one}" for one in asked)


def assessments_in(programme: Programme) -> Assessments:
    """Those that are said to be needed; where a decision demands them also what is not told.

    Two queries.
    """
    decisions = programme.decisions.filter(conditions__contains=_WORD)
    demanded_by = list(decisions.order_by("decided_on", "pk"))
    asked = [_NEEDED, UNTOLD] if demanded_by else [_NEEDED]
    rows = LockIn.objects.in_programme(programme).assessed_as(asked).select_related("module")
    return Assessments(list(rows.order_by("module__code")), demanded_by)
