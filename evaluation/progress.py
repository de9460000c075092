"""How far the scoring has come: who has scored how much, never what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from common.ordering import swedish
from procurements.models import AwardCriterion

from .basis import LotBasis
from .models import Evaluation, EvaluatorAssignment, Score

Cell = tuple[int, int]  # item, tender


@dataclass(frozen=True)
class CriterionProgress:
    """How many of a criterion's scores a person has given."""

    criterion: AwardCriterion
    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left."""
        return self.done == self.total


@dataclass(frozen=True)
class PersonProgress:
    """How far one evaluator has come."""

    user: User
    assignment: EvaluatorAssignment
    criteria: tuple[CriterionProgress, ...]

    @property
    def submitted_at(self) -> datetime | None:
        """When the evaluator declared the scoring complete."""
        return self.assignment.submitted_at

    @property
    def done(self) -> int:
        """Scores given."""
        return sum(part.done for part in self.criteria)

    @property
    def total(self) -> int:
        """Scores to give."""
        return sum(part.total for part in self.criteria)

    @property
    def is_complete(self) -> bool:
        """Whether every score is given."""
        return self.done == self.total


def progress_of(
    evaluation: Evaluation, lots: tuple[LotBasis, ...], *, only: User | None = None
) -> list[PersonProgress]:
    """Progress of every evaluator by name, or of one; two queries.

    ``only`` is given for an evaluator: others' progress is not shown to them.
    """
    appointed = evaluation.assignments.select_related("user").order_by(
        swedish("user__full_name"), "pk"
    )
    assignments = list(appointed if only is None else appointed.filter(user=only))
    scored = scored_cells(evaluation, [assignment.user for assignment in assignments])
    return [
        PersonProgress(
            user=assignment.user,
            assignment=assignment,
            criteria=tuple(
                _criterion_progress(criterion, basis, scored[assignment.user_id])
                for basis in lots
                for criterion in basis.criteria
            ),
        )
        for assignment in assignments
    ]


def scored_cells(evaluation: Evaluation, users: Iterable) -> dict[int, set[Cell]]:
    """The (item, tender) pairs that each of the people has scored, by person; one query.

    A score whose answer was changed afterwards does not count until it is saved again.
    """
    users = list(users)
    found: dict[int, set[Cell]] = {user.pk: set() for user in users}
    rows = Score.objects.filter(
        tender__procurement=evaluation.procurement, evaluator__in=users
    ).with_staleness()
    standing = rows.filter(is_stale=False).values_list("evaluator", "item", "tender")
    for evaluator, item, tender in standing:
        found[evaluator].add((item, tender))
    return found


def _criterion_progress(criterion, basis: LotBasis, scored: set[Cell]) -> CriterionProgress:
    cells = [
        (item.pk, tender.pk) for item in basis.items[criterion.pk] for tender in basis.qualified
    ]
    return CriterionProgress(criterion, sum(cell in scored for cell in cells), len(cells))
