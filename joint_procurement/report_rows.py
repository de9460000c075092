"""The rows of the report of what happens when organisations leave or join."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from procurements.models import Lot, PriceItem
from programmes.register import Tag
from requirements_catalog.models import Requirement

from .members import Member
from .report_basis import sum_told
from .volumes import StatedLot
from .what_if import Amount, ItemOutcome, LotOutcome


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation before and after: percent and kronor of the value of all lots."""

    member: Member
    percent_before: Decimal | None
    percent_after: Decimal | None
    value_before: Decimal | None
    value_after: Decimal | None
    leaves: bool
    joins: bool
    # Does not join, and is in the value by an open option.
    has_option: bool

    @property
    def tag(self) -> Tag | None:
        """What it does, or that it has an option; None for one that takes part as before."""
        if self.leaves:
            return Tag(_("lämnar"), "refused")
        if self.joins:
            return Tag(_("ansluter"), "met")
        if self.has_option and self.member.is_out:
            return Tag(_("option, deltar inte"), "attention")
        return Tag(_("option"), "information") if self.has_option else None


@dataclass(frozen=True)
class OrganisationSum:
    """The sums of the columns of the organisations; None where nothing is to sum."""

    percent_before: Decimal | None
    percent_after: Decimal | None
    value_before: Decimal | None
    value_after: Decimal | None


@dataclass(frozen=True)
class ItemRow:
    """A price item before and after."""

    item: PriceItem
    outcome: ItemOutcome
    estimated: list[str]

    @property
    def basis(self) -> str:
        """What the figures are worked out from."""
        if self.outcome.basis == "undivided":
            return _("inte fördelad på organisationerna")
        if self.outcome.basis == "population":
            return _("prispostens mängd, efter befolkning")
        if self.estimated:
            names = ", ".join(self.estimated)
            return _("angivna volymer; %(names)s efter befolkning") % {"names": names}
        return _("angivna volymer")


@dataclass(frozen=True)
class LotRow:
    """A lot before and after."""

    stated: StatedLot
    outcome: LotOutcome
    # Its value in whole kronor, as it is shown and summed.
    value: Amount
    items: list[ItemRow]
    estimated: list[str]
    weights: list["WeightRow"]
    # Why it is divided as it is, and who lacks what for another way; a sentence each.
    why: list[str]
    # The sums of the weights of those counted before and after, in percent, and of each item.
    weight_sums: list["WeightSum"]

    @property
    def weighed(self) -> list[PriceItem]:
        """The price items that the weights are the mean of."""
        return [row.item for row in self.items if row.item.pk in self.outcome.weights.parts]

    @property
    def lot(self) -> Lot:
        """The lot itself."""
        return self.stated.lot

    @property
    def fixed_percent(self) -> Fraction:
        """The part of the value that stays whatever the volume."""
        return self.stated.facts.fixed * 100

    @property
    def sum_told(self) -> str:
        """The formula with the figures of this lot."""
        return sum_told(self.outcome, self.fixed_percent)

    @property
    def basis(self) -> str:
        """How the value is split."""
        if not self.outcome.weights.are_by_volume:
            return _("efter befolkning")
        if self.estimated:
            names = ", ".join(self.estimated)
            return _("efter volym; delvis efter befolkning: %(names)s") % {"names": names}
        return _("efter volym")


@dataclass(frozen=True)
class WeightSum:
    """The sums that the formula of the value divides by: of those counted before, or after."""

    name: str
    parts: list[Fraction | None]
    weight: Fraction | None
    items: list[PriceItem]
    # 100 where each one's share is known.
    share_before: Decimal | None
    share_after: Decimal | None

    @property
    def named_parts(self) -> list[tuple[PriceItem, Fraction | None]]:
        """Each item with the percent of it."""
        return list(zip(self.items, self.parts, strict=True))


@dataclass(frozen=True)
class WeightRow(WeightSum):
    """Percent of the base that an organisation has of each item, the mean of them, and its share
    of the lot's value before and after."""


@dataclass(frozen=True)
class RequirementRow:
    """A requirement that loses or gains its owner, and who that is."""

    requirement: Requirement
    owners: list[str]
    texts: list[str]
