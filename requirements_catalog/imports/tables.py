"""Bring a requirement workbook into a catalogue: read all, report all, write once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.workbooks import Sheet, Workbook, WorkbookRefused

from ..actions.import_set import record_import
from ..actions.imports import apply_import
from ..fields import fields_of
from ..import_core.mapping import (
    ColumnMapping,
    guess_header_row,
    guess_sheet,
    guess_targets,
    mapping_problems,
    repeated_headers,
    table_columns,
)
from ..import_core.outcomes import OUTCOMES, ROUND_TRIP_OUTCOMES, UNCHANGED, Plan
from ..import_core.own_files import find_own_header, own_export_targets, stamp_targets
from ..import_core.plan import make_plan
from ..import_core.roundtrip import Questions, plan_round_trip, settle
from ..import_core.roundtrip_file import find_ours
from ..import_core.rows import read_rows
from ..import_core.tree import TooDeep, place
from ..import_core.words import CODE, EXTRA
from ..import_labels import mapping_message
from ..models import Catalogue
from ..registered_parts import Draft, remarks_on_drafts
from ..tree import GAP, too_deep
from .lookup import directory_of, full_rows, outline_rows, used_codes, with_uncached
from .order import ImportOrder
from .report import ImportReport, approval_notices, report_row, withdrawn_notices
from .roundtrip import (
    cells_now,
    codes_after,
    extra_keys,
    extra_readers,
    find_stamp,
    once_used,
    stamp_of,
)


def import_table(
    *, catalogue: Catalogue, workbook: Workbook, mapping: ColumnMapping, order: ImportOrder
) -> ImportReport:
    """Import a workbook that has been read, its columns as ``mapping`` says.

    Raises MappingProblem for unusable columns.
    """
    order.tell(1, _("Jämför med katalogen"))
    if order.dry_run:
        return preview(catalogue, workbook, mapping)
    order.tell(2, _("Sparar"))
    with transaction.atomic():
        locked = Catalogue.objects.select_for_update(of=("self",)).get(pk=catalogue.pk)
        work = _Import(locked, workbook, mapping)
        report = work.report()
        if not order.allows(report):
            return report
        # What comes of it is told anew; two reports of 20,000 rows are not held at once.
        del report
        settle(work.plan, order.choices or {})
        reason = _("Import av %(file)s") % {"file": work.file}
        refuse_too_deep(work.plan, work.existing)
        applied = apply_import(
            catalogue=locked,
            plan=work.plan,
            existing=work.existing,
            extra_keys=work.extra_keys,
            column_mapping=mapping.as_json(),
            by=order.by,
            reason=reason,
        )
        change_set = record_import(catalogue=locked, label=reason, cells=applied.cells, by=order.by)
        report = work.report()
    catalogue.column_mapping = mapping.as_json()
    report.is_applied, report.change_set = True, change_set
    return report


class MappingProblem(Exception):
    """The columns cannot be used as chosen; the text says why."""


def refuse_too_deep(plan: Plan, existing: Sequence[Mapping]) -> None:
    """MappingProblem for a plan whose rows would stand deeper than a catalogue goes."""
    try:
        place(plan.nodes, existing, GAP)
    except TooDeep:
        raise MappingProblem(too_deep()) from None


def mapping_from_json(data: dict) -> ColumnMapping:
    """The mapping of a ``--mapping`` file; MappingProblem says where it is wrong."""
    try:
        return ColumnMapping.from_json(data)
    except ValueError as error:
        raise MappingProblem(
            _("Kolumnbeskrivningen är fel vid %(where)s.") % {"where": error}
        ) from error


def preview(catalogue: Catalogue, workbook: Workbook, mapping: ColumnMapping) -> ImportReport:
    """What an import would do, and what is remarked on its texts; writes nothing."""
    work = _Import(catalogue, workbook, mapping)
    report = work.report()
    report.remarks = remarks_on_drafts(catalogue, drafts_in(work.plan))
    return report


def drafts_in(plan: Plan) -> list[Draft]:
    """The requirements that a plan would write, as far as the file gives them."""
    return [
        Draft(
            node.current["id"] if node.current else None,
            node.code,
            {change.name: change.new for change in node.changes if not change.is_extra}
            if node.current
            else dict(node.entry.values),
        )
        for node in plan.nodes
        if node.entry is not None and not node.is_heading and node.outcome != UNCHANGED
    ]


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
    stamp = find_stamp(workbook)
    own = None
    if stamp is not None and mapping is None and not sheet:
        sheets = [(s.name, s.visible, s.rows) for s in workbook.sheets]
        own = find_own_header(sheets, stamp.header_rows)
        sheet = own[0] if own else None
    if mapping is None and not sheet and remembered.sheet in {s.name for s in workbook.sheets}:
        sheet = remembered.sheet
    table = find_sheet(workbook, sheet or (mapping.sheet if mapping else None))
    if mapping is not None:
        header = (mapping.header_row, mapping.header_rows)
    elif own is not None:
        header = own[1:]
    else:
        header = guess_header_row(table.rows)
    columns = table_columns(table.rows, *header)
    known = stamp_targets(columns, stamp) or own_export_targets(columns) or remembered.targets
    known = {**known, **(mapping.targets if mapping else {})}
    chosen = mapping or remembered
    return ColumnMapping(
        table.name,
        *header,
        targets=guess_targets(columns, known),
        default_kind=chosen.default_kind,
        kind_words=chosen.kind_words or remembered.kind_words,
        codes_in_headings=chosen.codes_in_headings,
    )


def _remembered(catalogue):
    try:
        return ColumnMapping.from_json(catalogue.column_mapping)
    except ValueError:
        return ColumnMapping()


class _Import:
    """One import against one state of the catalogue."""

    def __init__(self, catalogue, workbook, mapping):
        self.file, self.notices, self.mapping = workbook.filename, workbook.notices, mapping
        self.is_export = find_stamp(workbook) is not None
        sheet = with_uncached(find_sheet(workbook, mapping.sheet))
        self.hidden_rows = sheet.hidden_rows
        self.columns = table_columns(sheet.rows, mapping.header_row, mapping.header_rows)
        targets = {c.name: mapping.targets.get(c.name, EXTRA) for c in self.columns}
        problems = mapping_problems(targets)
        if problems:
            raise MappingProblem(" ".join(mapping_message(*problem) for problem in problems))
        self.directory = directory_of(catalogue, targets.values())
        self.ours = find_ours(stamp_of(workbook, catalogue), self.columns)
        stamp = self.ours.stamp if self.ours else None
        labels = [name for name, target in targets.items() if target == EXTRA]
        fields = fields_of(catalogue)
        self.extra_keys = extra_keys(labels, fields, stamp)
        directory = replace(
            self.directory.directory,
            extras=extra_readers(catalogue, fields, self.extra_keys),
        )
        self.full_rows = partial(full_rows, catalogue, set(targets.values()))
        self.existing = outline_rows(catalogue)
        if self.ours:
            self.plan = self._plan_ours(catalogue, sheet, directory)
        else:
            code_column = next((c.index for c in self.columns if targets[c.name] == CODE), 0)
            self.plan = self._plan_table(catalogue, sheet, directory, code_column)
        refuse_too_deep(self.plan, self.existing)

    def _plan_ours(self, catalogue, sheet, directory) -> Plan:
        return plan_round_trip(
            sheet.rows,
            self.mapping,
            self.columns,
            directory,
            self.ours,
            self.existing,
            self.extra_keys,
            Questions(
                cells_now=partial(cells_now, catalogue, self.ours.stamp),
                used_codes=partial(once_used, catalogue),
                codes_after=partial(codes_after, catalogue),
                full_rows=self.full_rows,
            ),
        )

    def _plan_table(self, catalogue, sheet, directory, code_column: int) -> Plan:
        parsed = read_rows(sheet.rows, self.mapping, self.columns, directory, sheet.merges)
        if not parsed.entries and not parsed.refused:
            raise MappingProblem(_("Under rubrikraden finns inga rader att läsa in."))
        used = used_codes(catalogue, parsed, self.existing)
        return make_plan(parsed, self.existing, self.extra_keys, code_column, used, self.full_rows)

    def report(self) -> ImportReport:
        """The plan in words."""
        plan = self.plan
        notices = list(self.notices)
        notices += [f"{notice.sentence(_)} {notice.way_on(_)}" for notice in plan.notices]
        if not self.ours and self.is_export:
            notices.append(
                _("Filen är en export, men ur en annan katalog eller utan sina dolda kolumner. "
                  "Den läses som vilken arbetsbok som helst, efter krav-id.")
            )  # fmt: skip
        notices += [*withdrawn_notices(plan), *approval_notices(plan)]
        if self.hidden_rows:
            text = ngettext(
                "%(count)s rad i bladet är dold, till exempel av ett filter. Den läses in som de "
                "andra.",
                "%(count)s rader i bladet är dolda, till exempel av ett filter. De läses in som de "
                "andra.",
                self.hidden_rows,
            )
            notices.append(text % {"count": self.hidden_rows})
        repeated = repeated_headers(self.columns)
        if repeated:
            notices.append(
                _("Flera kolumner heter likadant: %(names)s. De skiljs åt med (2), (3) …")
                % {"names": ", ".join(repeated)}
            )
        return ImportReport(
            file=self.file,
            sheet=self.mapping.sheet,
            counts={outcome: plan.count(outcome) for outcome in OUTCOMES},
            headings={outcome: plan.count_headings(outcome) for outcome in OUTCOMES[:3]},
            rows=self._rows(),
            skipped=plan.skipped,
            notices=notices,
            mapping=self.mapping.as_json(),
            round_trip=self._round_trip_counts(),
            can_be_undone=plan.can_be_undone,
        )

    def _rows(self):
        plan, taken = self.plan, set(self.plan.withdrawn)
        withdrawn = {uid for uid, key in plan.missing.items() if key in taken}
        return [report_row(row, self.directory.names, withdrawn) for row in plan.rows]

    def _round_trip_counts(self):
        if not self.ours:
            return {}
        outcomes = Counter(row.outcome for row in self.plan.rows)
        return {
            **{outcome: outcomes[outcome] for outcome in ROUND_TRIP_OUTCOMES},
            "withdrawn": len(self.plan.withdrawn),
            "exported_at": self.ours.stamp.exported_at,
        }
