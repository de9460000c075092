"""Needs as a file: what the list shows, with every field, so that it can be brought in again."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from common.media_types import XLSX
from common.ordering import in_natural_order
from common.workbook_writer import Table, write_csv, write_xlsx
from programmes.models import Programme

from ..choices import SourceKind
from ..import_core.need_rows import CHOICES, HEADS, LINKS, SOURCES, source_line
from ..models import Need, NeedSource
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
    rows = _rows(needs)
    if fmt == "json":
        content = {
            "format": "fvm-needs-1",
            "programme": programme.slug,
            "needs": [_plain(row) for row in rows],
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode()
    heads = list(HEADS.values())
    if fmt == "csv":
        return write_csv(heads, _cells(rows))
    return write_xlsx([Table(_("Behov"), heads, list(_cells(rows)), WIDTHS)])


def _rows(needs: NeedQuerySet) -> list[dict]:
    """Each need's fields by name, links as codes and sources as ``source_value`` tells them.

    Plain values, for thousands of needs: rows of the models would take several times as long.
    """
    plain = [name for name in HEADS if name not in (*LINKS, SOURCES)]
    rows = list(needs.prefetch_related(None).values("pk", *plain))
    keys = needs.order_by().values("pk")
    more: dict[str, Mapping[int, list]] = {name: _codes(name, keys) for name in LINKS}
    more[SOURCES] = defaultdict(list)
    for source in NeedSource.objects.filter(need__in=keys):
        more[SOURCES][source.need_id].append(source_value(source))
    for row in rows:
        row |= {name: found.get(row["pk"], []) for name, found in more.items()}
    return rows


def _codes(name: str, keys) -> Mapping[int, list[str]]:
    through = getattr(Need, name).through
    other = Need._meta.get_field(name).m2m_reverse_field_name()
    found = defaultdict(list)
    links = through.objects.filter(need__in=keys).order_by()
    for need, code in links.values_list("need", f"{other}__code"):
        found[need].append(code)
    return {need: in_natural_order(codes) for need, codes in found.items()}


def _cells(rows: list[dict]) -> Iterator[list[str]]:
    words = {name: dict(Need._meta.get_field(name).flatchoices) for name in CHOICES}
    words = {name: {key: str(label) for key, label in of.items()} for name, of in words.items()}
    kinds = {key: str(label) for key, label in SourceKind.choices}
    for row in rows:
        written = dict(row)
        written |= {name: words[name].get(row[name], row[name]) for name in CHOICES}
        written |= {name: ", ".join(row[name]) for name in LINKS}
        lines = (source_line(value, kinds[value[0]]) for value in sorted(row[SOURCES]))
        written[SOURCES] = "\n".join(lines)
        yield [written[name] for name in HEADS]


def _plain(row: dict) -> dict:
    parts = ("kind", "name", "day", "participants")
    sources = [dict(zip(parts, value, strict=True)) for value in row[SOURCES]]
    return {name: sources if name == SOURCES else row[name] for name in HEADS}


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
