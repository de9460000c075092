"""Coverage as a workbook: the rows that the page shows, and facts about the list."""

from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.workbook_writer import Table, write_xlsx
from programmes.models import Programme

from .axes import Axis, CoverageAxis
from .coverage import KINDS, STATUSES, Cover, cells_by_need, covers_of
from .gaps import GapAxis
from .querysets_coverage import homes_in


def coverage_workbook(
    rows: QuerySet, *, axis: Axis, programme: Programme, selection: Sequence[str]
) -> bytes:
    """Every row of the selection as one sheet, and facts about it as another."""
    facts = [
        (_("Program"), programme.name),
        (_("Täckning"), str(axis.label)),
        (_("Skapad"), timezone.localtime().strftime("%Y-%m-%d %H.%M")),
        (_("Urval"), "; ".join(selection) or _("alla")),
    ]
    about = Table(_("Om filen"), (_("Uppgift"), _("Värde")), facts, (24, 90))
    return write_xlsx([SHEETS[axis.table](rows, axis, programme), about])


def _rows(rows: QuerySet, axis: CoverageAxis, programme: Programme) -> Table:
    covers = covers_of(axis, programme)
    between = [str(axis.through[0])] if axis.through else []
    heads = [
        _("Beteckning"), _("Namn"), *between, _("Krav"), *(str(label) for _kind, label in KINDS),
        *(str(label) for _status, label in STATUSES), _("Hål"), _("Skäl"), _("Beslutat av"),
    ]  # fmt: skip
    found = []
    for row in rows:
        cover = covers.get(row.pk, Cover())
        found.append([
            row.code, getattr(row, axis.title), *([cover.between or 0] if between else []),
            cover.total, *(number for _kind, number in cover.by_kind), *cover.by_status,
            *_hole(axis, row.is_hole, cover),
        ])  # fmt: skip
    widths = [14, 60, *([10] if between else []), 10, *([12] * 6), 34, 50, 24]
    return Table(str(axis.label), heads, found, widths)


def _without(rows: QuerySet, axis: CoverageAxis, programme: Programme) -> Table:
    covers = covers_of(axis, programme)
    heads = [
        _("Katalog"), _("Krav-id"), _("Rubrik"), _("Typ"), _("Status"), _("Hål"), _("Skäl"),
        _("Beslutat av"),
    ]  # fmt: skip
    found = (
        [
            row.catalogue.name, row.code, row.title, row.get_kind_display(),
            row.get_status_display(), *_hole(axis, row.is_hole, covers.get(row.pk, Cover())),
        ]
        for row in rows
    )  # fmt: skip
    return Table(str(axis.label), heads, found, (30, 14, 60, 14, 14, 34, 50, 24))


def _hole(axis: CoverageAxis, is_hole: bool, cover: Cover) -> list[str]:
    said = cover.justified
    if not is_hole:
        return ["", "", ""]
    return [str(axis.hole), said.reason if said else "", str(said.decided_by) if said else ""]


def _matrix(rows: QuerySet, axis: Axis, programme: Programme) -> Table:
    modules = list(programme.modules.order_by("position", "pk"))
    cells = cells_by_need(programme, modules)
    found = [
        [
            row.code,
            row.title,
            *(
                (_("0 – motiverat") if cell.justified else _("0 – hål"))
                if cell.is_hole
                else cell.number or ""
                for cell in cells[row.pk]
            ),
        ]
        for row in rows
    ]
    heads = [_("Beteckning"), _("Behov"), *(module.code for module in modules)]
    return Table(str(axis.label), heads, found, [14, 60, *([14] * len(modules))])


def _gaps(rows: QuerySet, axis: GapAxis, programme: Programme) -> Table:
    """A line for each gap, and one for each row that has none."""
    rows = list(rows)
    holes = axis.holes_of(rows, programme, homes_in(programme))
    found = []
    for row in rows:
        cells = [column.exported(row) for column in axis.columns]
        for hole in holes.get(row.pk, []):
            said = hole.justified
            why = [said.reason, str(said.decided_by)] if said else ["", ""]
            found.append([*cells, hole.words, *why])
        if row.pk not in holes:
            found.append([*cells, "", "", ""])
    heads = [*(str(column.label) for column in axis.columns), _("Hål"), _("Skäl"), _("Beslutat av")]
    widths = [44, *([26] * (len(axis.columns) - 1)), 60, 50, 24]
    return Table(str(axis.label)[:31], heads, found, widths)


SHEETS: dict[str, Callable[..., Table]] = {
    "rows": _rows,
    "requirements": _without,
    "matrix": _matrix,
    "gaps": _gaps,
}
