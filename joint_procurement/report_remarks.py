"""What a reader of the report must know before its figures are used."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from .members import Member, names_of
from .report_rows import LotRow
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


def remarks_on(change: Change, by_key: Mapping[int, Member], lots: Sequence[LotRow]) -> list[str]:
    """Who is in the figures and how, and what is missing in them."""
    return [*_on_organisations(change, by_key), *_on_lots(lots)]


def _on_organisations(change: Change, by_key: Mapping[int, Member]) -> Iterator[str]:
    if not change.before:
        yield _("Ingen organisation har beslutat att delta, så det finns inget att dela.")
    elif not change.after:
        yield _("Ingen organisation är kvar i upphandlingen.")
    for key in change.everyone:
        if change.population[key] is None:
            name = by_key[key].organisation.name
            yield _("Befolkningen i %(name)s är inte angiven.") % {"name": name}
    if names := ", ".join(names_of([key for key in by_key if key in change.with_option], by_key)):
        text = _(
            "%(names)s har en öppen option och är redan inräknad i delkontraktens uppskattade "
            "värde (LOU 5 kap. 3 §). Att ansluta genom optionen ändrar därför inte värdet."
        )
        yield text % {"names": names}


def _on_lots(lots: Sequence[LotRow]) -> Iterator[str]:
    for row in lots:
        if row.outcome.value.before is None:
            text = _("Delkontrakt %(lot)s har inget uppskattat värde och räknas inte in.")
            yield text % {"lot": row.lot}
        if row.stated.remarks:
            text = _(
                "Delkontrakt %(lot)s: volymerna är inte angivna av alla, eller blir "
                "tillsammans inte prispostens mängd, i %(items)s."
            )
            items = ", ".join(str(one.item) for one in row.stated.remarks)
            yield text % {"lot": row.lot, "items": items}
