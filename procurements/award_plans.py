"""Whether an award plan can be used and what should be known of it (docs/procurement.md).

The formulas are those of docs/scoring.md; here stands only what can be checked before any tender
exists.
"""

from collections.abc import Iterator
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.numbers import format_number

from .choices import AwardModel, PriceMethod
from .models import AwardPlan, Lot
from .problems import Gap

MONETARY_MODELS = (AwardModel.MONETARY_DEDUCTION, AwardModel.MONETARY_ADDITION)
WHOLE = Decimal(100)
PRICE_FLOOR_LAW = "HFD 2022 ref. 41"

# The fields that each way of ranking uses; the others are emptied so that nothing unexplained
# stays in the plan.
_SCALE_FIELDS = ("full_points_at", "zero_points_at")
_PRICE_FIELDS = ("price_weight", "price_max_points", *_SCALE_FIELDS)


def settle_plan(plan: AwardPlan) -> None:
    """Empty what the plan's model does not use and fill what has one usual value."""
    unused: tuple[str, ...] = ()
    if plan.model != AwardModel.WEIGHTED_POINTS:
        unused = _PRICE_FIELDS
    elif plan.price_method == PriceMethod.LOWEST_OVER_PRICE:
        unused = _SCALE_FIELDS
    for name in unused:
        setattr(plan, name, None)
    if plan.model == AwardModel.WEIGHTED_POINTS:
        if plan.price_max_points is None:
            plan.price_max_points = WHOLE
        if plan.price_method == PriceMethod.ABSOLUTE_SCALE and plan.full_points_at is None:
            plan.full_points_at = Decimal(0)


def check_plan(plan: AwardPlan) -> None:
    """Raise ValidationError, field by field, for a scale of prices that can never be right."""
    full, zero = plan.full_points_at, plan.zero_points_at
    if full is not None and full > 0:
        raise ValidationError(
            {
                "full_points_at": _(
                    "Full poäng får bara ges vid priset 0 kr. En skala där alla priser under en "
                    "nivå ger lika mycket gör att priset slutar påverka, och det är inte tillåtet "
                    "(HFD 2022 ref. 41)."
                )
            }
        )
    if zero is not None and zero <= (full or 0):
        raise ValidationError(
            {"zero_points_at": _("Priset som ger noll poäng ska vara högre än det som ger full.")}
        )


def plan_gaps(lot: Lot, points: dict[int, Decimal]) -> list[Gap]:
    """What is missing in a lot's plan, and warnings; ``points`` is max points by criterion key.

    ``lot`` should come from ``with_plan()``; no query is then made.
    """
    plan = getattr(lot, "plan", None)
    if plan is None:
        return [Gap(_("Delkontrakt %s saknar tilldelningsplan.") % lot, "plan", lot.pk)]
    criteria = list(lot.criteria.all())
    return [
        *_criteria_gaps(lot, plan, criteria, points),
        *_minimum_gaps(lot, plan, criteria, points),
        *_weight_gaps(lot, plan, criteria),
        *_warnings(lot, plan),
    ]


def _criteria_gaps(lot: Lot, plan: AwardPlan, criteria: list, points: dict) -> Iterator[Gap]:
    if plan.model == AwardModel.LOWEST_PRICE:
        if criteria:
            yield Gap(
                _("Delkontrakt %s: vid lägsta pris används inga tilldelningskriterier.") % lot,
                "plan",
                lot.pk,
            )
        return
    if not criteria:
        yield Gap(
            _("Delkontrakt %s: modellen behöver minst ett tilldelningskriterium.") % lot,
            "plan",
            lot.pk,
            "LOU 16 kap. 6 §",
        )
    for criterion in criteria:
        names = {"lot": lot, "criterion": criterion}
        if criterion.pk not in points:
            yield Gap(
                _("Delkontrakt %(lot)s: kriteriet %(criterion)s har inga bör-krav med poäng.")
                % names,
                "package",
                lot.pk,
            )
        if plan.model in MONETARY_MODELS and criterion.max_deduction is None:
            yield Gap(
                _("Delkontrakt %(lot)s: kriteriet %(criterion)s saknar högsta avdrag i kronor.")
                % names,
                "plan",
                lot.pk,
                "LOU 16 kap. 6 §",
            )
        if plan.model == AwardModel.WEIGHTED_POINTS and criterion.weight is None:
            yield Gap(
                _("Delkontrakt %(lot)s: kriteriet %(criterion)s saknar vikt.") % names,
                "plan",
                lot.pk,
                "LOU 16 kap. 6 §",
            )


