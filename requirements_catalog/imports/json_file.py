"""A JSON document in the steps of an import: preview, report and single write as for others."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.api import ApiProblem, plain_json
from common.workbooks import Sheet, Workbook, WorkbookRefused

from ..actions.cells import NothingWritten
from ..actions.json import apply_document
from ..cell_values import Directory
from ..choices import RelationKind
from ..exports.json import FORMAT
from ..import_core.outcomes import CREATED, OUTCOMES, REFUSED, fit_in_a_set
from ..import_core.tree import TooDeep
from ..import_labels import field_label
from ..json_document.plan import JsonPlan, JsonRow
from ..models import Catalogue
from ..tree import too_deep
from .json import DocumentRefused, parts_of, plan_document
from .order import ImportOrder
from .report import ImportReport
from .tables import MappingProblem

JSON_SUFFIX = ".json"
BOM = b"\xef\xbb\xbf"
SHEET = "JSON"


@dataclass(frozen=True)
class JsonWorkbook(Workbook):
    """A JSON document in the shape that the steps of an import know: one sheet, nothing to map."""

    document: object = None


def is_json(content: bytes, filename: str) -> bool:
    """Whether an upload should be read as JSON: by its name, or as one of our documents."""
    if Path(filename).suffix.lower() == JSON_SUFFIX:
        return True
    begins = content.removeprefix(BOM).lstrip()[:1] == b"{"
    return begins and f'"{FORMAT}"'.encode() in content[:500]


def read_json_workbook(content: bytes, filename: str) -> JsonWorkbook:
    """Read a document of our own format; WorkbookRefused with the reason when it is none."""
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise WorkbookRefused(_("Filen är för stor."), filename, _("Dela upp den i flera filer."))
    remedy = _("Exportera katalogen som JSON härifrån för att se hur filen ska vara.")
    try:
        document = plain_json(content.removeprefix(BOM))
        rows, _extras, _stated = parts_of(document)
    except ApiProblem as problem:
        raise WorkbookRefused(str(problem.detail), filename, remedy) from None
    except DocumentRefused as refused:
        raise WorkbookRefused(str(refused), filename, remedy) from None
    # Only how many rows there are is asked of the sheet.
    return JsonWorkbook(filename, (Sheet(SHEET, True, [[]] * len(rows)),), document=document)


def preview_json(catalogue: Catalogue, workbook: JsonWorkbook) -> ImportReport:
    """What an import would do; writes nothing."""
    return _report(catalogue, workbook, _plan(catalogue, workbook))


def import_json_file(
    *, catalogue: Catalogue, workbook: JsonWorkbook, order: ImportOrder
) -> ImportReport:
    """Import a document that has been read; MappingProblem when it cannot be written."""
    order.tell(1, _("Jämför med katalogen"))
    if order.dry_run:
        return preview_json(catalogue, workbook)
    order.tell(2, _("Sparar"))
    label = _("Import av %(file)s") % {"file": workbook.filename}
    with transaction.atomic():
        locked = Catalogue.objects.select_for_update(of=("self",)).get(pk=catalogue.pk)
        plan = _plan(locked, workbook)
        report = _report(locked, workbook, plan)
        if not order.allows(report):
            return report
        try:
            report.change_set = apply_document(
                catalogue=locked, plan=plan, by=order.by, label=label, reason=label
            )
        except NothingWritten as refused:
            raise MappingProblem(str(refused)) from None
        except TooDeep:
            raise MappingProblem(too_deep()) from None
        except ValidationError as refused:
            raise MappingProblem(" ".join(refused.messages)) from None
    report.notices = plan.notices
    report.is_applied = True
    return report


def _plan(catalogue, workbook):
    try:
        return plan_document(catalogue, workbook.document)
    except DocumentRefused as refused:
        raise MappingProblem(str(refused)) from None


def _report(catalogue: Catalogue, workbook: JsonWorkbook, plan: JsonPlan) -> ImportReport:
    if plan.new_fields:
        names = ", ".join(new.label or new.key for new in plan.new_fields)
        text = ngettext(
            "Katalogen får ett nytt fält: %(names)s.",
            "Katalogen får %(count)d nya fält: %(names)s.",
            len(plan.new_fields),
        )
        plan.notices.append(text % {"count": len(plan.new_fields), "names": names})
    outcomes = Counter((row.outcome, row.is_heading) for row in plan.rows)
    return ImportReport(
        file=workbook.filename,
        sheet=SHEET,
        counts={
            outcome: outcomes[outcome, False] + outcomes[outcome, True] * (outcome == REFUSED)
            for outcome in OUTCOMES
        },
        headings={outcome: outcomes[outcome, True] for outcome in OUTCOMES[:3]},
        rows=_Words(catalogue, plan).rows(),
        skipped=[],
        notices=[*workbook.notices, *plan.notices],
        can_be_undone=fit_in_a_set(
            (old, new) for row in plan.kept for _name, old, new in row.changes
        ),
    )


class _Words:
    """The rows of a plan as the report shows them."""

    def __init__(self, catalogue: Catalogue, plan: JsonPlan) -> None:
        self.plan, self.directory = plan, Directory(catalogue)
        self.places = _Places(catalogue, plan)

    def rows(self) -> list[dict]:
        """Every row in words, in the order of the file."""
        return [self._row(row) for row in self.plan.rows]

    def _row(self, row: JsonRow) -> dict:
        shown: dict = {"row": row.number, "code": row.code, "outcome": row.outcome}
        title, text = _value(row, "title"), _value(row, "text")
        if title or text:
            shown["title"] = title or text[:120]
        changes = [*self.places.changes(row), *self._changes(row)]
        if row.is_heading and not row.problems:
            shown["is_heading"] = True
        if row.problems:
            told = [(self._label(one["field"]), one["message"]) for one in row.problems]
            cell = _("Rad %(row)s, %(field)s") % {"row": row.number, "field": told[0][0]}
            shown |= {"problem": told[0][1], "cell": cell.strip(", "), "remedy": ""}
            shown["notices"] = [f"{label}: {message}" for label, message in told[1:]]
        elif row.outcome == CREATED and not row.is_heading:
            shown |= {"kind": _value(row, "kind"), "text": text}
        elif changes:
            shown["changes"] = changes
        if row.status_note and not row.problems:
            shown["notices"] = [f"{self._label('status')}: {_(row.status_note)}"]
        return shown

    def _label(self, name: str) -> str:
        known = self.plan.fields.get(name)
        return str(known.label) if known else name

    def _changes(self, row: JsonRow) -> list[dict]:
        shown = []
        for name, old, new in row.changes:
            known = self.plan.fields[name]
            words = {"old": self.directory.show(known, old), "new": self.directory.show(known, new)}
            shown.append({"field": name, "label": str(known.label), **words})
        if row.has_new_relations:
            old, new = (self._related(relations) for relations in row.related)
            label = _("Samband")
            shown.append({"field": "relations", "label": label, "old": old, "new": new})
        return shown

    def _related(self, relations) -> str:
        names = self.places.name_of
        words = (
            f"{RelationKind(kind).label} {names.get(uid, _('krav i en annan katalog'))}"
            for kind, uid, _note in relations
        )
        return ", ".join(sorted(words))


class _Places:
    """Where rows that move stand, and where the file puts them, in words."""

    def __init__(self, catalogue: Catalogue, plan: JsonPlan) -> None:
        self.name_of: dict[str, str] = {}
        names: dict[int | None, str] = {None: ""}
        self.stood: dict[int, tuple[str, str]] = {}
        last: dict[int | None, str] = {}
        rows = catalogue.requirements.order_by("position")
        for pk, uid, parent, code, title in rows.values_list(
            "pk", "uid", "parent", "code", "title"
        ):
            name = f"{code} {title}".strip()
            names[pk] = self.name_of[str(uid)] = name
            self.stood[pk] = (names.get(parent, ""), last.get(parent, ""))
            last[parent] = name
        self.comes: dict[int, tuple[str, str]] = {}
        before: dict[object, str] = {}
        for row in plan.kept:
            name = f"{row.code} {_value(row, 'title')}".strip()
            if row.uid:
                self.name_of.setdefault(row.uid, name)
            above: object = row.parent if row.parent is not None else row.outer
            if row.current is not None:
                parent = row.parent_uid and self.name_of.get(row.parent_uid, "")
                self.comes[row.current.pk] = (parent, before.get(above, ""))
            before[above] = name

    def changes(self, row: JsonRow) -> list[dict]:
        """The move of a row as a change: to another heading, or after another row."""
        if not row.is_moved or row.current is None or row.problems:
            return []
        (parent, before), (new_parent, new_before) = (
            self.stood[row.current.pk],
            self.comes[row.current.pk],
        )
        name, old, new = (
            ("parent", parent, new_parent)
            if row.current.parent_id != row.parent_key
            else ("order", before, new_before)
        )
        return [{"field": name, "label": field_label(name), "old": old, "new": new}]


def _value(row: JsonRow, name: str) -> str:
    """The text of a row as the file leaves it."""
    value = row.values.get(name, getattr(row.current, name, "") if row.current else "")
    return value if isinstance(value, str) else ""
