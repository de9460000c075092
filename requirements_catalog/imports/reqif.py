"""Bring a ReqIF file into a catalogue: the same preview, report and single write as a workbook."""

from collections import Counter
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.reqif import element_of, xml_of
from common.reqif_reader import Package, read_reqif
from common.reqif_store import from_plain
from common.workbooks import Sheet, Workbook

from ..actions.import_set import record_import
from ..actions.reqif import ReqifOutcome, apply_reqif
from ..choices import FieldKind
from ..import_core.cells import Problem
from ..import_core.cells import gettext_noop as _noop
from ..import_core.entries import Entry, RowRefused
from ..import_core.mapping import Column, ColumnMapping, guess_targets, mapping_problems
from ..import_core.object_plan import ObjectRow, count_specifications, make_object_plan
from ..import_core.outcomes import OUTCOMES
from ..import_core.own_files import extra_label
from ..import_core.plan import new_extra_keys
from ..import_core.words import CODE, COLUMN_WORDS, EXTRA, TITLE, normalise
from ..import_labels import mapping_message
from ..models import Catalogue, Requirement
from ..reqif.cells import SAMPLES, ObjectTable
from ..reqif.entries import EntryReader, spec_object
from ..reqif.tree import parents_of
from .lookup import catalogue_rows, directory_of
from .order import ImportOrder
from .report import ImportReport, approval_notices, report_row, withdrawn_notices
from .tables import MappingProblem, refuse_too_deep

SHEET = "ReqIF"
LISTED = 10


@dataclass(frozen=True)
class ReqifWorkbook(Workbook):
    """A ReqIF file in the shape that the steps of an import know: one sheet with some samples."""

    package: Package | None = None
    table: ObjectTable | None = None


def read_reqif_workbook(content: bytes, filename: str) -> ReqifWorkbook:
    """Read a .reqif or .reqifz; WorkbookRefused with the reason when that cannot be done."""
    package = read_reqif(content, filename)
    table = ObjectTable(package.document)
    first = list(package.document.objects.values())[:SAMPLES]
    rows: list[list] = [
        list(table.names),
        *([c or None for c in table.cells(o, ())] for o in first),
    ]
    return ReqifWorkbook(
        filename, (Sheet(SHEET, True, rows),), tuple(package.notices), package, table
    )


def guess_reqif_mapping(
    workbook: ReqifWorkbook, catalogue: Catalogue, mapping: ColumnMapping | None = None
) -> ColumnMapping:
    """What each attribute is here: as given, else as at the last import, else by its name.

    An identifier is only guessed by its name: values that merely look like codes are not ids.
    """
    source = getattr(catalogue, "reqif_source", None)
    last = ColumnMapping()
    if source is not None and source.mapping:
        last = ColumnMapping.from_json(source.mapping)
    known = {**workbook.table.own_targets(), **last.targets}
    known |= mapping.targets if mapping else {}
    columns = _columns(workbook)
    targets = guess_targets(columns, known)
    for column in columns:
        is_guess = column.name not in known and targets[column.name] == CODE
        if is_guess and normalise(column.name) not in COLUMN_WORDS[CODE]:
            targets[column.name] = EXTRA
    default_kind = (mapping or last).default_kind
    return ColumnMapping(SHEET, 1, 1, targets=targets, default_kind=default_kind)


def _columns(workbook):
    rows = workbook.sheets[0].rows[1:]
    return [
        Column(index, name, tuple(row[index] for row in rows if row[index]), header=name)
        for index, name in enumerate(workbook.table.names)
    ]


def preview_reqif(
    catalogue: Catalogue, workbook: ReqifWorkbook, mapping: ColumnMapping
) -> ImportReport:
    """What an import would do; writes nothing."""
    return _ReqifImport(catalogue, workbook, mapping).report()


def import_reqif(
    *, catalogue: Catalogue, workbook: ReqifWorkbook, mapping: ColumnMapping, order: ImportOrder
) -> ImportReport:
    """Import a ReqIF file that has been read; MappingProblem for unusable attributes."""
    order.tell(1, _("Jämför med katalogen"))
    if order.dry_run:
        return preview_reqif(catalogue, workbook, mapping)
    with transaction.atomic():
        locked = Catalogue.objects.select_for_update(of=("self",)).get(pk=catalogue.pk)
        work = _ReqifImport(locked, workbook, mapping)
        report = work.report()
        if not order.allows(report):
            return report
        order.tell(2, _("Sparar"))
        reason = _("Import av %(file)s") % {"file": workbook.filename}
        notices, cells = apply_reqif(
            catalogue=locked,
            outcome=work.outcome(),
            by=order.by,
            reason=reason,
        )
        report.change_set = record_import(catalogue=locked, label=reason, cells=cells, by=order.by)
    report.notices += notices
    report.is_applied = True
    return report


