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
    answer = response.answer if response else ""
    state = state_of(item.role, item.version.content["answer_format"], answer, is_asked=is_asked)
    return Verdict(state, response)


def state_of(role: str, answer_format: str, answer: str, *, is_asked: bool = True) -> str:
    """The rule itself, on plain values; an empty answer is none, an empty format is yes or no."""
    if not is_asked or role in (ItemRole.HEADING, ItemRole.INFORMATION):
        return NOT_ASKED
    if not answer.strip():
        return UNANSWERED
    if (answer_format or AnswerFormat.YES_NO) != AnswerFormat.YES_NO:
        return ANSWERED
    return MET if answer == Answer.YES else NOT_MET


def is_problem(role: str, state: str) -> bool:
    """Whether somebody has to look at it: no answer, or a ska-requirement that is not met."""
    return state == UNANSWERED or (state == NOT_MET and role == ItemRole.MANDATORY)
