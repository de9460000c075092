"""The report of what happens when organisations leave or join: read, worked out, not written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from procurements.models import Procurement
from requirements_catalog.models import Requirement
from steering.models import RolloutWave, StaffingNeed
from target_architecture.models import Principle

from .budget import BudgetRow, budget_of, shared_budget
from .choices import MandateState, Stance
from .members import Member, members_of
from .models import JoiningOption, Mandate, RequirementStance
from .package import requirements_in, stances_on
from .report_rows import ItemRow, LotRow, OrganisationRow, RequirementRow, WeightRow
from .shares import kronor, of_whole, percents
from .volumes import StatedLot, change_of, stated_lots
from .what_if import Amount, Change, LotOutcome, lot_after, owners


@dataclass(frozen=True)
class Report:
    """Everything that the page, the workbook and the PDF show."""

    procurement: Procurement
    members: list[Member]
    leaving: list[Member]
    joining: list[Member]
    organisations: list[OrganisationRow]
    lots: list[LotRow]
    total: Amount
    # The total after with the other key: by population where it is by volume, and the other way.
    total_otherwise: Fraction | None
    by_population: bool
    lost: list[RequirementRow]
    gained: list[RequirementRow]
    requirement_count: int
    options: list[JoiningOption]
    mandates: list[Mandate]
    waves: list[RolloutWave]
    staffing: list[StaffingNeed]
    budget: list[BudgetRow]
    # What is budgeted without an organisation, in kronor: shared, and not divided.
    budget_shared: Decimal | None
    principles: list[Principle]
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
    options, stated = _options(procurement), stated_lots(procurement, members, today)
    change = replace(change, holders=_holders(change, options, stated, by_key))
    other = replace(change, splits_by_population=not by_population)
    leaving = [by_key[key] for key in change.before if key not in change.after]
    joining = [by_key[key] for key in change.after if key not in change.before]
    lots = [_lot(one, change, by_key) for one in stated]
    lost, gained, count = _requirements(procurement, change, by_key)
    moving = [member.key for member in (*leaving, *joining)]
    return Report(
        procurement=procurement,
        members=members,
        leaving=leaving,
        joining=joining,
        organisations=_organisations(change, by_key, lots),
        lots=lots,
        total=_total([row.outcome for row in lots]),
        total_otherwise=_total([lot_after(one.facts, other) for one in stated]).after,
        by_population=by_population,
        lost=lost,
        gained=gained,
        requirement_count=count,
        options=[one for one in options if one.organisation_id in moving],
        mandates=[
            one
            for one in _mandates(procurement)
            if one.agent_id in moving or one.principal_id in moving
        ],
        waves=list(
            RolloutWave.objects.in_programme(procurement.programme)
            .filter(organisation__in=moving)
            .select_related("organisation")
        ),
        staffing=list(
            StaffingNeed.objects.in_programme(procurement.programme)
            .filter(organisation__in=moving)
            .select_related("organisation", "body")
        ),
        budget=budget_of(procurement, leaving),
        budget_shared=shared_budget(procurement),
        principles=list(
            Principle.objects.in_programme(procurement.programme).filter(is_shared=True)
        ),
        remarks=_remarks(change, by_key, lots),
    )


def _options(procurement: Procurement) -> list[JoiningOption]:
    rows = JoiningOption.objects.filter(procurement=procurement)
    return [row for row in rows.select_related("organisation", "lot") if row.is_open]


def _holders(
    change: Change,
    options: Sequence[JoiningOption],
    stated: Sequence[StatedLot],
    by_key: Mapping[int, Member],
) -> dict[int, tuple[int, ...]]:
    """Lot → those who do not join and have an open option on it; one without a lot is on all."""
    held = [one for one in options if one.organisation_id in by_key]
    held = [one for one in held if one.organisation_id not in change.before]
    found = {
        row.lot.pk: tuple(
            dict.fromkeys(one.organisation_id for one in held if one.lot_id in (None, row.lot.pk))
        )
        for row in stated
    }
    return {lot: keys for lot, keys in found.items() if keys}


def _mandates(procurement: Procurement):
    rows = Mandate.objects.filter(procurement=procurement)
    return rows.exclude(state=MandateState.WITHDRAWN).select_related("principal", "agent")


def _names(keys, by_key: dict[int, Member]) -> list[str]:
    return [by_key[key].organisation.name for key in keys]


def _lot(stated: StatedLot, change: Change, by_key: dict[int, Member]) -> LotRow:
    outcome = lot_after(stated.facts, change)
    items = [
        ItemRow(one.item, found, _names(found.estimated, by_key))
        for one, found in zip(stated.items, outcome.items, strict=True)
    ]
    weights = outcome.weights
    rows = [
        WeightRow(
            by_key[key].organisation.name,
            [_percent(part[key]) for part in weights.parts.values()],
            _percent(weights.by_key[key]),
        )
        for key in change.everyone
    ]
    return LotRow(stated, outcome, items, _names(weights.estimated, by_key), rows)


def _percent(share: Fraction | None) -> Fraction | None:
    return None if share is None else share * 100


def _total(outcomes: Sequence[LotOutcome]) -> Amount:
    """The sum of the lots that have a value; None where one of them cannot be worked out."""
    valued = [outcome.value for outcome in outcomes if outcome.value.before is not None]
    values = [one.before for one in valued if one.before is not None]
    before = sum(values, Fraction(0)) if values else None
    known = [one.after for one in valued if one.after is not None]
    is_known = bool(valued) and len(known) == len(valued)
    return Amount(before, sum(known, Fraction(0)) if is_known else None)


def _organisations(change: Change, by_key: dict[int, Member], lots) -> list[OrganisationRow]:
    weights = change.by_population
    before, after = (
        percents(of_whole({key: weights[key] for key in keys}) or {})
        for keys in (change.before, change.after)
    )
    had = _values(lots, change.before, lambda row: (row.outcome.value.before, "shares_before"))
    has = _values(lots, change.after, lambda row: (row.outcome.value.after, "shares_after"))
    held = {key for keys in change.holders.values() for key in keys}
    return [
        OrganisationRow(
            by_key[key],
            before.get(key),
            after.get(key),
            had.get(key),
            has.get(key),
            leaves=key in change.before and key not in change.after,
            joins=key in change.after and key not in change.before,
            has_option=key in held and key not in change.after,
        )
        for key in change.everyone
    ]


def _values(lots, keys, read) -> dict[int, Decimal]:
    """Each one's kronor of all lots with a value, summing lot by lot; empty while one lacks.

    ``keys`` are those who have a sum even if it is nothing; those with an option have theirs too.
    """
    sums = dict.fromkeys(keys, Decimal(0))
    for row in lots:
        value, name = read(row)
        if row.outcome.value.before is None:
            continue
        shares = getattr(row.outcome, name)
        if value is None or shares is None:
            return {}
        for key, amount in kronor(value, shares).items():
            sums[key] = sums.get(key, Decimal(0)) + amount
    return sums


def _requirements(procurement, change: Change, by_key: dict[int, Member]):
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
    said: dict[int, RequirementStance],
    by_key: dict[int, Member],
) -> RequirementRow:
    keys = [key for key in by_key if key in owned_by]
    texts = [said[key].text for key in keys if key in said and said[key].stance == Stance.DIFFERS]
    return RequirementRow(requirement, _names(keys, by_key), texts)


def _remarks(change: Change, by_key: dict[int, Member], lots: Sequence[LotRow]) -> list[str]:
    """What a reader must know before the figures are used."""
    found = []
    if not change.before:
        found.append(_("Ingen organisation har beslutat att delta, så det finns inget att dela."))
    elif not change.after:
        found.append(_("Ingen organisation är kvar i upphandlingen."))
    for key in change.everyone:
        if change.population[key] is None:
            name = by_key[key].organisation.name
            found.append(_("Befolkningen i %(name)s är inte angiven.") % {"name": name})
    held = {key for keys in change.holders.values() for key in keys}
    if names := ", ".join(_names([key for key in by_key if key in held], by_key)):
        text = _(
            "%(names)s har en öppen option och är redan inräknad i delkontraktens uppskattade "
            "värde (LOU 5 kap. 3 §). Att ansluta genom optionen ändrar därför inte värdet."
        )
        found.append(text % {"names": names})
    for row in lots:
        if row.outcome.value.before is None:
            found.append(
                _("Delkontrakt %(lot)s har inget uppskattat värde och räknas inte in.")
                % {"lot": row.lot}
            )
        if row.stated.remarks:
            found.append(
                _(
                    "Delkontrakt %(lot)s: volymerna är inte angivna av alla, eller blir "
                    "tillsammans inte prispostens mängd, i %(items)s."
                )
                % {
                    "lot": row.lot,
                    "items": ", ".join(str(one.item) for one in row.stated.remarks),
                }
            )
    return found
