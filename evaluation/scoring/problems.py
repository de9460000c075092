"""What can be wrong with a case: every problem carries a code, the field and plain words."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that stops a ranking."""

    code: str  # stable word for programs, for example "missing_points"
    field: str  # place in the case, for example "tenders[1].points.usability"
    message: str  # Swedish sentence for people: what is wrong and how to go on

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


class CaseRefused(ValueError):
    """The case cannot be ranked; ``problems`` lists everything found, never empty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
