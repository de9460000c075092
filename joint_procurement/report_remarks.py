"""What a reader of the report must know before its figures are used."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from common.numbers import format_money

from .changed_buyers import ChangedBuyers
from .members import Member, names_of
from .models import JoiningOption
from .report_basis import listed, on_volumes
from .report_rows import LotRow
from .shares import kronor
from .what_if import Change


def ignored_in(members: Sequence[Member], leave: set[int], join: set[int]) -> list[str]:
    """What an address asks for that changes nothing: to join where one is, to leave where not."""
    found = []
    for member in members:
        name = {"name": member.organisation.name}
        if member.is_joined and member.key in join:
            text = _("%(name)s deltar redan i upphandlingen, så att den ansluter ändrar inget.")
            found.append(text % name)
        if not member.is_joined and member.key in leave:
            text = _("%(name)s deltar inte i upphandlingen, så att den lämnar ändrar inget.")
            found.append(text % name)
    return found


def remarks_on(
    change: Change,
    by_key: Mapping[int, Member],
    lots: Sequence[LotRow],
    options: Iterable[JoiningOption],
    *,
    unestimated: ChangedBuyers | None,
    opened_on: date | None,
) -> list[str]:
    """Who is in the figures and how, and what is missing in them."""
    return [
        *_on_estimates(unestimated),
        *_on_opening(opened_on, change),
        *_on_organisations(change, by_key),
        *_on_fixed_parts(change, by_key, lots),
        *_on_forgone_options(change, by_key, options),
        *_on_options(change, by_key, lots, options),
        *_on_lots(lots),
    ]


def _on_estimates(unestimated: ChangedBuyers | None) -> Iterator[str]:
    """That the values from which all is reckoned are for others than those who buy now."""
    if unestimated:
        text = _(
            "Delkontraktens värden är uppskattade %(day)s. Därefter har det ändrats vilka som "
            "köper: %(changes)s. Uppskatta värdena på nytt innan siffrorna används: de utgår från "
            "ett värde för andra än dem som köper nu."
        )
        changes = ", ".join(
            f"{one.organisation} {one.get_outcome_display()} {one.decided_on.isoformat()}"
            for one in unestimated.decisions
        )
        yield text % {"day": unestimated.since.isoformat(), "changes": changes}


def _on_opening(opened_on: date | None, change: Change) -> Iterator[str]:
    """That tenders are made for those who bought then (LOU 4:1, 17:8–16)."""
    if opened_on and set(change.before) != set(change.after):
        text = _(
            "Anbuden öppnades %(day)s och gjordes för dem som upphandlingsdokumenten nämner. Låt "
            "en jurist pröva om ändringen går ihop med likabehandling och öppenhet (LOU 4 kap. "
            "1 §) och med någon grund för ändring av ett avtal (LOU 17 kap. 8–16 §§)."
        )
        yield text % {"day": opened_on.isoformat()}


def _on_organisations(change: Change, by_key: Mapping[int, Member]) -> Iterator[str]:
    if not change.before:
        yield _("Ingen organisation har beslutat att delta, så det finns inget att dela.")
    elif change.is_without_buyers:
        yield _("Ingen organisation är kvar i upphandlingen.") + " " + without_buyers()
    for key in change.everyone:
        if change.population[key] is None:
            name = by_key[key].organisation.name
            yield _("Befolkningen i %(name)s är inte angiven.") % {"name": name}
    holding = [key for key in by_key if key in change.with_option and not by_key[key].is_out]
    if change.is_without_buyers:
        return
    if names := listed(names_of(holding, by_key)):
        text = _(
            "%(names)s har en öppen option och är redan inräknad i delkontraktens uppskattade "
            "värde (LOU 5 kap. 3 §). Att ansluta genom optionen ändrar därför inte värdet."
        )
        yield text % {"names": names}


def without_buyers() -> str:
    """Why there is no value after when nobody is left to buy."""
    return _(
        "Utan köpare blir det inget avtal, så varken den fasta delen eller optionerna har då "
        "något värde."
    )


def _on_forgone_options(
    change: Change, by_key: Mapping[int, Member], options: Iterable[JoiningOption]
) -> Iterator[str]:
    """That an option is in the value though one that has it has decided not to buy."""
    for option in options:
        named = {one.pk for one in option.organisations.all()}
        out = [
            member
            for key, member in by_key.items()
            if key in named and key in change.with_option and member.is_out
        ]
        if option.is_for_others or not out:
            continue
        text = _(
            "%(option)s är %(state)s och räknas därför med i värdet (LOU 5 kap. 3 §), fast "
            "%(names)s har beslutat att inte delta. Gå igenom optionen: när den är förfallen eller "
            "återkallad räknas den inte, och då behöver värdena uppskattas på nytt."
        )
        yield text % {
            "option": option.name,
            "state": option.get_state_display(),
            "names": listed([_with_day(member) for member in out]),
        }


def _with_day(member: Member) -> str:
    """The name with the day of what it has decided on the procurement."""
    day = f" ({member.standing.decided_on.isoformat()})" if member.standing else ""
    return f"{member.organisation.name}{day}"


def _on_fixed_parts(
    change: Change, by_key: Mapping[int, Member], lots: Sequence[LotRow]
) -> Iterator[str]:
    """Why the value falls by less than the part of those who leave."""
    kept = [row.outcome.shares_before or {} for row in lots if _keeps_some(row)]
    leaving = [
        key
        for key in change.before
        if key not in change.after and any(shares.get(key) for shares in kept)
    ]
    if leaving and change.after:
        text = _(
            "När %(names)s lämnar minskar värdet med mindre än den egna delen, för den fasta "
            "delen av värdet finns kvar och faller på de andra."
        )
        yield text % {"names": listed(names_of(leaving, by_key))}


def _keeps_some(row: LotRow) -> bool:
    return bool(row.stated.facts.fixed and row.outcome.value.before)


def _on_options(
    change: Change,
    by_key: Mapping[int, Member],
    lots: Sequence[LotRow],
    options: Iterable[JoiningOption],
) -> Iterator[str]:
    """That a value that an option states is not what is counted of those who have the option."""
    for option in options:
        named = {one.pk for one in option.organisations.all()}
        keys = [key for key in change.everyone if key in named]
        if option.value is None or option.is_for_others or not keys:
            continue
        text = _(
            "%(option)s anger värdet %(stated)s. Det är inte det som räknas: %(names)s "
            "räknas med sin andel efter volym eller befolkning av delkontraktens uppskattade värde."
        ) % {
            "option": option.name,
            "stated": format_money(option.value),
            "names": listed(names_of(keys, by_key)),
        }
        counted = _counted(option, keys, lots)
        if counted not in (None, option.value):
            differ = _("Den är %(counted)s före ändringen, så beloppen skiljer sig åt.")
            text = f"{text} {differ % {'counted': format_money(counted)}}"
        yield text


def _counted(option: JoiningOption, keys: Sequence[int], lots: Sequence[LotRow]) -> Decimal | None:
    """What they have before of the lots of the option; None where it cannot be worked out."""
    total = Decimal(0)
    for row in lots:
        value, shares = row.outcome.value.before, row.outcome.shares_before
        if option.lot_id not in (None, row.lot.pk) or value is None:
            continue
        if shares is None:
            return None
        parts = kronor(value, shares)
        total += sum(parts.get(key, Decimal(0)) for key in keys)
    return total


def _on_lots(lots: Sequence[LotRow]) -> Iterator[str]:
    for row in lots:
        if row.outcome.value.before is None:
            text = _("Delkontrakt %(lot)s har inget uppskattat värde och räknas inte in.")
            yield text % {"lot": row.lot}
        yield from on_volumes(row.stated)
