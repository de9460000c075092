"""The first sheet of the workbook: what was asked, what came out, and what a reader must know."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from common.numbers import format_money
from common.workbook_writer import Table
from programmes.register import between

from .members import Member
from .report import Report


def front_sheet(report: Report) -> Table:
    """The question and its answer in words; the other sheets have what is worked out of it."""
    facts = [*_asked(report), *_found(report), *((_("Att veta"), one) for one in report.remarks)]
    return Table(_("Om uträkningen"), (_("Uppgift"), _("Värde")), facts, (36, 90))


def _asked(report: Report) -> Iterator[tuple[str, str]]:
    procurement = report.procurement
    yield _("Program"), procurement.programme.name
    yield _("Upphandling"), procurement.title
    yield _("Fråga"), _question(report)
    yield _("Lämnar"), _names(report.leaving) or "–"
    yield _("Ansluter"), _names(report.joining) or "–"
    by_volume, by_population = _("efter angivna volymer"), _("efter befolkning")
    yield _("Värdet fördelas"), by_population if report.by_population else by_volume
    yield _("Räknat den"), report.day.isoformat()
    told = _("En uträkning. Inget ändras förrän ett beslut är fattat och antecknat.")
    yield _("Gäller"), told


def _question(report: Report) -> str:
    names = {"leaving": _names(report.leaving), "joining": _names(report.joining)}
    if report.leaving and report.joining:
        return _("Vad händer om %(leaving)s lämnar och %(joining)s ansluter?") % names
    if report.leaving:
        return _("Vad händer om %(leaving)s lämnar?") % names
    if report.joining:
        return _("Vad händer om %(joining)s ansluter?") % names
    return _("Ingen organisation är vald, så inget ändras.")


def _names(members: Sequence[Member]) -> str:
    names = [one.organisation.name for one in members]
    return f"{between(names)} ".join(names)


def _found(report: Report) -> Iterator[tuple[str, str]]:
    """The figures at the top of the page, to the krona."""
    total, touched = report.total, report.touched
    yield _("Värde före"), _money(total.before)
    yield _("Värde efter"), _money(total.after)
    if report.total_otherwise is not None:
        label = (
            _("Värde efter (fördelat efter volym)")
            if report.by_population
            else _("Värde efter (fördelat efter befolkning)")
        )
        yield label, _money(report.total_otherwise)
    yield _("Skillnad"), _money(total.difference)
    counts = {"total": report.requirement_count}
    if report.leaving:
        counts["count"] = len(report.lost)
        yield _("Krav som förlorar sin enda ägare"), _("%(count)d av %(total)d") % counts
    if report.joining:
        counts["count"] = len(report.gained)
        yield _("Krav som får ägare"), _("%(count)d av %(total)d") % counts
    yield _("Optioner som berörs"), str(len(touched.options))
    yield _("Fullmakter som berörs"), str(len(touched.mandates))
    for carrier in report.carriers:
        if carrier.told:
            yield _("Vem som genomför upphandlingen"), carrier.told


def _money(amount) -> str:
    return _("går inte att räkna ut") if amount is None else format_money(amount)
