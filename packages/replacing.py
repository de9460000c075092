"""A choice in place of another: what the earlier one made, what of it stays, what goes away."""

from collections.abc import Sequence
from dataclasses import dataclass

from procurements.models import Procurement

from .choice_undo import Obstacle, blocked_by, carried_over, made_by, named_by, obstacles_to
from .choices import AlternativeState
from .models import Package, PackageLot, PackagingAlternative


@dataclass(frozen=True)
class Replacement:
    """The choice that stands, and what becomes of what it made when another is chosen."""

    standing: PackagingAlternative
    # Lots and procurements that the earlier choice made and that go away with it.
    lots: Sequence[PackageLot]
    drafts: Sequence[Package]
    # What it made and the new choice's packages name: it stays as it is, with its lots.
    carried: Sequence[Procurement]
    # What was there before, and rests on no chosen alternative when the new one is chosen.
    left: Sequence[Procurement]
    obstacles: Sequence[Obstacle]

    @property
    def refusal(self) -> str:
        """Why it cannot be replaced; empty where it can."""
        return blocked_by(self.standing, self.obstacles) if self.obstacles else ""

    @property
    def going(self) -> set[int]:
        """The keys of the lots that are gone once the earlier choice is taken back."""
        return {row.lot_id for row in self.lots if row.lot_id is not None}

    @property
    def mark(self) -> list:
        """What is shown of it, as keys."""
        rows = (self.lots, self.drafts, self.carried, self.left)
        standing = [self.standing.pk, self.standing.decision_id]
        return [*standing, *(sorted(row.pk for row in some) for some in rows)]


def standing_in(programme) -> PackagingAlternative | None:
    """The programme's chosen alternative, if it has one."""
    rows = PackagingAlternative.objects.in_programme(programme).select_related("decision__body")
    return rows.filter(state=AlternativeState.CHOSEN).first()


def replacement_by(alternative: PackagingAlternative) -> Replacement | None:
    """What choosing the alternative takes the place of; None where none is chosen."""
    standing = standing_in(alternative.programme)
    if standing is None or standing.pk == alternative.pk:
        return None
    carried = carried_over(standing, alternative)
    drafts, lots = made_by(standing, carried)
    linked = Procurement.objects.filter(
        packages__alternative=standing, packages__made_at__isnull=True
    )
    left = linked.exclude(pk__in=named_by(alternative)).order_by("pk")
    obstacles = obstacles_to(standing, carried)
    return Replacement(standing, lots, drafts, carried, list(left), obstacles)
