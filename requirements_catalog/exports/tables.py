"""Requirements as a workbook or a text table that can be edited and brought in again.

The heads are the same in every language, so that a file made by one person is read for another.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.workbook_writer import Table, write_csv, write_xlsx

from ..fields import fields_of
from ..import_core.stamp import DIGEST_HEAD, STAMP_SHEET, UID_HEAD, row_digests
from ..models import Catalogue
from .rows import ExportRows, Told, all_columns, heads_of

# Field → width of its column in characters.
WIDTHS = {
    "code": 14, "level": 7, "title": 34, "text": 70, "kind": 12, "motive": 40,
    "verification": 40, "verification_delivery": 40, "verification_contract": 40, "scale": 40,
    "owner": 26, "assignee": 26, "modules": 18, "needs": 18, "standards": 18,
}  # fmt: skip


class ExportProblem(Exception):
    """The requirements do not fit in the format; the text says which one and why."""


def export_requirements_workbook(
    queryset: QuerySet,
    catalogue: Catalogue,
    columns: Sequence[str] | None = None,
    facts: Sequence[tuple[str, str]] = (),
    told: Told | None = None,
) -> bytes:
    """Return requirements of a catalogue as an xlsx, in the order of the queryset.

    ``columns`` are names of fields, or keys of the catalogue's own, in order; all when None. The
    id comes first always, and the level where it tells something. ``facts`` (label, text) make a
    sheet that says what the file is. ``told`` hears how many rows are written.

    Raises ExportProblem for a text that no cell can hold.
    """
    rows = export_rows(queryset, catalogue, columns, told)
    sheet = Table(
        "Krav",
        [*rows.columns, UID_HEAD, DIGEST_HEAD],
        ([*cells, uid, row_digests(cells)] for cells, uid in rows.with_uids()),
        [WIDTHS.get(field, 16) for field in rows.columns.values()],
        rows.headings,
        hidden_from=len(rows.columns),
        choices=rows.choices,
    )
    about = [Table(_("Om filen"), (_("Uppgift"), _("Värde")), facts, (24, 90))] if facts else []
    stamp = Table(STAMP_SHEET, (), _stamp_rows(rows), is_hidden=True)
    try:
        return write_xlsx([sheet, *about, stamp])
    except ValueError as error:
        raise ExportProblem(
            _("En text är längre än en Excelcell rymmer och börjar ”%(text)s”. Exportera som CSV.")
            % {"text": error}
        ) from error


def export_requirements_csv(
    queryset: QuerySet,
    catalogue: Catalogue,
    columns: Sequence[str] | None = None,
    told: Told | None = None,
) -> bytes:
    """Return the same table as ``export_requirements_workbook`` as semicolon-separated text."""
    rows = export_rows(queryset, catalogue, columns, told)
    return write_csv(list(rows.columns), rows)


def export_rows(
    queryset: QuerySet,
    catalogue: Catalogue,
    columns: Sequence[str] | None = None,
    told: Told | None = None,
) -> ExportRows:
    """The rows that a file of some columns holds; all columns when None."""
    fields = fields_of(catalogue)
    wanted = all_columns(fields) if columns is None else columns
    return ExportRows(queryset, catalogue, heads_of(wanted, fields), fields, told)


def _stamp_rows(rows: ExportRows) -> Iterator[list[str]]:
    """The stamp's cells, made up once the rows before it have been written."""
    yield from rows.stamp().as_rows()


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
