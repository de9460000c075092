"""Whether a tender meets the ska-requirements: one rule for matrix, evaluation and report.

A ska-requirement answered "no" or not at all is not met, and the tender is then not accepted for
that lot (LOU 4:10); a bör-requirement never excludes.
"""

from dataclasses import dataclass

from procurements.choices import ItemRole
from procurements.models import ProcurementRequirement
from requirements_catalog.choices import AnswerFormat

from .choices import Answer
from .models import RequirementResponse

MET, NOT_MET, UNANSWERED, ANSWERED, NOT_ASKED = (
    "met",
    "not_met",
    "unanswered",
    "answered",
    "not_asked",
)


@dataclass(frozen=True)
class Verdict:
    """How a tender stands towards one requirement, and the response it is read from."""

    state: str
    response: RequirementResponse | None = None

    @property
    def fails(self) -> bool:
        """Whether it would be a failure in a ska-requirement."""
        return self.state in (NOT_MET, UNANSWERED)


def verdict(
    item: ProcurementRequirement, response: RequirementResponse | None, *, is_asked: bool = True
) -> Verdict:
    """The verdict on one answer; ``is_asked`` tells whether the tender is for the item's lots."""
    if not is_asked or item.role in (ItemRole.HEADING, ItemRole.INFORMATION):
        return Verdict(NOT_ASKED, response)
    if response is None or not response.answer.strip():
        return Verdict(UNANSWERED, response)
    answer_format = item.version.content["answer_format"] or AnswerFormat.YES_NO
    if answer_format != AnswerFormat.YES_NO:
        return Verdict(ANSWERED, response)
    return Verdict(MET if response.answer == Answer.YES else NOT_MET, response)
