"""The comparison of ways to package as a workbook and as a document."""

from collections.abc import Sequence
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.ordering import in_natural_order
from common.pdf import render_pdf
from common.workbook_writer import Table, write_xlsx
from programmes.models import Programme

from .choice_again import lapse_in
from .choice_record import Choice, named
from .choices import AlternativeState
from .comparison import Row, compare
from .reading import Known, Reading


def comparison_xlsx(
    known: Known, readings: Sequence[Reading], choices: Sequence[Choice] = ()
) -> bytes:
    """The comparison, where every module stands, what the cuts go through, and, where something was
    ever chosen, the record of the choices: a sheet each."""
    titles = [
        f"{one.alternative.title} ({one.alternative.get_state_display()})" for one in readings
    ]
    rows = compare(known, readings)
    return write_xlsx(
        [
            Table(
                name=_("Jämförelse"),
                heads=[_("Det som jämförs"), *titles, _("Skillnad")],
                rows=[*_stand(choices, readings), *(_exported(row) for row in rows)],
                widths=[44, *[36] * len(titles), 14],
            ),
            Table(
                name=_("Placeringar"),
                heads=[
                    _("Alternativ"), _("Paket"), _("Delkontrakt"), _("Modul"),
                    _("Lågt värde"), _("Troligt värde"), _("Högt värde"),
                ],
                rows=[line for reading in readings for line in _placed(known, reading)],
                widths=[40, 36, 36, 30, 16, 16, 16],
            ),
            Table(
                name=_("Snitt"),
                heads=[
                    _("Alternativ"), _("Gränssnitt"), _("Från"), _("Till"), _("Standarder"),
                    _("Betydelse"),
                ],
                rows=[line for reading in readings for line in _cuts(known, reading)],
                widths=[40, 40, 28, 28, 28, 16],
            ),
            *_recorded(choices),
        ]
    )  # fmt: skip


def _recorded(choices: Sequence[Choice]) -> list[Table]:
    """The record of choices, newest first: what was chosen and what became of that."""
    if not choices:
        return []
    heads = [
        _("Alternativ"), _("Läge"), _("Beslut"), _("Beslutande organ"), _("Beslutsdag"), _("Skäl"),
        _("Valdes bort"), _("Antecknat av"), _("Antecknat"), _("Upphörde genom"),
        _("Skäl till att det upphörde"), _("Upphörandet antecknat"),
    ]  # fmt: skip
    rows = [_choice_line(one) for one in choices]
    widths = [24, 10, 30, 22, 12, 36, 36, 18, 12, 38, 36, 14]
    return [Table(_("Gjorda val"), heads, rows, widths)]


def _choice_line(one: Choice) -> list:
    ending, decision = one.ending, one.decision
    by_what = [decision.title, str(decision.body), decision.decided_on] if decision else None
    rejected = "\n".join(f"{title}: {reason}" for title, reason in one.rejected)
    ended = [ending.told, ending.reason, localtime(ending.at).date()] if ending else [None] * 3
    return [
        one.title, one.word, *(by_what or [one.decided_by, None, None]), one.reason, rejected,
        one.by, localtime(one.at).date(), *ended,
    ]  # fmt: skip


def _stand(choices: Sequence[Choice], readings: Sequence[Reading]) -> list[list]:
    """By which decision an alternative is chosen or not, or what ended the last choice; no row
    where none was ever made."""
    if lapse := lapse_in(choices):
        return [[_("Val"), lapse.told, *[None] * len(readings)]]
    decisions = [reading.alternative.decision for reading in readings]
    if not any(decisions):
        return []
    told = [named(one) if one else None for one in decisions]
    return [[_("Beslut"), *told, None]]


def _exported(row: Row) -> list:
    return [row.label, *(cell.value for cell in row.cells), row.difference]


def _placed(known: Known, reading: Reading) -> list[list]:
    title = reading.alternative.title
    lots = {lot.pk: (package, lot) for package in reading.packages for lot in package.lots.all()}
    found = []
    for module in known.modules.values():
        lot = reading.arrangement.placed.get(module.pk)
        if lot is None and module.pk not in reading.figures.left_over:
            continue
        package, part = lots[lot] if lot else (_("kvar att placera"), "")
        value = known.facts.estimates.get(module.pk)
        money = [value.low, value.likely, value.high] if value else [_("saknas")] * 3
        found.append([title, str(package), str(part), module.name, *money])
    return found


def _cuts(known: Known, reading: Reading) -> list[list]:
    found = []
    for one in reading.figures.crossings:
        row = known.interfaces[one.seam.key]
        names = [known.modules[key].name for key in (one.seam.source, one.seam.target)]
        standards = ", ".join(
            in_natural_order(known.standards[key].code for key in one.seam.standards)
        )
        found.append(
            [reading.alternative.title, str(row), *names, standards, row.get_criticality_display()]
        )
    return found


def comparison_pdf(
    programme: Programme,
    known: Known,
    readings: Sequence[Reading],
    choices: Sequence[Choice] = (),
    *,
    by,
    at: datetime,
) -> bytes:
    """The same in the active language; PdfUnavailable as ``common.pdf.render_pdf``."""
    title = _("Upphandlingspaketering: alternativen sida vid sida")
    language = get_language() or "sv"
    rows = compare(known, readings)
    chosen = (
        one.alternative for one in readings if one.alternative.state == AlternativeState.CHOSEN
    )
    context = {
        "language": language,
        "title": title,
        "programme": programme,
        "day": localtime(at).date().isoformat(),
        "readings": readings,
        "figures": [row for row in rows if not row.is_text],
        "words": [row for row in rows if row.is_text],
        "chosen": next(chosen, None),
        "lapse": lapse_in(choices),
        "choices": choices,
    }
    return render_pdf(
        html=render_to_string("documents/packaging_comparison.html", context),
        title=f"{title} – {programme.name}",
        language=language,
        author=str(by),
        created_at=at,
    )
