"""The result of each lot, from the stored answers, prices and scores through the one engine.

Screen, PDF, workbook and command read these objects, so they cannot show different figures.
Nothing here is available before the scores are locked (docs/scoring.md §7).
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from procurements.choices import AwardModel
from procurements.models import PriceItem
from procurements.models import ProcurementRequirement as Item
from tenders.models import PriceLine, Tender

from .basis import LotBasis, load_basis, scale_of
from .choices import Stage
from .models import Evaluation, Score
from .scoring.award import AwardResult, rank_case
from .scoring.cases import DEFAULT_PRICE_POINTS, AwardCase, Criterion, PriceRule, given
from .scoring.cases import Tender as CaseTender
from .scoring.models import CriterionPart, PricePart
from .scoring.numbers import exact_text, is_decimal
from .scoring.output import result_as_dict
from .scoring.problems import CaseRefused
from .wording import worded


class ResultNotReady(Exception):
    """The scores are not locked, so there is no result to read."""

    def __init__(self):
        super().__init__(_("Resultatet visas först när alla poäng är satta och låsta."))


@dataclass(frozen=True)
class ScoreLine:
    """One evaluator's points with the reason."""

    evaluator: str
    points: Decimal
    reason: str


@dataclass(frozen=True)
class ItemLine:
    """One bör-requirement of one tender: the evaluators' scores and their exact mean."""

    item: Item
    scores: tuple[ScoreLine, ...]

    @property
    def points(self) -> Fraction | None:
        """The exact mean of the scores; None when nobody has scored."""
        if not self.scores:
            return None
        return sum((Fraction(score.points) for score in self.scores), Fraction(0)) / len(
            self.scores
        )


@dataclass(frozen=True)
class PriceRow:
    """One price item of one tender; an absent unit price is None, never zero."""

    price_item: PriceItem
    unit_price: Decimal | None

    @property
    def amount(self) -> Decimal | None:
        """Quantity times unit price."""
        if self.unit_price is None:
            return None
        return self.price_item.quantity * self.unit_price


@dataclass(frozen=True)
class CriterionRow:
    """One criterion of a ranked tender: its part of the figure, opened to its requirements."""

    part: CriterionPart
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class RankedRow:
    """One ranked tender with every figure opened to what it comes from."""

    rank: int
    is_shared: bool
    tender: Tender
    value: Fraction
    price: PricePart
    prices: tuple[PriceRow, ...]
    criteria: tuple[CriterionRow, ...]

    @property
    def quality_value(self) -> Fraction:
        """What the criteria together add to the comparison figure (negative for deductions)."""
        return sum((row.part.value for row in self.criteria), Fraction(0))

    @property
    def exact_value(self) -> str:
        """The figure as a fraction, where no decimal number can write it; else nothing."""
        return "" if is_decimal(self.value) else exact_text(self.value)


@dataclass(frozen=True)
class LotResult:
    """The result of one lot; ``award`` is None when ``problems`` stop the ranking.

    ``items`` (by tender and criterion) and ``prices`` (by tender) hold every tender that meets the
    ska-requirements, also one that minimum points rejected.
    """

    basis: LotBasis
    award: AwardResult | None
    problems: tuple[str, ...]
    rows: tuple[RankedRow, ...]
    items: dict[tuple[int, int], tuple[ItemLine, ...]]
    prices: dict[int, tuple[PriceRow, ...]]

    @property
    def lot(self):
        """The lot itself."""
        return self.basis.lot

    @property
    def case(self) -> AwardCase:
        """What the engine was given; there is one unless ``problems`` stopped the ranking."""
        return given(self.award).case

    @property
    def warnings(self) -> list[str]:
        """What the ranking should be read with, in the active language."""
        return [worded(notice.message) for notice in self.award.warnings] if self.award else []

    @property
    def rejected(self) -> list[tuple[str, list[str]]]:
        """Tenders that are not ranked, each with its reasons in the active language."""
        return [
            (rejection.tender.key, [worded(reason) for reason in rejection.reasons])
            for rejection in (self.award.rejected if self.award else ())
        ]

    def as_dict(self) -> dict:
        """The JSON form that ``evaluate`` prints; the same keys as ``simulate_award``."""
        head = {
            "lot": self.lot.number,
            "title": self.lot.title,
            "model": self.lot.plan.model,
        }
        if self.award is None:
            return {
                **head,
                "ranking": [],
                "rejected": [],
                "warnings": [],
                "problems": [*self.problems],
            }
        return {**head, **result_as_dict(self.award)}


def load_results(evaluation: Evaluation) -> tuple[LotResult, ...]:
    """Return the result of every lot, by number; eleven queries whatever the size.

    Raises ResultNotReady until the scores are locked.
    """
    if evaluation.stage != Stage.LOCKED:
        raise ResultNotReady
    procurement = evaluation.procurement
    prices = {
        (line.tender_id, line.price_item_id): line.unit_price
        for line in PriceLine.objects.filter(tender__procurement=procurement)
    }
    scores = _scores(evaluation)
    return tuple(
        _lot_result(basis, prices, scores, procurement.currency)
        for basis in load_basis(procurement)
    )


