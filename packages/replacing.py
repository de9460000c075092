"""A choice taken back, for another or for none: what it made, what of it stays, what goes away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from procurements.models import Procurement

from .choices import AlternativeState
from .models import Package, PackageLot, PackagingAlternative
from .obstacles import Obstacle, blocked_by, obstacles_to


@dataclass(frozen=True)
class TakingBack:
    """The choice that stands, and what becomes of what it made when it no longer applies.

    Empty where none stands: nothing is taken back then.
    """

    standing: PackagingAlternative | None = None
    # Its packages, with their lots and procurements.
    packages: Sequence[Package] = ()
    # Keys of the procurements that the new choice's packages name; none where it is undone.
    named: Collection[int] = ()

    @cached_property
    def drafts(self) -> list[Package]:
        """Packages whose procurement the choice made, and that goes away with it."""
        return [one for one in self._going if one.made_at and one.procurement]

    @cached_property
    def lots(self) -> list[PackageLot]:
        """Lots that the choice made, there still, and that go away; those of ``drafts`` too."""
        return [row for one in self._going for row in _made_in(one)]

    @cached_property
    def carried(self) -> list[Procurement]:
        """What it made, or made lots in, and the new choice's packages name: it stays as it is."""
        named = (one for one in self.packages if one.procurement_id in self.named)
        return _procurements(one for one in named if one.made_at or _made_in(one))

    @cached_property
    def let_go(self) -> list[Procurement]:
        """What was there before, and rests on no chosen alternative then."""
        rows = (one for one in self.packages if not one.made_at)
        return _procurements(one for one in rows if one.procurement_id not in self.named)

    @cached_property
    def obstacles(self) -> list[Obstacle]:
        """What was made and is no longer as it was made; empty is undoable."""
        if not self.drafts and not self.lots:
            return []
        return obstacles_to(self.drafts, self.lots)

    @property
    def refusal(self) -> str:
        """Why it cannot be taken back; empty where it can."""
        return blocked_by(self.standing, self.obstacles) if self.standing and self.obstacles else ""

    @property
    def losses(self) -> list[str]:
        """What goes away, in words."""
        told = [
            _("Utkastet %(title)s med sina delkontrakt.") % {"title": one.procurement}
            for one in self.drafts
        ]
        return told + [
            _("Delkontraktet %(lot)s i %(title)s.")
            % {"lot": row.lot, "title": row.package.procurement}
            for row in self.lots
            if not row.package.made_at
        ]

    @property
    def mark(self) -> list:
        """What is shown of it, as keys."""
        if self.standing is None:
            return []
        rows = (self.lots, self.drafts, self.carried, self.let_go)
        standing = [self.standing.pk, self.standing.decision_id]
        return [*standing, *(sorted(row.pk for row in some) for some in rows)]

    @property
    def _going(self) -> list[Package]:
        return [one for one in self.packages if one.procurement_id not in self.named]


def _made_in(package: Package) -> list[PackageLot]:
    """The package's lots that the choice made; one that somebody has removed is no more."""
    return [row for row in package.lots.all() if row.made_at and row.lot]


def _procurements(packages) -> list[Procurement]:
    return sorted(filter(None, (one.procurement for one in packages)), key=lambda one: one.pk)


def taking_back(standing: PackagingAlternative, named: Collection[int] = ()) -> TakingBack:
    """What taking a choice back does; ``named`` stays. Two queries, and more for the obstacles."""
    lots = PackageLot.objects.select_related("lot__plan", "lot__procurement__programme")
    rows = standing.packages.select_related("procurement__programme")
    return TakingBack(standing, list(rows.prefetch_related(Prefetch("lots", lots))), named)


def standing_in(programme) -> PackagingAlternative | None:
    """The programme's chosen alternative, if it has one."""
    rows = PackagingAlternative.objects.in_programme(programme).select_related("decision__body")
    return rows.filter(state=AlternativeState.CHOSEN).first()


def replacement_by(alternative: PackagingAlternative) -> TakingBack:
    """What choosing the alternative takes the place of; empty where none is chosen."""
    standing = standing_in(alternative.programme)
    if standing is None or standing.pk == alternative.pk:
        return TakingBack()
    rows = alternative.packages.exclude(procurement=None)
    return taking_back(standing, set(rows.values_list("procurement", flat=True)))
