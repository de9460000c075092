"""A JSON document read into a catalogue: everything read, everything told, written once."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _

from common.history import chunks

from ..actions.json import apply_document
from ..cell_values import CellRefused, Directory, value_in
from ..choices import FieldKind, RelationKind, RequirementStatus
from ..exports.json import FORMAT, VERSION
from ..fields import EXTRA_PREFIX, LINK_MODELS, Field, fields_of
from ..import_core.roundtrip_order import longest_rising
from ..import_core.statuses import FALLEN, NOT_APPROVED
from ..import_core.tree import TooDeep
from ..json_document.plan import JsonPlan, JsonRow, NewField, refuse_too_deep
from ..json_document.relations import compare_relations
from ..json_document.values import stored_value
from ..models import Catalogue, Requirement
from ..tree import too_deep
from .report import told_of_approvals

MOST_ROWS = 50_000
MOST_EXTRA_FIELDS = 200
PLACE = ("uid", "parent", "is_heading", "relations", "extra")
# What the API shows beside the fields; read over, so that its answers can be sent back as rows.
PASSED_OVER = ("catalogue", "depth", "revision", "changed_at", "created_at")
WITHDRAWN = RequirementStatus.WITHDRAWN.value


class DocumentRefused(Exception):
    """The document cannot be read as a whole; the text says why."""


@dataclass
class JsonReport:
    """What became of every row; ``is_applied`` tells whether anything was written."""

    rows: list[dict] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    is_applied: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """How many rows came to each outcome."""
        found = Counter(row["outcome"] for row in self.rows)
        return {name: found[name] for name in ("created", "updated", "unchanged", "refused")}

    @property
    def refused(self) -> int:
        """The number of rows that are not brought in."""
        return self.counts["refused"]

    def as_json(self) -> dict:
        """The report as plain data (docs/api.md)."""
        return {
            **self.counts,
            "rows": self.rows,
            "notices": self.notices,
            "applied": self.is_applied,
        }


@transaction.atomic
def import_document(
    *,
    catalogue: Catalogue,
    document: object,
    by,
    reason: str = "",
    dry_run: bool = False,
    apply_rest: bool = False,
) -> JsonReport:
    """Bring a document in; nothing is written in a dry run, nor when a row is refused.

    ``apply_rest`` writes the other rows all the same. Rows that the document does not name stay as
    they are. Raises DocumentRefused.
    """
    locked = Catalogue.objects.select_for_update(of=("self",)).get(pk=catalogue.pk)
    plan = plan_document(locked, document)
    report = JsonReport([row.as_report() for row in plan.rows], plan.notices)
    if dry_run or (report.refused and not apply_rest):
        return report
    try:
        apply_document(catalogue=locked, plan=plan, by=by, reason=reason)
    except TooDeep:
        raise DocumentRefused(too_deep()) from None
    report.is_applied = True
    return report


def plan_document(catalogue: Catalogue, document: object) -> JsonPlan:
    """What a document would do to a catalogue as it stands. Raises DocumentRefused."""
    return _Reader(catalogue, document).plan()


class _Reader:
    """A document against a catalogue as it stands."""

    def __init__(self, catalogue: Catalogue, document: object) -> None:
        self.catalogue = catalogue
        self.rows, extras = parts_of(document)
        self.fields = fields_of(catalogue)
        self.new_fields = self._new_fields(extras)
        self.directory = Directory(catalogue)
        self.existing = _rows_of(catalogue)
        self.by_uid = {str(row.uid): row for row in self.existing}
        self.by_code = {row.code: row for row in self.existing if row.code}
        self.notices: list[str] = []

    def plan(self) -> JsonPlan:
        """Every row told: created, updated, unchanged or refused."""
        rows = [self._row(number, data) for number, data in enumerate(self.rows, 1)]
        self._match(rows)
        self._find_parents(rows)
        refuse_too_deep(rows)
        for row in rows:
            self._read_values(row)
        self._refuse_used_codes(rows)
        self._refuse_below_refused(rows)
        self._find_moves(rows)
        self._read_relations(rows)
        notes = [row.status_note for row in rows if not row.problems]
        self.notices += told_of_approvals(notes.count(NOT_APPROVED), notes.count(FALLEN))
        return JsonPlan(rows, self.fields, self.new_fields, self.notices)

    def _new_fields(self, extras: list[NewField]) -> list[NewField]:
        """Extra fields that the catalogue lacks; one that it has stays as it is."""
        new: list[NewField] = []
        for found in extras:
            name = f"{EXTRA_PREFIX}{found.key}"
            if name not in self.fields:
                self.fields[name] = found.as_field()
                new.append(found)
        return new

    def _row(self, number: int, data: object) -> JsonRow:
        row = JsonRow(number, data if isinstance(data, dict) else {})
        if not isinstance(data, dict):
            row.refuse("", _("Raden ska vara ett JSON-objekt."))
            return row
        for name in ("uid", "parent", "code"):
            if not isinstance(data.get(name) or "", str):
                row.refuse(name, _("Ska vara text."))
        row.uid, row.code = _text(data.get("uid")).lower(), _text(data.get("code")).strip()
        row.parent_uid = _text(data.get("parent")).lower()
        row.is_heading = data.get("is_heading", False) is True
        if not isinstance(data.get("is_heading", False), bool):
            row.refuse("is_heading", _("Ska vara true eller false."))
        if row.uid and not _is_uid(row.uid):
            row.refuse("uid", _("Är inte en identitet (UUID)."))
            row.uid = ""
        return row

    def _match(self, rows: list[JsonRow]) -> None:
        """Find the row of the catalogue that each is: by uid, else by code."""
        uids, codes = Counter(r.uid for r in rows), Counter(r.code for r in rows)
        for row in rows:
            if row.uid and uids[row.uid] > 1:
                row.refuse("uid", _("Samma identitet står på flera rader."))
            if row.code and codes[row.code] > 1:
                row.refuse("code", _("Samma krav-id står på flera rader."))
            row.current = self.by_uid.get(row.uid) or self.by_code.get(row.code)
        seen: dict[int, JsonRow] = {}
        for row in rows:
            if row.current is None:
                continue
            if row.current.pk in seen:
                row.refuse("uid", _("En annan rad i filen gäller samma krav."))
            seen[row.current.pk] = row
            if row.current.is_heading != row.is_heading:
                row.refuse("is_heading", _("En rubrik kan inte bli ett krav, eller tvärtom."))
        new = [row.uid for row in rows if row.current is None and row.uid]
        elsewhere = {
            str(uid)
            for part in chunks(new, 5000)
            for uid in Requirement.objects.filter(uid__in=part).values_list("uid", flat=True)
        }
        for row in rows:
            if row.current is None and row.uid in elsewhere:
                # A copy of another catalogue's row is a row of its own.
                row.is_copy = True

    def _find_parents(self, rows: list[JsonRow]) -> None:
        above: dict[str, JsonRow] = {}
        for row in rows:
            if row.parent_uid:
                row.parent = above.get(row.parent_uid)
                if row.parent is None:
                    row.outer = self.by_uid.get(row.parent_uid)
                    if row.outer is None:
                        row.refuse(
                            "parent", _("Rubriken finns varken tidigare i filen eller i katalogen.")
                        )
                heading = row.parent or row.outer
                if heading is not None and not heading.is_heading:
                    row.refuse("parent", _("Ett krav kan bara ligga under en rubrik."))
            if row.uid:
                above.setdefault(row.uid, row)

    def _read_values(self, row: JsonRow) -> None:
        plain = {name: row.data[name] for name in row.data if name not in PASSED_OVER}
        extra = plain.pop("extra", {})
        if not isinstance(extra, dict):
            row.refuse("extra", _("Ska vara ett objekt."))
            extra = {}
        given = {name: value for name, value in plain.items() if name not in PLACE}
        given |= {f"{EXTRA_PREFIX}{key}": value for key, value in extra.items()}
        for name, value in given.items():
            known = self.fields.get(name) or self._undescribed(row, name, value)
            if known is None:
                continue
            # A heading keeps what a new one brings with it, and is changed in what it shows.
            if row.is_heading and (known.name == "kind" or (row.current and not known.on_headings)):
                continue
            self._read_value(row, known, value)
        self._check_whole(row)
        row.follow_rules()
        if row.current is not None and row.current.status == WITHDRAWN and row.changes:
            row.refuse("", _("Ett krav som har utgått ändras inte. Återställ det först."))

    def _undescribed(self, row: JsonRow, name: str, value: object) -> Field | None:
        """A text under a key that no field describes gets a field, unless it stands there already.

        Anything else that no field describes is refused.
        """
        key = name.removeprefix(EXTRA_PREFIX)
        if row.current is not None and key != name and row.current.extra.get(key) == value:
            return None
        if key == name or not isinstance(value, str) or not 0 < len(key) <= 60:
            row.refuse(name[:100], _("Fältet finns inte i katalogen."))
            return None
        made = NewField(key, key, FieldKind.TEXT, "", ())
        self.new_fields.append(made)
        self.fields[name] = made.as_field()
        return self.fields[name]

    def _read_value(self, row: JsonRow, known: Field, value: object) -> None:
        now = value_in(row.current, known) if row.current else None
        if known.name == "status" and value == WITHDRAWN:
            if row.current is None:
                row.values["status"] = WITHDRAWN
            elif now != WITHDRAWN:
                row.refuse("status", _("Ett krav utgår med ett skäl, på kravets sida."))
            return
        try:
            stored = stored_value(known, value, self.directory)
        except CellRefused as refused:
            row.refuse(known.name, str(refused))
            return
        row.values[known.name] = stored
        if row.current is not None and now != stored:
            row.changes.append((known.name, now, stored))

    def _check_whole(self, row: JsonRow) -> None:
        """What a row needs when all of it is put together, the file's values over the present."""

        def value(name: str) -> object:
            return row.values.get(name, getattr(row.current, name, ""))

        if row.is_heading:
            if not value("title"):
                row.refuse("title", _("En rubrik behöver en text."))
            return
        if not value("kind"):
            row.refuse("kind", _("Ett krav har en typ, en rubrik har ingen."))
        if not (value("title") or value("text")):
            row.refuse("text", _("Skriv kravets text eller rubrik."))

    def _refuse_used_codes(self, rows: list[JsonRow]) -> None:
        """A code that is or was another row's is never used again."""
        wanted = [row for row in rows if row.code and self._takes_code(row)]
        if not wanted:
            return
        once = Requirement.history.filter(catalogue=self.catalogue.pk).exclude(code="")
        by_code: dict[str, set[int]] = {}
        for code, key in once.order_by().values_list("code", "id").distinct():
            by_code.setdefault(code, set()).add(key)
        for code, row in self.by_code.items():
            by_code.setdefault(code, set()).add(row.pk)
        for row in wanted:
            own = {row.current.pk} if row.current else set()
            if by_code.get(row.code, set()) - own:
                row.refuse("code", _("Krav-id:t är eller har varit ett annat kravs."))

    @staticmethod
    def _takes_code(row: JsonRow) -> bool:
        return row.current is None or row.current.code != row.code

    @staticmethod
    def _refuse_below_refused(rows: list[JsonRow]) -> None:
        """What stands under a new heading that is refused has no place."""
        for row in rows:
            above = row.parent
            if above is not None and above.problems and above.current is None:
                row.refuse("parent", _("Rubriken ovanför är avvisad."))

    def _find_moves(self, rows: list[JsonRow]) -> None:
        """Rows that stand under another heading, and the fewest that change order under one."""
        kept = [row for row in rows if row.current is not None and not row.problems]
        for row in kept:
            row.is_moved = "parent" in row.data and row.current.parent_id != row.parent_key
        stay = [row for row in kept if not row.is_moved]
        stay.sort(key=lambda row: (row.current.parent_id or 0, row.number))
        for _parent, group in groupby(stay, key=lambda row: row.current.parent_id):
            siblings = list(group)
            steady = longest_rising([row.current.position for row in siblings])
            for index, row in enumerate(siblings):
                row.is_moved = index not in steady
        for row in kept:
            if row.is_moved and row.current.status == WITHDRAWN:
                row.is_moved = False

    def _read_relations(self, rows: list[JsonRow]) -> None:
        for row in rows:
            given = row.data.get("relations")
            if given is None or row.problems:
                continue
            found = [_relation(data) for data in given] if isinstance(given, list) else [None]
            if None in found:
                row.refuse("relations", _("Ska vara en lista av kind, target och note."))
            else:
                row.relations = found
        compare_relations(self.catalogue, [row for row in rows if row.relations is not None])


