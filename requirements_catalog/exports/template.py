"""Exports in a programme's own layout: its workbook, filled with the catalogue's requirements."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.workbook_fill import CannotFill, Filling, fill_workbook

from ..fields import Field
from ..import_core.mapping import Column, guess_targets
from ..import_core.stamp import DIGEST_HEAD, STAMP_SHEET, UID_HEAD, row_digests
from ..import_core.words import EXPORT_HEADS
from ..import_labels import TARGET_LABELS
from ..models import Catalogue, ExportTemplate
from .rows import ExportRows
from .tables import ExportProblem


def template_fields(fields: Mapping[str, Field]) -> list[tuple[str, str]]:
    """(name, label) of everything that a column of a layout can hold."""
    known = [(name, str(TARGET_LABELS[name])) for name in EXPORT_HEADS]
    return known + [(name, str(field.label)) for name, field in fields.items() if field.extra_key]


def guess_columns(columns: Sequence[Column], fields: Mapping[str, Field]) -> list[list]:
    """The columns of a layout whose heads we know, as ``ExportTemplate.columns``."""
    own = {str(f.label).casefold(): name for name, f in fields.items() if f.extra_key}
    guessed = guess_targets(columns)
    found = []
    for column in columns:
        target = guessed[column.name]
        name = target if target in EXPORT_HEADS else own.get(column.name.casefold(), "")
        if name and column.name not in (UID_HEAD, DIGEST_HEAD):
            found.append([column.index, column.name, name])
    return found


def export_into_template(
    queryset: QuerySet, catalogue: Catalogue, template: ExportTemplate
) -> bytes:
    """Return the template's workbook with the requirements under its header, in their order.

    Fields that the catalogue no longer has leave their column empty. Raises ExportProblem.
    """
    columns = [(index, name, field) for index, name, field in template.columns]
    own = {name: index for index, name, field in columns if field in (UID_HEAD, DIGEST_HEAD)}
    filled = {name: field for _index, name, field in columns if name not in own}
    table = ExportRows(queryset, catalogue, filled)
    # Filling needs all at once: how long the table is decides what stands before it in the file.
    found = list(table.with_uids())
    places = [index for index, name, _field in columns if name in table.columns]
    # A layout's own style of a column need not be one of days: they are written as text.
    rows = [
        [str(cell) if isinstance(cell, date) else cell for cell in cells] for cells, _uid in found
    ]
    uids = [uid for _cells, uid in found]
    digests = [row_digests(cells) for cells in rows]
    hidden = [(UID_HEAD, uids), (DIGEST_HEAD, digests)]
    if own:
        # A layout that was once an export of ours has these columns already.
        places += [own[UID_HEAD], own[DIGEST_HEAD]]
        rows = [[*r, u, d] for r, u, d in zip(rows, uids, digests, strict=True)]
        hidden = []
    stamp = table.stamp(template.name, template.header_rows)
    filling = Filling(
        template.sheet,
        template.header_row + template.header_rows - 1,
        places,
        rows,
        hidden,
        STAMP_SHEET,
        stamp.as_rows(),
    )
    with template.file.open("rb") as file:
        content = file.read()
    try:
        return fill_workbook(content, filling)
    except CannotFill as problem:
        raise ExportProblem(_cannot(problem)) from problem


def _cannot(problem: CannotFill) -> str:
    what, detail = problem.args
    if what == "totals":
        return _(
            "Tabellen ”%(table)s” i mallen har en summarad. Ta bort den och ladda upp mallen igen."
        ) % {"table": detail}
    return _("En text är längre än en Excelcell rymmer och börjar ”%(text)s”.") % {"text": detail}


def template_columns(columns: Sequence[Column], chosen: Mapping[int, str]) -> list[list]:
    """``ExportTemplate.columns`` of a person's choices: column → field, empty for none."""
    found = [[c.index, c.name, chosen[c.index]] for c in columns if chosen.get(c.index)]
    own = [[c.index, c.name, c.name] for c in columns if c.name in (UID_HEAD, DIGEST_HEAD)]
    return found + (own if len(own) == 2 else [])
