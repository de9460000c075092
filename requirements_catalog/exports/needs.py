"""Needs as a file: what the list shows, with every field, so that it can be brought in again."""

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from common.media_types import XLSX
from common.workbook_writer import Table, write_csv, write_xlsx
from programmes.models import Programme

from ..choices import SourceKind
from ..import_core.need_rows import CHOICES, HEADS, LINKS, SOURCES, source_line
from ..need_matrix import NeedMatrix
from ..need_values import source_value
from ..querysets import NeedQuerySet

WIDTHS = (12, 40, 18, 14, 11, 50, 50, 40, 40, 50, 16, 20)
FORMATS = {
    "xlsx": XLSX,
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def need_file(programme: Programme, needs: NeedQuerySet, fmt: str) -> bytes:
    """The needs of a queryset, in its order, as xlsx, csv or json; four queries."""
    rows = needs.prefetch_related("goals", "modules", "sources")
    if fmt == "json":
        content = {
            "format": "fvm-needs-1",
            "programme": programme.slug,
            "needs": [_plain(need) for need in rows],
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode()
    heads = list(HEADS.values())
    if fmt == "csv":
        return write_csv(heads, _cells(rows))
    return write_xlsx([Table(_("Behov"), heads, list(_cells(rows)), WIDTHS)])


def _cells(needs) -> Iterator[list[str]]:
    kinds = dict(SourceKind.choices)
    for need in needs:
        row = []
        for name in HEADS:
            if name in CHOICES:
                row.append(str(getattr(need, f"get_{name}_display")()))
            elif name in LINKS:
                row.append(", ".join(one.code for one in getattr(need, name).all()))
            elif name == SOURCES:
                values = sorted(source_value(one) for one in need.sources.all())
                row.append("\n".join(source_line(v, str(kinds[v[0]])) for v in values))
            else:
                row.append(getattr(need, name))
        yield row


def _plain(need) -> dict:
    found = {name: getattr(need, name) for name in HEADS if name not in (*LINKS, SOURCES)}
    found[SOURCES] = [
        dict(zip(("kind", "name", "day", "participants"), source_value(one), strict=True))
        for one in need.sources.all()
    ]
    found |= {name: [one.code for one in getattr(need, name).all()] for name in LINKS}
    return found


def matrix_workbook(matrix: NeedMatrix) -> bytes:
    """The matrix as a workbook: needs, and those of them without requirements."""
    heads = [_("Perspektiv")]
    for label in (*matrix.columns, _("Alla")):
        heads += [str(label), _("%(dimension)s, utan krav") % {"dimension": label}]
    rows = [
        [str(row.label), *(number for cell in row.cells for number in (cell.needs, cell.uncovered))]
        for row in matrix.rows
    ]
    return write_xlsx([Table(_("Behov"), heads, rows, (24, *(14 for _head in heads[1:])))])
