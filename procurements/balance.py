"""What a package weighs: share of ska, points by criterion, kronor that quality is worth."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count

from .choices import ItemRole
from .gates import points_by_criterion
from .models import AwardCriterion, Lot, Procurement
from .package_tree import ItemLot


@dataclass(frozen=True)
class CriterionBalance:
    """A criterion with the points its bör-krav can give, None when it has none."""

    criterion: AwardCriterion
    points: Decimal | None

    @property
    def worth_of_a_point(self) -> Fraction | None:
        """Kronor, or weight, that one point is worth."""
        worth = self.criterion.max_deduction or self.criterion.weight
        if not self.points or not worth:
            return None
        return Fraction(worth) / Fraction(self.points)


@dataclass
class LotBalance:
    """A lot: how many requirements of each role apply to it, and what its criteria can give."""

    lot: Lot
    counts: dict[str, int] = field(default_factory=dict)
    criteria: list[CriterionBalance] = field(default_factory=list)

    @property
    def mandatory(self) -> int:
        """Number of ska-krav."""
        return self.counts.get(ItemRole.MANDATORY, 0)

    @property
    def desirable(self) -> int:
        """Number of bör-krav."""
        return self.counts.get(ItemRole.DESIRABLE, 0)

    @property
    def information(self) -> int:
        """Number of upplysningar."""
        return self.counts.get(ItemRole.INFORMATION, 0)

    @property
    def share_of_mandatory(self) -> Fraction | None:
        """Per cent ska-krav among those that are answered; None when there are none."""
        answered = self.mandatory + self.desirable
        return Fraction(100 * self.mandatory, answered) if answered else None

    @property
    def points(self) -> Decimal:
        """Points that can be earned in all."""
        return sum((row.points for row in self.criteria if row.points), Decimal(0))

    @property
    def deductions(self) -> Decimal:
        """Kronor that full points are worth in all."""
        amounts = [row.criterion.max_deduction for row in self.criteria]
        return sum((amount for amount in amounts if amount), Decimal(0))


def balance_of(procurement: Procurement) -> list[LotBalance]:
    """The balance of each lot, in order; a fixed number of queries."""
    own = _counts_by_lot(procurement)
    common = _counts_of_all_lots(procurement)
    points = points_by_criterion(procurement)
    lots = procurement.lots.with_plan().prefetch_related("modules")
    return [
        LotBalance(
            lot,
            {
                role: common.get(role, 0) + own.get((lot.pk, role), 0)
                for role in (ItemRole.MANDATORY, ItemRole.DESIRABLE, ItemRole.INFORMATION)
            },
            [CriterionBalance(row, points.get(row.pk)) for row in lot.criteria.all()],
        )
        for lot in lots
    ]


def value_of(balance: Sequence[LotBalance]) -> Decimal | None:
    """The estimated values of all lots together; None where one of them has none."""
    values = [row.lot.estimated_value for row in balance]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(values) else None


def _counts_of_all_lots(procurement: Procurement) -> dict[str, int]:
    rows = procurement.items.filter(lots=None).order_by().values_list("role")
    return dict(rows.annotate(number=Count("pk")))


def _counts_by_lot(procurement: Procurement) -> dict[tuple[int, str], int]:
    rows = (
        ItemLot.objects.filter(procurementrequirement__procurement=procurement)
        .order_by()
        .values_list("lot", "procurementrequirement__role")
        .annotate(number=Count("pk"))
    )
    return {(lot, role): number for lot, role, number in rows}
