"""Requirements as a workbook or a text table that can be edited and brought in again.

The heads are the same in every language, so that a file made by one person is read for another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.workbook_writer import Table, write_csv, write_xlsx

from .cell_words import LINKED, Words, linked_codes, stored_names
from .fields import Field, fields_of
from .import_core.own_files import own_head
from .import_core.stamp import DIGEST_HEAD, STAMP_SHEET, UID_HEAD, Stamp, row_digests
from .import_core.words import EXPORT_HEADS, LEVEL
from .models import Catalogue

# Field → width of its column in characters.
WIDTHS = {
    "code": 14, "level": 7, "title": 34, "text": 70, "kind": 12, "motive": 40,
    "verification": 40, "verification_delivery": 40, "verification_contract": 40, "scale": 40,
    "owner": 26, "assignee": 26, "modules": 18, "needs": 18, "standards": 18,
}  # fmt: skip
COLUMNS = tuple(EXPORT_HEADS)
_ALWAYS = ("code", "level")


class ExportProblem(Exception):
    """The requirements do not fit in the format; the text says which one and why."""


def export_requirements_workbook(
    queryset: QuerySet, catalogue: Catalogue, columns: Sequence[str] | None = None
) -> bytes:
    """Return requirements of a catalogue as an xlsx, in document order.

    ``columns`` are names of fields, or keys of the catalogue's extra fields; all when None. The
    id and the level come first always. Raises ExportProblem for a text that no cell can hold.
    """
    table = export_table(queryset, catalogue, columns)
    sheet = Table(
        "Krav",
        [*table.columns, UID_HEAD, DIGEST_HEAD],
        [
            [*cells, uid, row_digests(cells)]
            for uid, cells in zip(table.levels, table.rows, strict=True)
        ],
        [WIDTHS.get(field, 16) for field in table.columns.values()],
        table.headings,
        hidden_from=len(table.columns),
    )
    stamp = Table(STAMP_SHEET, (), table.stamp(catalogue).as_rows(), is_hidden=True)
    try:
        return write_xlsx([sheet, stamp])
    except ValueError as error:
        raise ExportProblem(
            _("En text är längre än en Excelcell rymmer och börjar ”%(text)s”. Exportera som CSV.")
            % {"text": error}
        ) from error


def export_requirements_csv(
    queryset: QuerySet, catalogue: Catalogue, columns: Sequence[str] | None = None
) -> bytes:
    """Return the same table as ``export_requirements_workbook`` as semicolon-separated text."""
    table = export_table(queryset, catalogue, columns)
    return write_csv(list(table.columns), table.rows)


@dataclass(frozen=True)
class ExportTable:
    """Requirements as cells. ``columns`` is head → field; ``levels`` is uid → level, in order."""

    columns: dict[str, str]
    rows: list[list]
    levels: dict[str, int]
    headings: frozenset[int]

    def stamp(self, catalogue: Catalogue, template: str = "", header_rows: int = 1) -> Stamp:
        """What the file must tell an import about itself."""
        now = timezone.now().isoformat(timespec="seconds")
        return Stamp(catalogue.slug, now, self.columns, self.levels, template, header_rows)


def export_table(
    queryset: QuerySet, catalogue: Catalogue, columns: Sequence[str] | None = None
) -> ExportTable:
    """Return the cells of requirements in document order; a fixed number of queries."""
    fields = fields_of(catalogue)
    extras = {f.extra_key: f for f in fields.values() if f.extra_key}
    wanted = set(columns) if columns is not None else {*COLUMNS, *extras}
    names = [name for name in COLUMNS if name in _ALWAYS or name in wanted]
    heads = {EXPORT_HEADS[name]: name for name in names}
    for key, field in extras.items():
        if key in wanted:
            heads[_free(own_head(field.label), heads)] = field.name
    return export_cells(queryset, catalogue, heads, fields)


def export_cells(
    queryset: QuerySet,
    catalogue: Catalogue,
    heads: Mapping[str, str],
    fields: Mapping[str, Field] | None = None,
) -> ExportTable:
    """Return the cells of requirements under given heads (head → field), in document order.

    Fields that the catalogue does not have are left out.
    """
    fields = fields_of(catalogue) if fields is None else fields
    heads = {head: name for head, name in heads.items() if name == LEVEL or name in fields}
    ordered = queryset.order_by("position")
    stored = list(ordered.values(*stored_names(heads.values())))
    words = Words(catalogue, fields)
    words.read_people(stored, list(heads.values()))
    levels = _levels(stored)
    writers = [
        (lambda row: levels.get(row["id"]))
        if name == LEVEL
        else words.writer(name, linked_codes(queryset, name) if name in LINKED else None)
        for name in heads.values()
    ]
    return ExportTable(
        heads,
        [[write(row) for write in writers] for row in stored],
        {str(row["uid"]): levels.get(row["id"], 0) for row in stored},
        frozenset(n for n, row in enumerate(stored) if row["is_heading"]),
    )


def _free(head, taken):
    """A second field of one label is told apart as the import tells columns apart."""
    number, name = 2, head
    while name in taken:
        name, number = f"{head} ({number})", number + 1
    return name


def _levels(rows):
    """Return row → level, or nothing when rows lie under headings that are left out.

    Without its headings a level would tell a reader that a requirement has been moved.
    """
    keys = {row["id"] for row in rows}
    if any(row["parent_id"] and row["parent_id"] not in keys for row in rows):
        return {}
    return {row["id"]: row["depth"] + 1 for row in rows}


def import_report_workbook(report: dict) -> bytes:
    """Return the report of an import (``ImportReport.as_json``) as an xlsx, a row for each row."""
    outcomes = {
        "created": _("ny"),
        "updated": _("ändrad"),
        "unchanged": _("oförändrad"),
        "refused": _("avvisad"),
    }
    round_trip = {
        "moved": _("flyttad"),
        "conflict": _("ändrad på båda håll"),
        "missing": _("saknas i filen"),
    }
    words = outcomes | round_trip
    rows = [
        (
            row["row"] or None,
            row["code"],
            _("utgår") if row.get("is_withdrawn") else words[row["outcome"]],
            row.get("cell", ""),
            row.get("problem", ""),
            row.get("remedy", ""),
            _changes(row.get("changes", ())),
            _conflicts(row.get("conflicts", ())),
            "\n".join(row.get("notices", ())),
        )
        for row in report["rows"]
    ]
    heads = [
        _("Rad"), _("Krav-id"), _("Utfall"), _("Cell"), _("Problem"), _("Så går du vidare"),
        _("Ändrade fält"), _("Ändrat på båda håll"), _("Att känna till"),
    ]  # fmt: skip
    summary = [
        (_("Fil"), report["file"]),
        (_("Blad"), report["sheet"]),
        (_("Sparat"), _("ja") if report["applied"] else _("nej")),
        *((label, report[name]) for name, label in words.items() if name in report),
        (_("Nya rubriker"), report["headings"]["created"]),
        (_("Överhoppade rader"), ", ".join(map(str, report["skipped_rows"]))[:30_000]),
        *((_("Att känna till"), notice) for notice in report["notices"]),
    ]
    return write_xlsx(
        [
            Table(_("Rader"), heads, rows, (7, 16, 12, 8, 50, 50, 60, 60, 40)),
            Table(_("Sammanfattning"), (_("Uppgift"), _("Värde")), summary, (24, 60)),
        ]
    )


def _changes(changes: Iterable[dict]) -> str:
    lines = (f"{c['label']}: {c['old'] or '–'} → {c['new'] or '–'}" for c in changes)
    return "\n".join(lines)[:32_000]


def _conflicts(conflicts: Iterable[dict]) -> str:
    """Both sides of each conflict, and which of them counted."""
    lines = (
        _("%(label)s: i filen %(file)s, här %(here)s, gäller: %(choice)s")
        % {
            "label": c["label"],
            "file": c["new"] or "–",
            "here": c["old"] or "–",
            "choice": _("filen") if c["choice"] == "file" else _("det som står här"),
        }
        for c in conflicts
    )
    return "\n".join(lines)[:32_000]
