"""How a lot is awarded, as the procurement documents tell it: criteria, formula and an example.

The example is plain arithmetic on made-up tenders, to show how the formula is read. Ranking real
tenders is the business of the award engine alone.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from .choices import AwardModel, ItemRole, PriceMethod
from .document_content import Package
from .models import AwardCriterion, AwardPlan, Lot, PriceItem

EXAMPLE_SHARE = Fraction(3, 5)
# The example's price is a round multiple of the deductions, so that both can be seen to matter.
EXAMPLE_PRICE_MULTIPLE = 5


@dataclass(frozen=True)
class CriterionRow:
    """One award criterion with the points that its requirements can give together."""

    criterion: AwardCriterion
    max_points: Decimal
    requirement_count: int

    @property
    def example_points(self) -> Fraction:
        """The points of the made-up tender: three fifths of the most."""
        return Fraction(self.max_points) * EXAMPLE_SHARE

    @property
    def example_amount(self) -> Fraction:
        """Deduction for those points, or the part of the add-on that remains."""
        return Fraction(self.criterion.max_deduction or 0) * EXAMPLE_SHARE


@dataclass(frozen=True)
class AwardSection:
    """Everything the documents say about the award of one lot."""

    lot: Lot
    plan: AwardPlan | None
    criteria: list[CriterionRow]
    price_items: list[PriceItem]
    mandatory_count: int
    levels: list[CriterionRow] = field(default_factory=list)

    @property
    def model(self) -> str:
        """Name of the award model; lowest price when the lot has no plan."""
        return self.plan.model if self.plan else AwardModel.LOWEST_PRICE

    @property
    def is_absolute_scale(self) -> bool:
        """Whether prices become points by a fixed scale."""
        return bool(self.plan) and self.plan.price_method == PriceMethod.ABSOLUTE_SCALE

    @property
    def total_deduction(self) -> Decimal:
        """Sum of the criteria's highest deductions or add-ons."""
        return sum((row.criterion.max_deduction or Decimal(0) for row in self.criteria), Decimal(0))

    @property
    def total_weight(self) -> Decimal:
        """Sum of the weights, the price's included."""
        weights = [row.criterion.weight or Decimal(0) for row in self.criteria]
        price = (self.plan.price_weight if self.plan else None) or Decimal(0)
        return sum(weights, price)

    @property
    def example_price(self) -> Decimal:
        """Price of the made-up tender."""
        return self.total_deduction * EXAMPLE_PRICE_MULTIPLE

    @property
    def example_deduction(self) -> Fraction:
        """Deductions of the made-up tender, added up."""
        return sum((row.example_amount for row in self.criteria), Fraction(0))

    @property
    def example_addition(self) -> Fraction:
        """Add-ons of the made-up tender: the points it did not get."""
        return Fraction(self.total_deduction) - self.example_deduction

    @property
    def example_value(self) -> Fraction:
        """Comparison figure of the made-up tender."""
        if self.model == AwardModel.MONETARY_ADDITION:
            return Fraction(self.example_price) + self.example_addition
        return Fraction(self.example_price) - self.example_deduction


def award_sections(package: Package) -> list[AwardSection]:
    """One section a lot, from what ``read_package`` has read."""
    points: dict[int, Decimal] = defaultdict(Decimal)
    counts: dict[int, int] = defaultdict(int)
    for item in package.items:
        if item.criterion_id is not None and item.max_points is not None:
            points[item.criterion_id] += item.max_points
            counts[item.criterion_id] += 1
    return [_section(package, lot, points, counts) for lot in package.lots]


def _section(package: Package, lot: Lot, points: dict, counts: dict) -> AwardSection:
    criteria = [
        CriterionRow(criterion, points[criterion.pk], counts[criterion.pk])
        for criterion in lot.criteria.all()
    ]
    return AwardSection(
        lot=lot,
        plan=getattr(lot, "plan", None),
        criteria=criteria,
        price_items=list(lot.price_items.all()),
        mandatory_count=package.count(ItemRole.MANDATORY, lot),
        levels=[row for row in criteria if row.criterion.levels],
    )
