"""Requirements as a workbook or a text table that can be edited and brought in again.

The heads are the same in every language, so that a file made by one person is read for another.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.workbook_writer import Table, write_csv, write_xlsx

from .import_core.words import EXPORT_HEADS, OWN_FIELD, normalise
from .models import Catalogue, RequirementModule, RequirementNeed

# Field → width of its column in characters.
WIDTHS = {
    "code": 14, "level": 7, "title": 34, "text": 70, "kind": 12, "motive": 40,
    "verification": 40, "owner": 26, "modules": 18, "needs": 18, "extra": 20,
}  # fmt: skip
COLUMNS = tuple(EXPORT_HEADS)
_ALWAYS = ("code", "level")
EXPORT_WORDS: dict[str, dict] = {
    "kind": {"mandatory": "ska", "desirable": "bör", "information": "upplysning", "": "rubrik"},
    "answer_format": {
        "yes_no": "Ja/Nej", "text": "Fritext", "number": "Tal", "choice": "Val",
        "attachment": "Bilaga",
    },
    "phase": {"tender": "i anbudet", "delivery": "vid leverans", "contract": "under avtalet"},
    "status": {
        "draft": "utkast", "in_review": "på granskning", "approved": "godkänt",
        "withdrawn": "utgått",
    },
    "is_minimum_requirement": {True: "ja", False: "nej"},
}  # fmt: skip


class ExportProblem(Exception):
    """The requirements do not fit in the format; the text says which one and why."""


def export_requirements_workbook(
    queryset: QuerySet, catalogue: Catalogue, columns: Sequence[str] | None = None
) -> bytes:
    """Return requirements of a catalogue as an xlsx, in document order.

    ``columns`` are names of fields, or keys of the catalogue's extra fields; all when None. The
    id and the level come first always. Raises ExportProblem for a text that no cell can hold.
    """
    heads, rows, headings = _table(queryset, catalogue, columns)
    widths = [WIDTHS.get(name, 16) for name, _head in heads]
    table = Table("Krav", [head for _name, head in heads], rows, widths, headings)
    try:
        return write_xlsx([table])
    except ValueError as error:
        raise ExportProblem(
            _("En text är längre än en Excelcell rymmer och börjar ”%(text)s”. Exportera som CSV.")
            % {"text": error}
        ) from error


def export_requirements_csv(
    queryset: QuerySet, catalogue: Catalogue, columns: Sequence[str] | None = None
) -> bytes:
    """Return the same table as ``export_requirements_workbook`` as semicolon-separated text."""
    heads, rows, _headings = _table(queryset, catalogue, columns)
    return write_csv([head for _name, head in heads], rows)


def _table(queryset, catalogue, columns):
    """Return ((name, head) of each column, rows, numbers of the headings)."""
    extras = list(catalogue.extra_fields.values_list("key", "label"))
    wanted = set(columns) if columns is not None else {*COLUMNS, *(key for key, _l in extras)}
    fields = [name for name in COLUMNS if name in _ALWAYS or name in wanted]
    extras = [(key, label) for key, label in extras if key in wanted]
    plain = [name for name in fields if name not in ("level", "modules", "needs", "owner")]
    stored = list(
        queryset.order_by("position").values(
            "id", "parent_id", "depth", "is_heading", "extra", "owner__email",
            *(name for name in plain if name != "code"), "code",
        )
    )  # fmt: skip
    linked = {name: linked_codes(queryset, name) for name in ("modules", "needs") if name in fields}
    levels = _levels(stored)
    rows = [
        [
            *(_value(row, name, levels, linked) for name in fields),
            *(row["extra"].get(key) for key, _label in extras),
        ]
        for row in stored
    ]
    heads = [(name, EXPORT_HEADS[name]) for name in fields]
    heads += [("extra", extra_head(label)) for _key, label in extras]
    return heads, rows, frozenset(n for n, row in enumerate(stored) if row["is_heading"])


def extra_head(label: str) -> str:
    """Return the head of an extra column; one named like a column of ours says that it is not."""
    ours = {normalise(head) for head in EXPORT_HEADS.values()}
    return f"{label}{OWN_FIELD}" if normalise(label) in ours else label


def _levels(rows):
    """Return row → level, or nothing when rows lie under headings that are left out.

    Without its headings a level would tell a reader that a requirement has been moved.
    """
    keys = {row["id"] for row in rows}
    if any(row["parent_id"] and row["parent_id"] not in keys for row in rows):
        return {}
    return {row["id"]: row["depth"] + 1 for row in rows}


def linked_codes(queryset: QuerySet, name: str) -> dict[int, list[str]]:
    """Return row → codes of its modules or needs, by one query."""
    through, path = {
        "modules": (RequirementModule, "module__code"),
        "needs": (RequirementNeed, "need__code"),
    }[name]
    found = defaultdict(list)
    keys = queryset.order_by().values("pk")
    pairs = through.objects.filter(requirement__in=keys).order_by(path)
    for row, code in pairs.values_list("requirement_id", path):
        found[row].append(code)
    return found


def _value(row, name, levels, linked):
    if name == "level":
        return levels.get(row["id"])
    if name in linked:
        return "; ".join(linked[name].get(row["id"], ()))
    if name == "owner":
        return row["owner__email"]
    value = row[name]
    if row["is_heading"] and name in ("status", "is_minimum_requirement"):
        return None
    return EXPORT_WORDS[name].get(value, value) if name in EXPORT_WORDS else value


def import_report_workbook(report: dict) -> bytes:
    """Return the report of an import (``ImportReport.as_json``) as an xlsx, a row for each row."""
    outcomes = {
        "created": _("ny"),
        "updated": _("ändrad"),
        "unchanged": _("oförändrad"),
        "refused": _("avvisad"),
    }
    rows = [
        (
            row["row"],
            row["code"],
            outcomes[row["outcome"]],
            row.get("cell", ""),
            row.get("problem", ""),
            row.get("remedy", ""),
            _changes(row.get("changes", ())),
            "\n".join(row.get("notices", ())),
        )
        for row in report["rows"]
    ]
    heads = [
        _("Rad"), _("Krav-id"), _("Utfall"), _("Cell"), _("Problem"), _("Så går du vidare"),
        _("Ändrade fält"), _("Att känna till"),
    ]  # fmt: skip
    summary = [
        (_("Fil"), report["file"]),
        (_("Blad"), report["sheet"]),
        (_("Sparat"), _("ja") if report["applied"] else _("nej")),
        *((label, report[name]) for name, label in outcomes.items()),
        (_("Nya rubriker"), report["headings"]["created"]),
        (_("Överhoppade rader"), ", ".join(map(str, report["skipped_rows"]))[:30_000]),
        *((_("Att känna till"), notice) for notice in report["notices"]),
    ]
    return write_xlsx(
        [
            Table(_("Rader"), heads, rows, (7, 16, 12, 8, 50, 50, 60, 40)),
            Table(_("Sammanfattning"), (_("Uppgift"), _("Värde")), summary, (24, 60)),
        ]
    )


def _changes(changes: Iterable[dict]) -> str:
    lines = (f"{c['label']}: {c['old'] or '–'} → {c['new'] or '–'}" for c in changes)
    return "\n".join(lines)[:32_000]
