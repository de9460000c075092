"""The budget lines of those who leave, and what is budgeted for all together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from procurements.models import Procurement
from steering.models import BudgetLine

from .members import Member


@dataclass(frozen=True)
class BudgetRow:
    """The budget lines of an organisation that leaves, by year."""

    member: Member
    lines: list[BudgetLine]

    @property
    def years(self) -> list[tuple[int, Decimal]]:
        """Each year that it has lines in, with what is budgeted in kronor."""
        sums: dict[int, Decimal] = {}
        for line in self.lines:
            sums[line.year] = sums.get(line.year, Decimal(0)) + line.planned
        return sorted(sums.items())

    @property
    def total(self) -> Decimal:
        """What is budgeted in all years, in kronor."""
        return sum((line.planned for line in self.lines), Decimal(0))


def budget_of(procurement: Procurement, leaving: Sequence[Member]) -> list[BudgetRow]:
    """The lines of each that leaves and has any; one query."""
    rows = BudgetLine.objects.in_programme(procurement.programme)
    found = rows.filter(organisation__in=[one.key for one in leaving]).order_by("year", "pk")
    by_key: dict[int, list[BudgetLine]] = {}
    for line in found:
        by_key.setdefault(line.organisation_id, []).append(line)
    return [BudgetRow(one, by_key[one.key]) for one in leaving if one.key in by_key]


def shared_budget(procurement: Procurement) -> Decimal | None:
    """What is budgeted without an organisation, in kronor; None where nothing is."""
    rows = BudgetLine.objects.in_programme(procurement.programme).filter(organisation=None)
    return rows.aggregate(sum=Sum("planned"))["sum"]