def _scores(evaluation: Evaluation) -> dict[tuple[int, int], list[ScoreLine]]:
    """Scores of the appointed evaluators by (tender, item), in the order of appointment.

    Plain rows, not objects: an evaluation may have tens of thousands of scores.
    """
    assignments = evaluation.assignments.select_related("user").order_by("pk")
    names = {assignment.user_id: str(assignment.user) for assignment in assignments}
    order = {user: number for number, user in enumerate(names)}
    rows = Score.objects.filter(
        tender__procurement=evaluation.procurement, evaluator__in=names
    ).values_list("evaluator", "tender", "item", "points", "reason")
    found = defaultdict(list)
    for user, tender, item, points, reason in sorted(rows, key=lambda row: order[row[0]]):
        found[tender, item].append(ScoreLine(names[user], points, reason))
    return found


def _lot_result(basis: LotBasis, prices, scores, currency: str) -> LotResult:
    items = {
        (tender.pk, criterion.pk): tuple(
            ItemLine(item, tuple(scores[tender.pk, item.pk])) for item in basis.items[criterion.pk]
        )
        for tender in basis.qualified
        for criterion in basis.criteria
    }
    price_rows = {
        tender.pk: tuple(
            PriceRow(price_item, prices.get((tender.pk, price_item.pk)))
            for price_item in basis.lot.price_items.all()
        )
        for tender in basis.qualified
    }
    problems = tuple(_problems(basis, price_rows))
    if problems:
        return LotResult(basis, None, problems, (), items, price_rows)
    try:
        award = rank_case(_case(basis, items, price_rows, currency))
    except CaseRefused as refused:
        problems = tuple(worded(problem.message) for problem in refused.problems)
        return LotResult(basis, None, problems, (), items, price_rows)
    rows = tuple(_rows(basis, award, items, price_rows))
    return LotResult(basis, award, (), rows, items, price_rows)


def _problems(basis: LotBasis, price_rows):
    """What the engine could not word for people: it knows no price items and no requirements."""
    if not basis.tenders:
        yield _("Inget anbud har kommit in för delkontraktet.")
    if basis.qualified and not basis.lot.price_items.all():
        yield _("Delkontraktet har inga prisposter, så inget pris kan räknas fram.")
    for criterion in basis.criteria:
        if not basis.items[criterion.pk]:
            yield _("Kriteriet %(name)s har inga bör-krav att poängsätta.") % {"name": criterion}
    for tender in basis.qualified:
        for row in price_rows[tender.pk]:
            if row.unit_price is None:
                yield _("%(tender)s saknar pris för %(item)s.") % {
                    "tender": tender,
                    "item": row.price_item,
                }


def _case(basis: LotBasis, items, price_rows, currency: str) -> AwardCase:
    plan = basis.lot.plan
    return AwardCase(
        model=plan.model,
        currency=currency,
        criteria=tuple(_criterion(criterion, basis) for criterion in basis.criteria),
        price_rule=_price_rule(plan),
        minimum_total_points=_exact(plan.minimum_total_points),
        tenders=tuple(_case_tender(tender, basis, items, price_rows) for tender in basis.tenders),
    )


def _criterion(criterion, basis: LotBasis) -> Criterion:
    is_weighted = basis.lot.plan.model == AwardModel.WEIGHTED_POINTS
    is_lowest_price = basis.lot.plan.model == AwardModel.LOWEST_PRICE
    return Criterion(
        key=criterion.key,
        title=criterion.title,
        max_points=sum(
            (Fraction(scale_of(item)[1]) for item in basis.items[criterion.pk]), Fraction(0)
        ),
        max_deduction=None if is_weighted or is_lowest_price else _exact(criterion.max_deduction),
        weight=_exact(criterion.weight) if is_weighted else None,
        minimum_points=_exact(criterion.minimum_points),
    )


def _price_rule(plan) -> PriceRule | None:
    if plan.model != AwardModel.WEIGHTED_POINTS:
        return None
    return PriceRule(
        method=plan.price_method,
        weight=_exact(plan.price_weight),
        max_points=_exact(plan.price_max_points) or DEFAULT_PRICE_POINTS,
        full_points_at=_exact(plan.full_points_at),
        zero_points_at=_exact(plan.zero_points_at),
    )


def _case_tender(tender: Tender, basis: LotBasis, items, price_rows) -> CaseTender:
    failed = basis.failed[tender.pk]
    if failed:
        return CaseTender(str(tender), price=None, failed_requirements=failed)
    points = {}
    for criterion in basis.criteria:
        means = [line.points for line in items[tender.pk, criterion.pk]]
        if None not in means:
            points[criterion.key] = sum(means, Fraction(0))
    return CaseTender(
        str(tender),
        price=sum((Fraction(row.amount) for row in price_rows[tender.pk]), Fraction(0)),
        points=points,
    )


def _rows(basis: LotBasis, award: AwardResult, items, price_rows):
    # The keys are those that the engine was given, whatever they are, and it refuses doubles.
    given_tenders = zip(given(award).case.tenders, basis.tenders, strict=True)
    tenders = {case_tender.key: tender for case_tender, tender in given_tenders}
    criteria = {criterion.key: criterion.pk for criterion in basis.criteria}
    ranks = [ranked.rank for ranked in award.ranking]
    for ranked in award.ranking:
        valuation = ranked.valuation
        tender = tenders[valuation.tender.key]
        yield RankedRow(
            rank=ranked.rank,
            is_shared=ranks.count(ranked.rank) > 1,
            tender=tender,
            value=valuation.value,
            price=valuation.price_part,
            prices=price_rows[tender.pk],
            criteria=tuple(
                CriterionRow(part, items[tender.pk, criteria[part.criterion.key]])
                for part in valuation.criterion_parts
            ),
        )


def _exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)
