"""Who is out before anything is ranked: failed ska-requirements and minimum points."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from evaluation.scoring.cases import AwardCase, Tender
from evaluation.scoring.numbers import display_text
from evaluation.scoring.sentences import sentence


@dataclass(frozen=True)
class Rejection:
    """A tender that is not ranked, with every reason in plain Swedish."""

    tender: Tender
    reasons: tuple[str, ...]


def split_by_gates(case: AwardCase) -> tuple[tuple[Tender, ...], tuple[Rejection, ...]]:
    """Return the tenders that pass every gate, and the others with their reasons.

    Both keep the order of their keys, so that the order of the case never matters.
    """
    passed, rejected = [], []
    for tender in sorted(case.tenders, key=lambda tender: tender.key):
        reasons = tuple(_reasons(case, tender))
        if reasons:
            rejected.append(Rejection(tender, reasons))
        else:
            passed.append(tender)
    return tuple(passed), tuple(rejected)


def _reasons(case: AwardCase, tender: Tender) -> Iterator[str]:
    for requirement in tender.failed_requirements:
        yield sentence("Ska-krav ej uppfyllt: %(requirement)s", requirement=requirement)
    for criterion in case.criteria:
        points, minimum = tender.points.get(criterion.key), criterion.minimum_points
        if points is not None and minimum is not None and points < minimum:
            yield sentence(
                "Under lägsta poäng för %(criterion)s: %(points)s av minst %(minimum)s",
                criterion=criterion.name,
                points=display_text(points),
                minimum=display_text(minimum),
            )
    total, minimum = sum(tender.points.values(), Fraction(0)), case.minimum_total_points
    is_scored = len(tender.points) == len(case.criteria)
    if is_scored and minimum is not None and total < minimum:
        yield sentence(
            "Under lägsta totalpoäng: %(points)s av minst %(minimum)s",
            points=display_text(total),
            minimum=display_text(minimum),
        )
