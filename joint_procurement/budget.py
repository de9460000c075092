"""What those who leave answer for of the money: their lines, and their shares of the frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from procurements.models import Procurement
from steering.frame_shares import DividedFrame, divided_frames
from steering.models import BudgetLine, FrameShare

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


@dataclass(frozen=True)
class FrameRow:
    """A frame of costs that is divided, and what of it those who leave answer for."""

    divided: DividedFrame
    leaving: set[int]
    staying: set[int]
    # Names of those who go on taking part and have no share of it.
    without: list[str]

    @property
    def shares(self) -> list[tuple[FrameShare, Decimal, bool]]:
        """Each share, its whole kronor, and whether the one who has it leaves."""
        return [
            (share, amount, share.organisation_id in self.leaving)
            for share, amount in self.divided.rows
        ]

    @property
    def lost_percent(self) -> Decimal:
        """What those who leave answer for, in per cent of the frame."""
        return self.divided.percent_of(self.leaving)

    @property
    def lost(self) -> Decimal:
        """The same in whole kronor."""
        return self.divided.kronor_of(self.leaving)

    @property
    def kept_percent(self) -> Decimal:
        """What those who take part after the change answer for, in per cent of the frame."""
        return self.divided.percent_of(self.staying)

    @property
    def kept(self) -> Decimal:
        """The same in whole kronor."""
        return self.divided.kronor_of(self.staying)

    @property
    def outside_percent(self) -> Decimal:
        """What those answer for who do not take part in this procurement, in per cent."""
        return self.divided.percent_of(self.divided.organisations - self.leaving - self.staying)

    @property
    def outside(self) -> Decimal:
        """The same in whole kronor."""
        return self.divided.kronor_of(self.divided.organisations - self.leaving - self.staying)


def frames_of(
    procurement: Procurement, leaving: Sequence[Member], staying: Sequence[Member]
) -> list[FrameRow]:
    """The frames of the programme that are divided on organisations; one query."""
    gone, left = {one.key for one in leaving}, {one.key for one in staying}
    found = []
    for frame in divided_frames(procurement.programme):
        having = frame.organisations
        without = [one.organisation.name for one in staying if one.key not in having]
        found.append(FrameRow(frame, gone, left, without))
    return found


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