class _ReqifImport:
    """One import of objects against one state of the catalogue."""

    def __init__(self, catalogue, workbook, mapping):
        self.catalogue, self.workbook, self.mapping = catalogue, workbook, mapping
        self.document, self.table = workbook.package.document, workbook.table
        self.columns = _columns(workbook)
        self.targets = [mapping.targets.get(name, EXTRA) for name in self.table.names]
        problems = mapping_problems(dict(zip(self.table.names, self.targets, strict=True)))
        twice = [problem for problem in problems if problem[0] == "twice"]
        if twice:
            raise MappingProblem(" ".join(mapping_message(*problem) for problem in twice))
        self._prepare_extras()
        people = [n for n, (kind, _words) in self.extra_kinds.items() if kind == FieldKind.PERSON]
        self.directory = directory_of(catalogue, [*self.targets, *(["owner"] if people else [])])
        addresses = {str(k): email for k, email in self.directory.names.get("owner", {}).items()}
        self.directory.names.update(dict.fromkeys(people, addresses))
        self.existing = catalogue_rows(catalogue, self.targets)
        self.known = {one.identifier: one for one in catalogue.reqif_objects.all()}
        self._prepare_before()
        self.rows = self._rows()
        self.identifier_of = {row.number: row.identifier for row in self.rows}
        self.made = make_object_plan(
            self.rows,
            self.existing,
            {**self._our_own(), **{k: one.requirement_id for k, one in self.known.items()}},
            self.extra_keys,
            self._used_codes(),
            {k: one.assigned_code for k, one in self.known.items() if one.assigned_code},
        )
        refuse_too_deep(self.made.plan, self.existing)

    def _prepare_extras(self):
        names = [n for n, t in zip(self.table.names, self.targets, strict=True) if t == EXTRA]
        fields = {field.label: field for field in self.catalogue.extra_fields.all()}
        keys = new_extra_keys([extra_label(name) for name in names],
                              {label: field.key for label, field in fields.items()})  # fmt: skip
        self.extra_keys = {name: keys[extra_label(name)] for name in names}
        self.extra_kinds = {}
        for index, name in enumerate(self.table.names):
            if name in self.extra_keys:
                field = fields.get(extra_label(name))
                self.extra_kinds[name] = (
                    (field.kind, field.choice_list) if field else self.table.field_kind(index)
                )

    def _prepare_before(self):
        """What is known of the file that came last, where its attributes were read the same way."""
        source = getattr(self.catalogue, "reqif_source", None)
        self.source = source
        self.old_table, self.old_parents, self.old_order, self.same = None, {}, {}, set()
        if source is None:
            return
        old = from_plain(source.content)
        if source.mapping.get("columns") == dict(self.mapping.targets) and (
            source.mapping.get("default_kind") == self.mapping.default_kind
        ):
            now = {
                key: xml_of(one.element)
                for key, one in self.document.objects.items()
                if key in self.known
            }
            # What is written exactly as last time need not be read again.
            self.same = {key for key, xml in now.items() if self.known[key].xml == xml}
            old.objects = {
                key: spec_object(element_of(one.xml))
                for key, one in self.known.items()
                if one.xml and key in now and key not in self.same
            }
            self.old_table = ObjectTable(old)
        headed = {key for key, one in self.known.items() if one.is_specification}
        self.old_parents = parents_of(old, set(self.known), headed)
        loose = sorted(self.known.values(), key=lambda one: one.number)
        order = dict.fromkeys([*self.old_parents, *(one.identifier for one in loose)])
        self.old_order = {key: place for place, key in enumerate(order)}

    def _rows(self):
        """Every object in document order: as placed, then those that stand nowhere."""
        reader = self._reader(self.table)
        old_reader = self._reader(self.old_table) if self.old_table else None
        parents = parents_of(self.document, set(self.document.objects), self._headed())
        self.parents = parents
        rows, number = [], 0
        for key in self._order(parents):
            if key not in self.document.objects:
                one = self.document.specifications[key]
                title = one.long_name or key
                entry = Entry(0, "", is_heading=True, values={TITLE: title[:500]})
                known = self.known.get(key)
                before = None
                if known is not None:
                    old = {k: name for k, name, _xml in self.source.content["specifications"]}
                    before = replace(entry, values={TITLE: (old.get(key) or key)[:500]})
                rows.append(ObjectRow(0, key, None, entry, before=before, is_specification=True))
                continue
            number += 1
            row = ObjectRow(
                number,
                key,
                parents.get(key),
                parent_before=self.old_parents.get(key),
                place_before=self.old_order.get(key),
            )
            try:
                if len(key) > 300:
                    raise RowRefused(_too_long(key))
                row.entry = reader.entry(number, self.document.objects[key])
            except RowRefused as refused:
                row.problem = refused.problem
            row.before = self._before(old_reader, row, key)
            rows.append(row)
        return rows

    def _before(self, reader, row, key):
        if key in self.same:
            return row.entry
        if reader is None or row.entry is None or key not in self.old_table.document.objects:
            return None
        try:
            old = self.old_table.document.objects[key]
            return reader.entry(row.number, old)
        except RowRefused:
            return None

    def _headed(self):
        """Specifications that get a heading: all when the file has several, else those that had."""
        found = set(self.document.specifications)
        if len(found) > 1:
            return found
        return {k for k in found if k in self.known and self.known[k].is_specification}

    def _order(self, parents):
        done: dict[str, None] = {}
        headed, current = self._headed(), ""
        for place in self.document.places:
            if place.specification != current:
                current = place.specification
                if current in headed:
                    done.setdefault(current)
            if place.object in self.document.objects:
                done.setdefault(place.object)
        for key in (*self.document.specifications, *self.document.objects):
            if key in headed or key in self.document.objects:
                done.setdefault(key)
        return done

    def _reader(self, table):
        kinds = {label: kind for label, (kind, _choices) in self.extra_kinds.items()}
        return EntryReader(table, self.mapping, self.directory.directory, kinds)

    def _our_own(self):
        """Objects that we ourselves once exported: their identifiers name our rows."""
        ours = {f"_{uid}": pk for uid, pk in self.catalogue.requirements.values_list("uid", "pk")}
        return {key: ours[key] for key in self.document.objects if key in ours}

    def _used_codes(self):
        once = Requirement.history.filter(catalogue=self.catalogue.pk)
        current = {row["code"] for row in self.existing}
        return set(once.order_by().values_list("code", flat=True).distinct()) - current - {""}

    # ------------------------------------------------------------ what comes of it

    def removed(self) -> list[str]:
        """Identifiers that stood in the file's specifications when they last came, and no more."""
        if self.source is None:
            return []
        renewed = set(self.document.specifications)
        stood = {p[3]: None for p in self.source.content["places"] if p[0] in renewed}
        return [key for key in stood if key in self.known and key not in self.document.objects]

    def outcome(self) -> ReqifOutcome:
        """Everything that the write needs."""
        return ReqifOutcome(
            document=self.document,
            files=self.workbook.package.files,
            parts=[part.holds for part in self.workbook.package.parts],
            file_name=self.workbook.filename,
            mapping=self.mapping.as_json(),
            made=self.made,
            rows=self.rows,
            existing=self.existing,
            extra_keys=self.extra_keys,
            extra_kinds=self.extra_kinds,
            known=self.known,
        )

    def report(self) -> ImportReport:
        """The plan in words; the counts are of objects, headings among them."""
        plan = self.made.plan
        removed = self.removed()
        return ImportReport(
            file=self.workbook.filename,
            sheet=SHEET,
            counts={outcome: plan.count(outcome) for outcome in OUTCOMES},
            headings={o: count_specifications(self.made, self.rows, o) for o in OUTCOMES[:3]},
            rows=[self._report_row(row) for row in plan.rows],
            skipped=[],
            notices=[
                *self.workbook.notices,
                *withdrawn_notices(plan),
                *approval_notices(plan),
                *self._notices(removed),
            ],
            mapping=self.mapping.as_json(),
            can_be_undone=plan.can_be_undone,
            reqif={
                "removed": len(removed),
                "contents": [{"file": p.name, **p.counts} for p in self.workbook.package.parts],
            },
        )

    def _report_row(self, row):
        shown = report_row(row, self.directory.names)
        node = self.made.nodes.get(self.identifier_of[row.row])
        return {**shown, "is_heading": True} if node is not None and node.is_heading else shown

    def _notices(self, removed):
        texts = []
        if not self.document.objects:
            texts.append(_("Filen innehåller inga objekt, bara beskrivningar av typer."))
        places = [place.object for place in self.document.places]
        several = [key for key, count in Counter(places).items() if count > 1]
        several = [key for key in several if key in self.document.objects]
        if several:
            texts.append(
                ngettext(
                    "%(count)s objekt står på flera platser; här står det på den första: %(ids)s",
                    "%(count)s objekt står på flera platser; här står de på den första: %(ids)s",
                    len(several),
                )
                % {"count": len(several), "ids": _few(several)}
            )
        placed = set(places)
        loose = [key for key in self.document.objects if places and key not in placed]
        if loose:
            texts.append(
                _("%(count)s objekt står inte i någon specifikation och läggs sist: %(ids)s")
                % {"count": len(loose), "ids": _few(loose)}
            )
        if removed:
            texts.append(
                _("%(count)s objekt finns i katalogen men inte längre i filen; de lämnas som de "
                  "är: %(ids)s") % {"count": len(removed), "ids": _few(removed)}
            )  # fmt: skip
        return texts


def _few(keys):
    more = f" … (+{len(keys) - LISTED})" if len(keys) > LISTED else ""
    return ", ".join(keys[:LISTED]) + more


def _too_long(key):
    return Problem(
        _noop("Objektets identitet är längre än vad som kan sparas."),
        key[:40],
        _noop("Ge objektet en kortare identitet i det program det kommer ifrån."),
    )