def _minimum_gaps(lot: Lot, plan: AwardPlan, criteria: list, points: dict) -> Iterator[Gap]:
    for criterion in criteria:
        most = points.get(criterion.pk)
        if most is not None and (criterion.minimum_points or 0) > most:
            yield Gap(
                _(
                    "Delkontrakt %(lot)s: kriteriet %(criterion)s kräver minst %(least)s poäng "
                    "men kan ge högst %(most)s."
                )
                % {
                    "lot": lot,
                    "criterion": criterion,
                    "least": format_number(criterion.minimum_points, 3),
                    "most": format_number(most, 3),
                },
                "plan",
                lot.pk,
            )
    total = sum((points.get(criterion.pk, Decimal(0)) for criterion in criteria), Decimal(0))
    if (plan.minimum_total_points or 0) > total:
        yield Gap(
            _("Delkontrakt %(lot)s: minsta totalpoäng %(least)s är mer än de %(most)s som finns.")
            % {
                "lot": lot,
                "least": format_number(plan.minimum_total_points, 3),
                "most": format_number(total, 3),
            },
            "plan",
            lot.pk,
        )


def weight_sum(plan: AwardPlan, criteria: list) -> Decimal:
    """Sum of the weights of criteria and price, with the missing ones left out."""
    weights = [criterion.weight for criterion in criteria] + [plan.price_weight]
    return sum((weight for weight in weights if weight is not None), Decimal(0))


def _weight_gaps(lot: Lot, plan: AwardPlan, criteria: list) -> Iterator[Gap]:
    if plan.model != AwardModel.WEIGHTED_POINTS:
        return
    if plan.price_weight is None:
        yield Gap(_("Delkontrakt %s: priset saknar vikt.") % lot, "plan", lot.pk)
    total = weight_sum(plan, criteria)
    if total != WHOLE:
        yield Gap(
            _("Delkontrakt %(lot)s: vikterna blir %(total)s tillsammans med priset, inte 100.")
            % {"lot": lot, "total": format_number(total, 3)},
            "plan",
            lot.pk,
            "LOU 16 kap. 6 §",
        )
    if plan.price_method == PriceMethod.ABSOLUTE_SCALE:
        if plan.zero_points_at is None:
            yield Gap(
                _("Delkontrakt %s: ange vilket pris som ger noll poäng.") % lot, "plan", lot.pk
            )
        if (plan.full_points_at or 0) > 0:
            yield Gap(
                _("Delkontrakt %s: prisskalan har ett prisgolv, och det är inte tillåtet.") % lot,
                "plan",
                lot.pk,
                PRICE_FLOOR_LAW,
            )


def _warnings(lot: Lot, plan: AwardPlan) -> Iterator[Gap]:
    is_relative = (
        plan.model == AwardModel.WEIGHTED_POINTS
        and plan.price_method == PriceMethod.LOWEST_OVER_PRICE
    )
    if is_relative:
        yield Gap(
            _(
                "Delkontrakt %s: prispoängen beror på de andra anbuden. Ett tredje anbud kan "
                "vända ordningen mellan två andra (Konkurrensverket 2009:12). Mervärdesavdrag i "
                "kronor eller fast prisskala har inte den svagheten."
            )
            % lot,
            "plan",
            lot.pk,
            is_blocking=False,
        )
