"""Two texts side by side, with what is only in one of them or what the figures are marked."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from common.text_diff import ADDED, REMOVED, SAME, Piece, word_diff
from programmes.models import Programme
from requirements_catalog.models import Requirement

from .choices import PairKind, Verdict
from .likeness.figures import figures
from .models import PairJudgement, RequirementPair

FIGURE = "figure"
# Longer texts are read on the requirement's own page.
MOST_LETTERS = 6000
MOST_ON_REQUIREMENT = 3


@dataclass(frozen=True)
class Side:
    """One of the two: the requirement, and its text in pieces."""

    requirement: Requirement
    pieces: list[Piece]


def sides_of(row: RequirementPair | PairJudgement) -> list[Side]:
    """Both texts as they are now, marked after what kind of pair it is."""
    texts = [one.text[:MOST_LETTERS] for one in (row.first, row.second)]
    if row.kind == PairKind.CONTRADICTION:
        found = [_figures(texts[0], row.first_figures), _figures(texts[1], row.second_figures)]
    else:
        pieces = word_diff(*texts)
        found = [[one for one in pieces if one.kind != other] for other in (ADDED, REMOVED)]
    return [Side(row.first, found[0]), Side(row.second, found[1])]


def _figures(text: str, written: list[str]) -> list[Piece]:
    pieces, at = [], 0
    for figure in figures(text):
        if figure.written in written:
            pieces += [Piece(SAME, text[at : figure.start]), Piece(FIGURE, figure.written)]
            at = figure.end
    return [*pieces, Piece(SAME, text[at:])]


def show_pairs(rows: list[RequirementPair]) -> None:
    """Give the rows of a page their ``sides`` and what was ``said_before`` of other wordings."""
    keys = {row.first_id for row in rows}
    before: dict[tuple, PairJudgement] = {}
    said = PairJudgement.objects.filter(first__in=keys).exclude(verdict=Verdict.REOPENED)
    for one in said.select_related("judged_by").order_by("pk"):
        before[one.kind, one.first_id, one.second_id] = one
    for row in rows:
        row.sides = sides_of(row)
        row.said_before = before.get((row.kind, row.first_id, row.second_id))


def show_judgements(rows: list[PairJudgement]) -> None:
    """Give the rows of a page their ``sides``."""
    for row in rows:
        row.sides = sides_of(row)


def likest(requirement: Requirement) -> list[dict]:
    """What a requirement is most like: no relation says so, and nobody that they differ; one query.

    ``tab`` is the part of the list where the pair is.
    """
    pairs = RequirementPair.objects.filter(kind=PairKind.ALIKE).with_requirement(requirement)
    kept = Q(judgement=None) | ~Q(judgement__verdict=Verdict.DIFFERENT)
    rows = pairs.holding().unknown().filter(kept).for_list().order_by("-score", "pk")
    return [
        {
            "score": row.score,
            "other": row.second if row.first_id == requirement.pk else row.first,
            "tab": "judged" if row.judgement_id else "alike",
        }
        for row in rows[:MOST_ON_REQUIREMENT]
    ]


def changed_since(programme: Programme, moment: datetime) -> int:
    """How many requirements have been written or changed since a moment; one query."""
    rows = Requirement.objects.in_programme(programme).requirements()
    return rows.filter(changed_at__gt=moment).count()
