"""The report of what happens when organisations leave or join, as a workbook and as a PDF."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.numbers import format_number, round_half_up
from common.pdf import render_pdf
from common.workbook_writer import Table, write_xlsx

from .exports_front import divided_by, front_sheet, headline, question_of
from .report import Report
from .report_rows import LotRow
from .what_if import Amount


def report_workbook(report: Report) -> bytes:
    """What was asked and what came out, then a sheet a subject; figures are numbers there."""
    return write_xlsx(
        [
            front_sheet(report),
            Table(
                _("Organisationer"),
                [
                    _("Organisation"), _("Ändring"), _("Befolkning"), _("Befolkning den"),
                    _("Andel av värdet före, %"), _("Andel av värdet efter, %"),
                    _("Värde före, kr"), _("Värde efter, kr"),
                ],
                list(_organisations(report)),
                [36, 14, 14, 16, 22, 24, 18, 18],
            ),
            Table(
                _("Värde"),
                [
                    _("Delkontrakt"), _("Fast del, %"), _("Före, kr"), _("Efter, kr"),
                    _("Skillnad, kr"), _("Räknat"), _("Varför"), _("Uträkning av värdet efter"),
                ],
                list(_values(report)),
                [44, 14, 18, 18, 18, 36, 60, 70],
            ),
            Table(
                _("Vikter"),
                [_("Delkontrakt"), _("Organisation"), _("Prispost"), _("Procent")],
                list(_weights(report)),
                [44, 36, 40, 18],
            ),
            Table(
                _("Volymer"),
                [
                    _("Delkontrakt"), _("Prispost"), _("Enhet"), _("Före"), _("Efter"),
                    _("Skillnad"), _("Räknat"),
                ],
                list(_volumes(report)),
                [36, 40, 12, 14, 14, 14, 36],
            ),
            Table(
                _("Krav"),
                [_("Följd"), _("Krav-id"), _("Krav"), _("Ägare"), _("På vilket sätt")],
                list(_requirements(report)),
                [20, 14, 50, 36, 50],
            ),
            Table(
                _("Berörs"),
                [_("Slag"), _("Vad"), _("Vem"), _("Läge"), _("Värde, kr"), _("Anmärkning")],
                list(_touched(report)),
                [20, 50, 36, 24, 18, 60],
            ),
            *([_budget_table(report), _frame_table(report)] if report.leaving else []),
        ]
    )  # fmt: skip


def _organisations(report: Report) -> Iterator[list]:
    for row in report.organisations:
        organisation = row.member.organisation
        yield [
            organisation.name, str(row.tag or ""),
            organisation.population, organisation.population_on,
            row.percent_before, row.percent_after, row.value_before, row.value_after,
        ]  # fmt: skip
    whole = report.organisation_sum
    yield [
        _("Summa"), "", None, None,
        whole.percent_before, whole.percent_after, whole.value_before, whole.value_after,
    ]  # fmt: skip


def _figures(amount: Amount, decimals: int) -> list[Decimal | None]:
    return [_shown(one, decimals) for one in (amount.before, amount.after, amount.difference)]


def _shown(value: Fraction | None, decimals: int) -> Decimal | None:
    return None if value is None else round_half_up(value, decimals)


def _values(report: Report) -> Iterator[list]:
    for row in report.lots:
        fixed = round_half_up(row.fixed_percent, 2)
        yield [str(row.lot), fixed, *_figures(row.value, 0), row.basis, *_told(row)]
    yield [_("Summa"), None, *_figures(report.total, 0), "", "", ""]


def _told(row: LotRow) -> list[str]:
    return [" ".join(row.why), row.sum_told]


def _weights(report: Report) -> Iterator[list]:
    for lot in report.lots:
        weight = _("vikt, medelvärdet") if lot.weighed else _("vikt")
        titles = [*map(str, lot.weighed), weight]
        for row in (*lot.weights, *lot.weight_sums):
            for title, share in zip(titles, [*row.parts, row.weight], strict=True):
                yield [str(lot.lot), row.name, title, _shown(share, 2)]
            for title, percent in (
                (_("andel av värdet före"), row.share_before),
                (_("andel av värdet efter"), row.share_after),
            ):
                if percent is not None:
                    yield [str(lot.lot), row.name, title, percent]


def _volumes(report: Report) -> Iterator[list]:
    for lot in report.lots:
        for row in lot.items:
            figures = _figures(row.outcome.amount, 2)
            yield [str(lot.lot), str(row.item), row.item.unit, *figures, row.basis]


def _requirements(report: Report) -> Iterator[list]:
    for label, rows in ((_("förlorar sin ägare"), report.lost), (_("får ägare"), report.gained)):
        for row in rows:
            one = row.requirement
            yield [label, one.code, one.title, ", ".join(row.owners), "; ".join(row.texts)]


def _touched(report: Report) -> Iterator[list]:
    touched = report.touched
    for carrier in report.carriers:
        name = carrier.member.organisation.name
        if carrier.is_lead:
            label = _("Genomför upphandlingen")
            yield [label, _("Samordnande myndighet"), name, "", None, carrier.told]
    for one in touched.options:
        option, notes = one.option, "; ".join(one.notes)
        state = option.get_state_display()
        yield [_("Option"), option.name, option.holder, state, one.value, notes]
    orphaned = {one.pk for carrier in report.carriers for one in carrier.mandates}
    for mandate in touched.mandates:
        state = mandate.get_state_display()
        note = _("till den som lämnar") if mandate.pk in orphaned else ""
        yield [_("Fullmakt"), str(mandate), mandate.agent.name, state, None, note]
    for wave in touched.waves:
        state = wave.get_status_display()
        yield [_("Införandeetapp"), wave.name, wave.organisation.name, state, None, ""]
    for need in touched.staffing:
        lent = _("%(filled)s av %(needed)s utlånade") % {
            "filled": format_number(need.filled, 1),
            "needed": format_number(need.needed, 1),
        }
        yield [_("Bemanning"), need.role, need.organisation.name, lent, None, ""]
    for principle in touched.principles:
        yield [_("Princip som gäller vidare"), str(principle), "", "", None, ""]


def _budget_table(report: Report) -> Table:
    return Table(
        _("Budgetposter"),
        [_("Organisation"), _("Post"), _("År"), _("Budget, kr"), _("Utfall, kr")],
        list(_budget(report)),
        [36, 50, 10, 18, 18],
    )


def _budget(report: Report) -> Iterator[list]:
    for row in report.touched.budget:
        name = row.member.organisation.name
        for line in row.lines:
            yield [name, line.title, line.year, line.planned, line.spent]
        for year, planned in row.years:
            yield [name, _("Summa för året"), year, planned, None]
        yield [name, _("Summa"), None, row.total, None]
    yield [_("gemensamma, räknas inte om"), _("Summa"), None, report.touched.budget_shared, None]


def _frame_table(report: Report) -> Table:
    return Table(
        _("Andelar av ramen"),
        [_("Ram"), _("Organisation"), _("Ändring"), _("Andel, %"), _("Belopp, kr"), _("Beslut")],
        list(_frames(report)),
        [44, 36, 14, 12, 18, 60],
    )


def _frames(report: Report) -> Iterator[list]:
    for row in report.touched.frames:
        frame, whole = str(row.divided.frame), row.divided
        for share, amount, leaves in row.shares:
            name, change = share.organisation.name, _("lämnar") if leaves else ""
            yield [frame, name, change, share.percent, amount, str(share.decision or "")]
        if whole.undivided_percent:
            yield [frame, _("inte fördelat"), "", whole.undivided_percent, whole.undivided, ""]
        yield [frame, _("Summa"), "", Decimal(100), whole.amount, ""]
        yield [frame, _("varav den som lämnar"), "", row.lost_percent, row.lost, ""]
        yield [frame, _("varav de som är kvar"), "", row.kept_percent, row.kept, ""]
        if row.outside_percent:
            told = _("varav andra, utanför upphandlingen")
            yield [frame, told, "", row.outside_percent, row.outside, ""]


def report_pdf(report: Report, *, by, at: datetime) -> bytes:
    """The report in the active language; PdfUnavailable as ``common.pdf.render_pdf``."""
    title = _("Om någon lämnar eller ansluter")
    language = get_language() or "sv"
    programme = report.procurement.programme
    html = render_to_string(
        "documents/what_if.html",
        {
            "language": language,
            "title": title,
            "programme": programme,
            "procurement": report.procurement,
            "day": localtime(at).date().isoformat(),
            "report": report,
            "question": question_of(report),
            "divided_by": divided_by(report),
            "headline": list(headline(report)),
        },
    )
    return render_pdf(
        html=html,
        title=f"{title} – {report.procurement}",
        language=language,
        author=str(by),
        created_at=at,
    )
