"""What each organisation answers for of a frame of costs, in whole kronor that sum to the frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from common.numbers import rounded_shares
from programmes.models import Programme

from .models import BudgetFrame, FrameShare


@dataclass(frozen=True)
class DividedFrame:
    """A frame with its shares, each in whole kronor, and what nobody answers for."""

    frame: BudgetFrame
    rows: list[tuple[FrameShare, Decimal]]
    # In per cent and kronor; 0 where the shares are the whole frame.
    undivided_percent: Decimal
    undivided: Decimal

    @property
    def amount(self) -> Decimal:
        """The frame in whole kronor: the sum of all rows and of what is not divided."""
        return sum((amount for _share, amount in self.rows), self.undivided)

    @property
    def organisations(self) -> set[int]:
        """The keys of those who have a share."""
        return {share.organisation_id for share, _amount in self.rows}

    def kronor_of(self, organisations: set[int]) -> Decimal:
        """What these organisations, by their keys, answer for together."""
        found = (amount for share, amount in self.rows if share.organisation_id in organisations)
        return sum(found, Decimal(0))

    def percent_of(self, organisations: set[int]) -> Decimal:
        """The same in per cent."""
        found = (share for share, _amount in self.rows if share.organisation_id in organisations)
        return sum((share.percent for share in found), Decimal(0))


def divided(frame: BudgetFrame, shares: Sequence[FrameShare]) -> DividedFrame:
    """Kronor by largest remainder (``rounded_shares``): what is shown sums to the frame."""
    rest = max(Decimal(0), 100 - sum((share.percent for share in shares), Decimal(0)))
    parts = [*(share.percent for share in shares), rest]
    exact = [Fraction(frame.amount) * Fraction(part) / 100 for part in parts]
    *kronor, undivided = rounded_shares(exact, 0)
    return DividedFrame(frame, list(zip(shares, kronor, strict=True)), rest, undivided)


def divided_frames(programme: Programme) -> list[DividedFrame]:
    """The frames that somebody has a share of; one query."""
    rows = FrameShare.objects.in_programme(programme).select_related(
        "frame", "organisation", "decision"
    )
    frames: dict[int, list[FrameShare]] = {}
    for row in rows:
        frames.setdefault(row.frame_id, []).append(row)
    return [divided(shares[0].frame, shares) for shares in frames.values()]
