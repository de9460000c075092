"""The one function that decides: from a case to its result."""

from dataclasses import dataclass

from evaluation.scoring.advice import Notice, notices_for
from evaluation.scoring.cases import AwardCase, check_case
from evaluation.scoring.gates import Rejection, split_by_gates
from evaluation.scoring.ranking import RankedTender, rank_tenders


@dataclass(frozen=True)
class AwardResult:
    """The ranking of one case, the tenders left out with reasons, and warnings."""

    case: AwardCase
    ranking: tuple[RankedTender, ...]
    rejected: tuple[Rejection, ...]
    warnings: tuple[Notice, ...]


def rank_case(case: AwardCase) -> AwardResult:
    """Rank a case by its published model (docs/scoring.md).

    Raises ``CaseRefused`` with every problem found when a figure is missing or impossible.
    Nothing is rounded; the order of the tenders in the case has no influence.
    """
    check_case(case)
    tenders, rejected = split_by_gates(case)
    ranking = rank_tenders(case, tenders)
    return AwardResult(case, ranking, rejected, notices_for(case, tenders, ranking))
