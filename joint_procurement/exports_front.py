"""What stands first in the workbook and on paper: what was asked, what came out, and, in the
workbook, what a reader must know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from common.numbers import round_half_up, show_number
from common.workbook_writer import Table

from .members import Member
from .report import Report
from .report_basis import listed


@dataclass(frozen=True)
class Figure:
    """A figure of the answer; the label has its unit, so that the value can be added up."""

    label: str
    value: Decimal | int | str

    @property
    def shown(self) -> str:
        """As people read it: grouped by thousands, with the true minus."""
        return self.value if isinstance(self.value, str) else show_number(self.value, 0)


def front_sheet(report: Report) -> Table:
    """The question and its answer; the other sheets have what is worked out of it."""
    found = ((one.label, one.value) for one in headline(report))
    remarks = ((_("Att veta"), one) for one in report.remarks)
    facts = [*_asked(report), *found, *_carried(report), *remarks]
    return Table(_("Om uträkningen"), (_("Uppgift"), _("Värde")), facts, (44, 70), is_mixed=True)


def _asked(report: Report) -> Iterator[tuple[str, str]]:
    procurement = report.procurement
    yield _("Program"), procurement.programme.name
    yield _("Upphandling"), procurement.title
    yield _("Fråga"), question_of(report)
    yield _("Lämnar"), _names(report.leaving) or "–"
    yield _("Ansluter"), _names(report.joining) or "–"
    yield _("Värdet fördelas"), divided_by(report)
    yield _("Räknat den"), report.day.isoformat()
    told = _("En uträkning. Inget ändras förrän ett beslut är fattat och antecknat.")
    yield _("Gäller"), told


def divided_by(report: Report) -> str:
    """The key that the value is divided by, in words."""
    return _("efter befolkning") if report.by_population else _("efter angivna volymer")


def question_of(report: Report) -> str:
    """What was asked, as a question."""
    names = {"leaving": _names(report.leaving), "joining": _names(report.joining)}
    if report.leaving and report.joining:
        return _("Vad händer om %(leaving)s lämnar och %(joining)s ansluter?") % names
    if report.leaving:
        return _("Vad händer om %(leaving)s lämnar?") % names
    if report.joining:
        return _("Vad händer om %(joining)s ansluter?") % names
    return _("Ingen organisation är vald, så inget ändras.")


def _names(members: Sequence[Member]) -> str:
    return listed([one.organisation.name for one in members])


def headline(report: Report) -> Iterator[Figure]:
    """The figures at the top of the page, amounts to the krona: the answer in short."""
    total, touched = report.total, report.touched
    yield Figure(_("Värde före, kr"), _amount(total.before))
    yield Figure(_("Värde efter, kr"), _amount(total.after, report.no_value_told))
    if report.total_otherwise is not None:
        label = (
            _("Värde efter (fördelat efter volym), kr")
            if report.by_population
            else _("Värde efter (fördelat efter befolkning), kr")
        )
        yield Figure(label, _amount(report.total_otherwise))
    yield Figure(_("Skillnad, kr"), _amount(total.difference, report.no_value_told))
    if report.leaving:
        yield Figure(_("Krav som förlorar sin enda ägare"), _of_all(report, len(report.lost)))
    if report.joining:
        yield Figure(_("Krav som får ägare"), _of_all(report, len(report.gained)))
    yield Figure(_("Optioner som berörs"), len(touched.options))
    yield Figure(_("Fullmakter som berörs"), len(touched.mandates))


def _of_all(report: Report, count: int) -> str:
    return _("%(count)d av %(total)d") % {"count": count, "total": report.requirement_count}


def _amount(amount: Fraction | None, why_not: str = "") -> Decimal | str:
    if amount is None:
        return why_not or _("går inte att räkna ut")
    return round_half_up(amount, 0)


def _carried(report: Report) -> Iterator[tuple[str, str]]:
    for carrier in report.carriers:
        if carrier.told:
            yield _("Vem som genomför upphandlingen"), carrier.told