def parts_of(document: object) -> tuple[list, list[NewField]]:
    """(rows, extra fields) of a document of a form that is known. Raises DocumentRefused."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise DocumentRefused(_("Filen är inte en kravkatalog i JSON från det här verktyget."))
    if document.get("version") != VERSION:
        raise DocumentRefused(
            _("Filens version är %(found)s. Den här versionen läser %(known)s.")
            % {"found": str(document.get("version"))[:20], "known": VERSION}
        )
    rows, extras = document.get("requirements"), document.get("extra_fields", [])
    if not isinstance(rows, list) or not isinstance(extras, list):
        raise DocumentRefused(_("requirements och extra_fields ska vara listor."))
    if len(rows) > MOST_ROWS or len(extras) > MOST_EXTRA_FIELDS:
        raise DocumentRefused(_("Högst %(count)d rader läses på en gång.") % {"count": MOST_ROWS})
    return rows, [_extra_field(data) for data in extras]


def _rows_of(catalogue: Catalogue) -> list[Requirement]:
    """Every row with its links, in document order; a few queries for each 5,000."""
    keys = list(catalogue.requirements.order_by("position").values_list("pk", flat=True))
    found: list[Requirement] = []
    for part in chunks(keys, 5000):
        rows = catalogue.requirements.filter(pk__in=part).order_by("position")
        found += rows.prefetch_related(*LINK_MODELS)
    return found


def _extra_field(data: object) -> NewField:
    known = {"key": 60, "label": 200, "kind": 20, "help_text": 300}
    texts = {name: data.get(name, "") if isinstance(data, dict) else None for name in known}
    choices = data.get("choices", []) if isinstance(data, dict) else None
    fits = all(isinstance(texts[name], str) and len(texts[name]) <= most
               for name, most in known.items())  # fmt: skip
    are_texts = isinstance(choices, list) and all(isinstance(word, str) for word in choices)
    if not fits or not are_texts or not texts["key"] or texts["kind"] not in FieldKind.values:
        raise DocumentRefused(_("Ett eget fält i extra_fields går inte att läsa."))
    return NewField(choices=tuple(choices), **texts)


def _relation(data: object) -> tuple[str, str, str] | None:
    """(kind, uid of the other, note)."""
    if not isinstance(data, dict):
        return None
    kind, target, note = data.get("kind"), data.get("target"), data.get("note", "")
    is_right = (
        kind in RelationKind.values
        and isinstance(target, str)
        and _is_uid(target.lower())
        and isinstance(note, str)
        and len(note) <= 300
    )
    return (kind, target.lower(), note) if is_right else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_uid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
