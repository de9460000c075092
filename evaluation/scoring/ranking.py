"""From comparison figures to places: best first, equal figures share the place (1, 1, 3)."""

from dataclasses import dataclass

from evaluation.scoring.cases import AwardCase, Tender
from evaluation.scoring.models import Valuation, is_lower_better, value_tenders


@dataclass(frozen=True)
class RankedTender:
    """One place in the ranking."""

    rank: int
    valuation: Valuation


def rank_tenders(case: AwardCase, tenders: tuple[Tender, ...]) -> tuple[RankedTender, ...]:
    """Rank valid tenders by exact comparison figure; equals stand in the order of their keys."""
    sign = 1 if is_lower_better(case.model) else -1
    valuations = sorted(
        value_tenders(case, tenders),
        key=lambda valuation: (sign * valuation.value, valuation.tender.key),
    )
    ranking: list[RankedTender] = []
    for place, valuation in enumerate(valuations, start=1):
        rank = place
        if ranking and ranking[-1].valuation.value == valuation.value:
            rank = ranking[-1].rank
        ranking.append(RankedTender(rank, valuation))
    return tuple(ranking)
