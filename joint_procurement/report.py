"""The report of what happens when organisations leave or join: read, worked out, not written.

Its parts: values and shares in ``report_values``, what else is touched in ``report_touched``, who
carries the procurement out in ``report_carriers``, what a reader must know in ``report_remarks``,
and the rows of them all in ``report_rows``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from procurements.models import Procurement
from requirements_catalog.models import Requirement

from .changed_buyers import changed_since_estimated, opening_day
from .choices import Stance
from .members import Member, members_of, names_of
from .models import JoiningOption, RequirementStance
from .package import requirements_in, stances_on
from .report_carriers import Carrier, carriers_among
from .report_remarks import ignored_in, remarks_on
from .report_rows import LotRow, OrganisationRow, OrganisationSum, RequirementRow
from .report_touched import Touched, touched_by
from .report_values import holders_of, lot_row, organisation_rows, sum_of, total_of, whole
from .volumes import change_of, stated_lots
from .what_if import Amount, Change, lot_after, owners


@dataclass(frozen=True)
class Report:
    """Everything that the page, the workbook and the PDF show."""

    procurement: Procurement
    # When it was worked out.
    day: date
    members: list[Member]
    leaving: list[Member]
    joining: list[Member]
    organisations: list[OrganisationRow]
    organisation_sum: OrganisationSum
    lots: list[LotRow]
    # The sum of the lots as they are shown, in whole kronor.
    total: Amount
    # The total after with the other key: by population where it is by volume, and the other way.
    total_otherwise: Fraction | None
    by_population: bool
    lost: list[RequirementRow]
    gained: list[RequirementRow]
    requirement_count: int
    touched: Touched
    # Those who leave and carry the procurement out for others.
    carriers: list[Carrier]
    # Why there is no value after; empty where there is one.
    no_value_told: str
    # What was asked for and changes nothing; it stands first among the remarks too.
    ignored: list[str]
    remarks: list[str]

    @property
    def is_asked(self) -> bool:
        """Whether anybody was chosen."""
        return bool(self.leaving or self.joining)

    @property
    def total_shown(self) -> Amount:
        """The total in millions of kronor, as the figures at the top show it."""
        return Amount(_in_millions(self.total.before), _in_millions(self.total.after))

    @property
    def otherwise_shown(self) -> Fraction | None:
        """The total with the other key, in millions of kronor."""
        return _in_millions(self.total_otherwise)

    @property
    def query(self) -> str:
        """The choice as it stands in the address."""
        return "&".join(
            [f"leave={one.key}" for one in self.leaving]
            + [f"join={one.key}" for one in self.joining]
            + ["by=population"] * self.by_population
        )


def _in_millions(amount: Fraction | None) -> Fraction | None:
    return None if amount is None else amount / 1_000_000


def report_of(
    procurement: Procurement,
    *,
    leave: set[int],
    join: set[int],
    today: date,
    by_population: bool = False,
) -> Report:
    """The report, in a fixed number of queries; it changes nothing.

    Values are split by stated volumes as far as there are such, or all by population.
    Raises KeyError for an organisation that is not in the programme.
    """
    members = members_of(procurement)
    by_key = {member.key: member for member in members}
    if unknown := (leave | join) - by_key.keys():
        raise KeyError(*unknown)
    change = change_of(members, leave, join, by_population=by_population)
    options, stated = _open_options(procurement), stated_lots(procurement, members, today)
    change = replace(change, holders=holders_of(change, options, stated, by_key))
    other = replace(change, splits_by_population=not by_population)
    leaving = [by_key[key] for key in change.before if key not in change.after]
    joining = [by_key[key] for key in change.after if key not in change.before]
    lots = [lot_row(one, change, by_key) for one in stated]
    organisations = organisation_rows(change, by_key, lots)
    lost, gained, count = _requirements(procurement, change, by_key)
    staying = [by_key[key] for key in change.after]
    touched = touched_by(procurement, (leaving, joining), staying, options, today)
    ignored = ignored_in(members, leave, join)
    total = total_of([row.value for row in lots])
    return Report(
        procurement=procurement,
        day=today,
        members=members,
        leaving=leaving,
        joining=joining,
        organisations=organisations,
        organisation_sum=sum_of(organisations),
        lots=lots,
        total=total,
        total_otherwise=total_of(
            [whole(lot_after(one.facts, other).value) for one in stated]
        ).after,
        by_population=by_population,
        lost=lost,
        gained=gained,
        requirement_count=count,
        touched=touched,
        carriers=carriers_among(leaving, staying, touched.mandates),
        no_value_told=_no_value(total, change),
        ignored=ignored,
        remarks=[
            *ignored,
            *remarks_on(
                change,
                by_key,
                lots,
                options,
                unestimated=changed_since_estimated(procurement, members),
                opened_on=opening_day(procurement),
            ),
        ],
    )


def _no_value(total: Amount, change: Change) -> str:
    if total.after is not None:
        return ""
    if change.is_without_buyers:
        return _("ingen köpare är kvar: utan köpare blir det inget avtal")
    return _("går inte att räkna ut")


def _open_options(procurement: Procurement) -> list[JoiningOption]:
    rows = JoiningOption.objects.filter(procurement=procurement).select_related("lot")
    return [row for row in rows.prefetch_related("organisations") if row.is_open]


def _requirements(
    procurement: Procurement, change: Change, by_key: Mapping[int, Member]
) -> tuple[list[RequirementRow], list[RequirementRow], int]:
    """Those that lose and those that gain an owner, and how many there are in all."""
    found = requirements_in(procurement)
    stances = stances_on(found)
    lost, gained = [], []
    requirements = list(found.order_by("catalogue", "position", "pk"))
    for requirement in requirements:
        said = stances.get(requirement.pk, {})
        before, after = owners({key: row.stance for key, row in said.items()}, change)
        if before and not after:
            lost.append(_row(requirement, before, said, by_key))
        elif after and not before:
            gained.append(_row(requirement, after, said, by_key))
    return lost, gained, len(requirements)


def _row(
    requirement: Requirement,
    owned_by: set[int],
    said: Mapping[int, RequirementStance],
    by_key: Mapping[int, Member],
) -> RequirementRow:
    keys = [key for key in by_key if key in owned_by]
    texts = [said[key].text for key in keys if key in said and said[key].stance == Stance.DIFFERS]
    return RequirementRow(requirement, names_of(keys, by_key), texts)
