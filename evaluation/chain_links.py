"""The chain's column of scores: one's own while scoring goes on, all of them once locked.

What may be seen is decided by ``ScoreQuerySet.visible_to`` alone (docs/scoring.md).
"""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.numbers import format_number
from common.ordering import swedish
from procurements.choices import ProcurementState
from procurements.models import ProcurementRequirement
from programmes.access import permissions_in
from programmes.roles import Permission
from requirements_catalog.registered_chain import (
    MOST,
    ChainEntry,
    ChainLink,
    Found,
    Start,
    register,
)
from tenders.choices import TenderStatus

from .choices import Stage
from .models import Score


class _Row(NamedTuple):
    """A score that the person may see, with what its entry tells."""

    tender: int
    item: int
    points: Decimal
    most: Decimal
    supplier: str
    procurement: str
    stage: str
    lot: int


def _scores(user, start: Start) -> Found | None:
    """Each tender with the points that the person may see; two queries.

    None for those who neither score here nor see results. Where there is nothing to show, what is
    said tells what would have been shown, so that it does not pass for there being none.
    """
    sees_results = Permission.VIEW_RESULT in permissions_in(user, start.programme)
    if not sees_results and not _scores_here(user, start):
        return None
    by_tender: dict[int, list[_Row]] = defaultdict(list)
    for row in _rows(user, start):
        by_tender[row.tender].append(row)
    entries = [
        _entry(start, rows, sees_results=sees_results) for rows in list(by_tender.values())[:MOST]
    ]
    return Found(
        entries,
        len(by_tender),
        reverse("evaluation:evaluation-list", args=[start.programme.slug]),
        # Said whether there are any that the person may not see or not.
        _("Inga låsta poäng. Poäng visas när de är låsta.")
        if sees_results
        else _("Inga poäng som du har satt. Andras visas för den som får se resultatet."),
    )


def _scores_here(user, start: Start) -> bool:
    """Whether the person is appointed to score in the programme, and still may be."""
    if Permission.SCORE not in permissions_in(user, start.programme):
        return False
    return user.evaluation_assignments.filter(
        evaluation__procurement__programme=start.programme
    ).exists()


def _rows(user, start: Start) -> list[_Row]:
    """Scores of those appointed, of tenders that stand in opened procurements; one query."""
    found = (
        Score.objects.in_programme(start.programme)
        .visible_to(user)
        .filter(
            item__version__requirement__in=start.keys,
            tender__status=TenderStatus.RECEIVED,
            tender__procurement__state=ProcurementState.OPENED,
            tender__procurement__evaluation__assignments__user=F("evaluator"),
        )
        .order_by("-tender__procurement", swedish("tender__operator__name"), "tender", "item", "pk")
    )
    if start.bought:
        asked = ProcurementRequirement.objects.for_module(start.bought)
        found = found.filter(item__in=asked.order_by().values("pk"))
    if start.lots is not None:
        asked = ProcurementRequirement.objects.for_lots(start.lots)
        found = found.filter(item__in=asked.order_by().values("pk"))
    columns = (
        "tender",
        "item",
        "points",
        "item__max_points",
        "tender__operator__name",
        "tender__procurement__slug",
        "tender__procurement__evaluation__stage",
        "item__criterion__lot__number",
    )
    return [_Row(*row) for row in found.values_list(*columns)]


def _entry(start: Start, rows: list[_Row], *, sees_results: bool) -> ChainEntry:
    by_item: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        by_item[row.item].append(row)
    # The mean of each requirement, exactly as the result has it (evaluation/results.py).
    points = sum(
        (
            sum((Fraction(row.points) for row in given), Fraction(0)) / len(given)
            for given in by_item.values()
        ),
        Fraction(0),
    )
    most = sum((Fraction(given[0].most) for given in by_item.values()), Fraction(0))
    figures = {"points": format_number(points, 2), "most": format_number(most, 2)}
    slugs = [start.programme.slug, rows[0].procurement]
    if sees_results and rows[0].stage == Stage.LOCKED:
        note = _("%(points)s av %(most)s") % figures
        return ChainEntry(rows[0].supplier, url=_result_url(slugs, rows), note=note)
    if len(by_item) == 1:
        url = reverse("evaluation:score-edit", args=[*slugs, rows[0].item, rows[0].tender])
    else:
        url = reverse("evaluation:evaluation-detail", args=slugs)
    note = _("dina poäng: %(points)s av %(most)s") % figures
    return ChainEntry(rows[0].supplier, url=url, note=note)


def _result_url(slugs: list[str], rows: list[_Row]) -> str:
    """The result of the first lot that the scores are in, at the first of their requirements."""
    first = min(rows, key=lambda row: row.lot)
    page = reverse("evaluation:lot-result", args=[*slugs, first.lot])
    return f"{page}#score-{first.tender}-{first.item}"


register(
    ChainLink(
        "scores",
        gettext_lazy("Poäng"),
        60,
        Permission.VIEW_PROCUREMENT,
        "",
        _scores,
        gettext_lazy("Visas för den som sätter poäng eller får se resultatet."),
    )
)
