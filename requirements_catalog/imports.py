"""Bring a requirement workbook into a catalogue: read all, report all, write once.

The browser's wizard, the job behind it and the command line all go through here.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.workbook_reader import read_workbook
from common.workbooks import Sheet, Workbook, WorkbookRefused

from .actions_import import apply_import
from .import_core.entries import Directory
from .import_core.mapping import (
    ColumnMapping,
    extra_label,
    guess_header_row,
    guess_sheet,
    guess_targets,
    mapping_problems,
    own_export_targets,
    repeated_headers,
    table_columns,
)
from .import_core.plan import OUTCOMES, REFUSED, Plan, Row, make_plan, new_extra_keys
from .import_core.rows import read_rows
from .import_core.words import CODE, EXTRA
from .import_labels import field_label, mapping_message, shown_value
from .models import Catalogue, Requirement, RequirementModule, RequirementNeed


@dataclass
class ImportReport:
    """What became of every row of a file; ``is_applied`` tells whether anything was written."""

    file: str
    sheet: str
    counts: dict[str, int]
    headings: dict[str, int]
    rows: list[dict]
    skipped: list[int]
    notices: list[str]
    is_applied: bool = False
    mapping: dict = field(default_factory=dict)
    # Of a ReqIF file: how many objects are gone from it, and what each of its parts holds.
    reqif: dict = field(default_factory=dict)

    @property
    def refused(self) -> int:
        """The number of rows that are not brought in."""
        return self.counts[REFUSED]

    @property
    def digest(self) -> str:
        """A fingerprint of the outcome: the same plan has the same one."""
        content = json.dumps([self.counts, self.headings, self.rows], sort_keys=True, default=str)
        return hashlib.sha256(content.encode()).hexdigest()

    def as_json(self) -> dict:
        """The report as plain data (docs/import.md)."""
        return {
            **self.counts,
            "rows": self.rows,
            "headings": self.headings,
            "skipped_rows": self.skipped,
            "notices": self.notices,
            "file": self.file,
            "sheet": self.sheet,
            "applied": self.is_applied,
            "mapping": self.mapping,
            **self.reqif,
        }

    @classmethod
    def from_json(cls, data: dict) -> "ImportReport":
        """The report that ``as_json`` gave."""
        return cls(
            file=data["file"],
            sheet=data["sheet"],
            counts={outcome: data[outcome] for outcome in OUTCOMES},
            headings=data["headings"],
            rows=data["rows"],
            skipped=data["skipped_rows"],
            notices=data["notices"],
            is_applied=data["applied"],
            mapping=data["mapping"],
            reqif={key: data[key] for key in ("removed", "contents") if key in data},
        )


def import_workbook(
    *,
    catalogue: Catalogue,
    path_or_bytes: str | Path | bytes,
    filename: str,
    by,
    sheet: str | None = None,
    mapping: ColumnMapping | dict | None = None,
    dry_run: bool = False,
    apply_rest: bool = False,
    expected_digest: str = "",
    progress: Callable[[int, int, str], None] | None = None,
) -> ImportReport:
    """Import a workbook into a catalogue; returns what became of every row.

    Nothing is written in a dry run, nor when a row is refused and ``apply_rest`` is not given
    (``is_applied`` is then False). ``mapping`` is guessed when absent. ``expected_digest`` stops
    the import (ImportChanged) when its outcome is no longer what a person has approved. Raises
    WorkbookRefused for a file that cannot be read and MappingProblem for unusable columns.
    """
    tell = progress or (lambda done, total, text: None)
    tell(0, 3, _("Läser arbetsboken"))
    workbook = read_workbook(path_or_bytes, filename)
    if isinstance(mapping, dict):
        mapping = mapping_from_json(mapping)
    chosen = choose_mapping(workbook, catalogue, sheet=sheet, mapping=mapping)
    tell(1, 3, _("Jämför med katalogen"))
    if dry_run:
        return preview(catalogue, workbook, chosen)
    tell(2, 3, _("Sparar"))
    with transaction.atomic():
        locked = Catalogue.objects.select_for_update(of=("self",)).get(pk=catalogue.pk)
        work = _Import(locked, workbook, chosen)
        report = work.report()
        if expected_digest and report.digest != expected_digest:
            raise ImportChanged
        if report.refused and not apply_rest:
            return report
        apply_import(
            catalogue=locked,
            plan=work.plan,
            existing=work.existing,
            extra_keys=work.extra_keys,
            column_mapping=chosen.as_json(),
            by=by,
            reason=_("Import av %(file)s") % {"file": filename},
        )
    catalogue.column_mapping = chosen.as_json()
    report.is_applied = True
    return report


class ImportChanged(Exception):
    """The catalogue has changed since the outcome was shown; nothing is written."""


class MappingProblem(Exception):
    """The columns cannot be used as chosen; the text says why."""


def mapping_from_json(data: dict) -> ColumnMapping:
    """The mapping of a ``--mapping`` file; MappingProblem says where it is wrong."""
    try:
        return ColumnMapping.from_json(data)
    except ValueError as error:
        raise MappingProblem(
            _("Kolumnbeskrivningen är fel vid %(where)s.") % {"where": error}
        ) from error


def preview(catalogue: Catalogue, workbook: Workbook, mapping: ColumnMapping) -> ImportReport:
    """What an import would do; writes nothing."""
    return _Import(catalogue, workbook, mapping).report()


def find_sheet(workbook: Workbook, name: str | None) -> Sheet:
    """The sheet of a name, or the one that looks most like requirements.

    Raises WorkbookRefused with the sheets there are when the name is unknown.
    """
    if not name:
        rows = [(sheet.name, sheet.visible, sheet.rows) for sheet in workbook.sheets]
        name = guess_sheet(rows)
    try:
        return workbook.sheet(name)
    except KeyError:
        names = ", ".join(sheet.name for sheet in workbook.sheets)
        raise WorkbookRefused(
            _("Bladet ”%(sheet)s” finns inte i arbetsboken.") % {"sheet": name},
            workbook.filename,
            _("Välj något av: %(sheets)s.") % {"sheets": names},
        ) from None


def choose_mapping(
    workbook: Workbook,
    catalogue: Catalogue,
    *,
    sheet: str | None = None,
    mapping: ColumnMapping | None = None,
) -> ColumnMapping:
    """The mapping to use: what is given, filled up with what the catalogue remembers and guesses.

    Columns that ``mapping`` does not name are guessed.
    """
    remembered = _remembered(catalogue)
    if mapping is None and not sheet and remembered.sheet in {s.name for s in workbook.sheets}:
        sheet = remembered.sheet
    table = find_sheet(workbook, sheet or (mapping.sheet if mapping else None))
    if mapping is not None:
        header = (mapping.header_row, mapping.header_rows)
    else:
        header = guess_header_row(table.rows)
    columns = table_columns(table.rows, *header)
    known = own_export_targets(columns) or remembered.targets
    known = {**known, **(mapping.targets if mapping else {})}
    default_kind = (mapping or remembered).default_kind
    return ColumnMapping(
        table.name, *header, targets=guess_targets(columns, known), default_kind=default_kind
    )


def _remembered(catalogue):
    try:
        return ColumnMapping.from_json(catalogue.column_mapping)
    except ValueError:
        return ColumnMapping()


class _Import:
    """One import against one state of the catalogue."""

    def __init__(self, catalogue, workbook, mapping):
        self.workbook, self.mapping = workbook, mapping
        sheet = find_sheet(workbook, mapping.sheet)
        self.columns = table_columns(sheet.rows, mapping.header_row, mapping.header_rows)
        targets = {c.name: mapping.targets.get(c.name, EXTRA) for c in self.columns}
        problems = mapping_problems(targets)
        if problems:
            raise MappingProblem(" ".join(mapping_message(*problem) for problem in problems))
        self.directory = directory_of(catalogue, targets.values())
        parsed = read_rows(
            sheet.rows, mapping, self.columns, self.directory.directory, sheet.merges
        )
        if not parsed.entries and not parsed.refused:
            raise MappingProblem(_("Under rubrikraden finns inga rader att läsa in."))
        labels = [name for name, target in targets.items() if target == EXTRA]
        known = dict(catalogue.extra_fields.values_list("label", "key"))
        by_label = new_extra_keys([extra_label(name) for name in labels], known)
        self.extra_keys = {name: by_label[extra_label(name)] for name in labels}
        self.existing = catalogue_rows(catalogue, targets.values())
        code_column = next((c.index for c in self.columns if targets[c.name] == CODE), 0)
        used = _used_codes(catalogue, parsed, self.existing)
        self.plan: Plan = make_plan(parsed, self.existing, self.extra_keys, code_column, used)

    def report(self) -> ImportReport:
        """The plan in words."""
        plan = self.plan
        notices = list(self.workbook.notices)
        repeated = repeated_headers(self.columns)
        if repeated:
            notices.append(
                _("Flera kolumner heter likadant: %(names)s. De skiljs åt med (2), (3) …")
                % {"names": ", ".join(repeated)}
            )
        return ImportReport(
            file=self.workbook.filename,
            sheet=self.mapping.sheet,
            counts={outcome: plan.count(outcome) for outcome in OUTCOMES},
            headings={outcome: plan.count_headings(outcome) for outcome in OUTCOMES[:3]},
            rows=[report_row(row, self.directory.names) for row in plan.rows],
            skipped=plan.skipped,
            notices=notices,
            mapping=self.mapping.as_json(),
        )


def report_row(row: Row, names: dict[str, dict[int, str]]) -> dict:
    """The outcome of one row in words, as it stands in the report."""
    shown = {"row": row.row, "code": row.code, "outcome": row.outcome}
    if row.title:
        shown["title"] = row.title
    if row.is_heading:
        shown["is_heading"] = True
    if row.problem:
        shown |= {
            "problem": row.problem.sentence(_),
            "cell": row.problem.cell,
            "remedy": row.problem.way_on(_),
        }
    if row.kind:
        shown |= {"kind": row.kind, "text": row.text}
    if row.changes:
        shown["changes"] = [
            {
                "field": change.name,
                "label": change.name if change.is_extra else field_label(change.name),
                "old": shown_value(change, change.old, names),
                "new": shown_value(change, change.new, names),
            }
            for change in row.changes
        ]
    if row.notices:
        shown["notices"] = [f"{n.cell}: {n.sentence(_)}" for n in row.notices]
    return shown


@dataclass(frozen=True)
class _Names:
    """What cells may name, and how keys are shown."""

    directory: Directory
    names: dict[str, dict[int, str]]


def directory_of(catalogue: Catalogue, targets: Sequence[str]) -> _Names:
    """The modules, needs and people that cells may name; one query for each column there is."""
    found, names = {}, {}
    programme = catalogue.programme
    if "modules" in targets:
        rows = list(programme.modules.values_list("pk", "code", "name"))
        found["modules"], names["modules"] = _by_name(rows)
    if "needs" in targets:
        rows = list(programme.needs.values_list("pk", "code", "title"))
        found["needs"], names["needs"] = _by_name(rows)
    if "owner" in targets:
        people = User.objects.filter(memberships__programme=programme).distinct()
        rows = list(people.values_list("pk", "email"))
        found["owners"] = {email.casefold(): pk for pk, email in rows}
        names["owner"] = dict(rows)
    return _Names(Directory(**found), names)


def _by_name(rows):
    """Names lead to a key, codes too; a code wins over a name that reads the same."""
    found = {name.casefold(): pk for pk, _code, name in rows}
    found |= {code.casefold(): pk for pk, code, _name in rows}
    return found, {pk: code for pk, code, _name in rows}


def _used_codes(catalogue, parsed, existing):
    """Codes that the catalogue once had and no row has now; asked only when a code is new."""
    current = {row["code"] for row in existing}
    if all(entry.code in current or not entry.code for entry in parsed.entries):
        return frozenset()
    once = Requirement.history.filter(catalogue=catalogue.pk).values_list("code", flat=True)
    return set(once.order_by().distinct()) - current


def catalogue_rows(catalogue: Catalogue, targets: Sequence[str]) -> list[dict]:
    """Every row of a catalogue in document order, with the fields that an import compares.

    One query, and one more for each of modules and needs when the file names them.
    """
    plain = {field.name for field in Requirement._meta.concrete_fields}
    wanted = {"id", "parent_id", "position", "depth", "is_heading", "code", "title", "text"}
    # A row may become withdrawn by its kind, so the status is always compared.
    wanted |= {"kind", "status", "extra"} | {target for target in targets if target in plain}
    rows = list(catalogue.requirements.order_by("position").values(*sorted(wanted)))
    for name, through, column in (
        ("modules", RequirementModule, "module_id"),
        ("needs", RequirementNeed, "need_id"),
    ):
        if name not in targets:
            continue
        linked = defaultdict(list)
        pairs = through.objects.filter(requirement__catalogue=catalogue)
        for row, key in pairs.order_by(column).values_list("requirement_id", column):
            linked[row].append(key)
        for row in rows:
            row[name] = tuple(linked.get(row["id"], ()))
    return rows
