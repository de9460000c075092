"""Cells of many requirements changed in one go, as one set with its undo (docs/catalogue.md).

The grid, a paste, a bulk change, undo and the API all write through ``change_cells``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.collecting import collecting_afterwards
from common.history import bulk_update_with_history, chunks

from ..approval import APPROVED, DRAFT, is_content, step_refusal, with_change_refusal
from ..cell_values import put_in, value_in
from ..choices import RequirementStatus
from ..fields import LINK_MODELS, LONG_TEXT, PEOPLE, Field, fields_of
from ..models import Catalogue, ChangeSet, Requirement
from .approval_rows import NOTHING_READ, kept_as_agreed, not_agreed, record_steps, unapprovable
from .cell_rows import rows_of
from .links import write_links

ANYTHING = object()


@dataclass(frozen=True)
class Cell:
    """A new stored value for one field of one row, and the value that the person saw there."""

    row: int
    field: str
    value: object
    expected: object = ANYTHING


@dataclass(frozen=True)
class CellProblem:
    """Why a cell was not written; for a conflict ``current`` is what stands there now.

    ``is_gone``: what the cell leads to is not in the programme.
    """

    row: int
    field: str
    message: str
    is_conflict: bool = False
    current: object = None
    is_gone: bool = False


@dataclass
class Changed:
    """What came of a set of cells: the set (None when nothing differed) and what was refused."""

    change_set: ChangeSet | None = None
    problems: list[CellProblem] = field(default_factory=list)


class NothingWritten(Exception):
    """Some cell was refused and the caller wanted all or nothing; ``problems`` says which."""

    def __init__(self, problems: list[CellProblem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems[:3]))
        self.problems = problems


@transaction.atomic
def change_cells(
    *,
    catalogue: Catalogue,
    cells: Iterable[Cell],
    by,
    kind: str,
    label: str,
    reason: str = "",
    all_or_nothing: bool = False,
    read: Mapping[int, Requirement] = NOTHING_READ,
) -> Changed:
    """Write the cells that can be written, as one change set; say of each other why not.

    A cell whose ``expected`` value is no longer there is a conflict and stays as it is. Costs the
    same number of queries whatever the number of rows (a few more for each 5,000). Raises
    NothingWritten when a cell is refused and ``all_or_nothing`` is asked for. ``read`` as in
    ``record_approvals``.
    """
    written, problems = write_cells(
        catalogue=catalogue, cells=cells, by=by, reason=reason, read=read
    )
    if problems and all_or_nothing:
        raise NothingWritten(problems)
    if not written:
        return Changed(None, problems)
    change_set = record_change_set(
        catalogue=catalogue, by=by, kind=kind, label=label, reason=reason, cells=written
    )
    return Changed(change_set, problems)


@transaction.atomic
@collecting_afterwards()
def write_cells(
    *,
    catalogue: Catalogue,
    cells: Iterable[Cell],
    by,
    reason: str,
    takes_back: bool = False,
    read: Mapping[int, Requirement] = NOTHING_READ,
) -> tuple[list[list], list[CellProblem]]:
    """Write cells without keeping a set of them: (what was written, what was refused).

    ``takes_back`` lets undo withdraw and restore rows.
    """
    locked = Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    work = _Work(locked, cells, by=by, takes_back=takes_back)
    if work.changes:
        work.save(by=by, reason=reason, read=read)
    return work.changes, work.problems


def try_cells(
    *, catalogue: Catalogue, cells: Iterable[Cell], by=None
) -> tuple[list[list], list[CellProblem]]:
    """What ``write_cells`` would write and refuse just now; nothing is written or locked."""
    work = _Work(catalogue, cells, by=by, is_trial=True)
    return work.changes, work.problems


def record_change_set(
    *,
    catalogue: Catalogue,
    by,
    kind: str,
    label: str,
    cells: Sequence,
    reason: str = "",
    undoes: ChangeSet | None = None,
) -> ChangeSet:
    """Keep what somebody did, so that it can be taken back; ``cells`` as ``ChangeSet.cells``."""
    return ChangeSet.objects.create(
        catalogue=catalogue,
        made_by=by,
        kind=kind,
        label=label[:200],
        reason=reason[:100],
        cells=list(cells),
        row_count=len({cell[0] for cell in cells}),
        undoes=undoes,
    )


class _Work:
    """The cells of one set against the rows as they stand, locked unless it is a trial."""

    def __init__(
        self,
        catalogue: Catalogue,
        cells: Iterable[Cell],
        *,
        by=None,
        takes_back: bool = False,
        is_trial: bool = False,
    ) -> None:
        self.catalogue, self.takes_back = catalogue, takes_back
        self.fields = fields_of(catalogue)
        self.problems: list[CellProblem] = []
        self.changes: list[list] = []
        self.touched: set[str] = set()
        self.judged: dict[tuple[str, object], str] = {}
        self.linkable: dict[str, set[int]] = {}
        by_row: dict[int, list[Cell]] = defaultdict(list)
        for cell in cells:
            by_row[cell.row].append(cell)
        names = {cell.field for own in by_row.values() for cell in own}
        self.rows = rows_of(catalogue, by_row, names, locked=not is_trial)
        self.bad_codes = self._bad_codes(by_row)
        self.unapprovable: dict[int, str] = {}
        if "status" in names and not takes_back:
            self.unapprovable = unapprovable(
                catalogue=catalogue, rows=self.rows, cells=by_row.values(), by=by
            )
        for key, own in by_row.items():
            self._take_row(key, own)

    def _take_row(self, key: int, cells: list[Cell]) -> None:
        row = self.rows.get(key)
        if row is None:
            self._refuse(cells, _("Raden finns inte i katalogen."))
            return
        before = {}
        for cell in cells:
            known = self.fields.get(cell.field)
            message = self._refusal(row, known, cell)
            if message or known is None:
                self._refuse([cell], message)
                continue
            now = getattr(row, known.name) if known.name in LINK_MODELS else value_in(row, known)
            if now == cell.value:
                continue
            if cell.expected is not ANYTHING and now != cell.expected:
                text = _("Cellen har ändrats av någon annan. Inget har skrivits över.")
                self.problems.append(CellProblem(row.pk, cell.field, text, True, now))
                continue
            if self._is_gone(known, cell.value):
                text = _("Välj bland programmets egna.")
                self.problems.append(CellProblem(row.pk, cell.field, text, is_gone=True))
                continue
            put_in(row, known, cell.value)
            message = self._model_refusal(row, known, cell.value)
            if message:
                put_in(row, known, now)
                self._refuse([cell], message)
                continue
            before[cell.field] = (known, now, cell.value)
        # What is taken back was so before: a file may bring rows without a text.
        message = _row_refusal(row) if before and not self.takes_back else ""
        if message:
            for known, old, _new in before.values():
                put_in(row, known, old)
            self._refuse([cell for cell in cells if cell.field in before], message)
            return
        self._follow_status(row, before)
        self.touched |= set(before)
        self.changes += [[row.pk, name, old, new] for name, (_f, old, new) in before.items()]

    def _follow_status(self, row: Requirement, before: dict) -> None:
        """Refuse a step of status that may not be made, and let an approval fall with its text."""
        has_content = any(map(is_content, before))
        if "status" not in before:
            if has_content and row.status == APPROVED:
                row.status = DRAFT
                before["status"] = (self.fields["status"], APPROVED, DRAFT)
            return
        known, old, new = before["status"]
        if self.takes_back:
            return
        message = step_refusal(DRAFT if old == APPROVED and has_content else old, new)
        if new == APPROVED and not message:
            own = self.unapprovable.get(row.pk, "")
            message = with_change_refusal() if has_content else own
        if message:
            del before["status"]
            put_in(row, known, old)
            self.problems.append(CellProblem(row.pk, "status", message))
            self._follow_status(row, before)

    def _refuse(self, cells: list[Cell], message: str) -> None:
        self.problems += [CellProblem(cell.row, cell.field, message) for cell in cells]

    def _refusal(self, row: SimpleNamespace, known: Field | None, cell: Cell) -> str:
        """Why a cell of this row cannot be written at all; empty when it can."""
        if known is None:
            return _("Fältet finns inte i katalogen.")
        if row.is_heading and not (known.on_headings or self.takes_back):
            return _("En rubrik har inte det fältet.")
        if cell.field == "status" and self.takes_back:
            return ""
        if cell.field == "status" and cell.value == RequirementStatus.WITHDRAWN:
            return _("Ett krav utgår med ett skäl, på kravets sida.")
        if row.status == RequirementStatus.WITHDRAWN and not self.takes_back:
            return _("Ett krav som har utgått ändras inte. Återställ det först.")
        if cell.field == "code" and (row.pk, cell.value) in self.bad_codes:
            return _("Krav-id:t är eller har varit ett annat kravs. Välj ett nytt.")
        if cell.field == "code" and not cell.value and not row.is_heading and row.code:
            return _("Ett krav behåller sitt krav-id eller får ett nytt.")
        return ""

    def _model_refusal(self, row: SimpleNamespace, known: Field, value: object) -> str:
        """What the model says against a value; many rows that get the same ask once."""
        if known.extra_key or known.name in LINK_MODELS or known.name in PEOPLE:
            # People are checked by who gave them.
            return ""
        if known.kind == LONG_TEXT and isinstance(value, str):
            # No text is too long for the model, and seldom do two rows get the same.
            return ""
        if (known.name, value) not in self.judged:
            self.judged[known.name, value] = _model_refusal(row, known)
        return self.judged[known.name, value]

    def _is_gone(self, known: Field, value) -> bool:
        """Whether a link leads to what the programme does not have; its own are read once."""
        name = known.name
        if name not in LINK_MODELS:
            return False
        if name not in self.linkable:
            own = getattr(self.catalogue.programme, name)
            self.linkable[name] = set(own.values_list("pk", flat=True))
        return bool(set(value) - self.linkable[name])

    def _bad_codes(self, by_row: dict[int, list[Cell]]) -> set[tuple[int, object]]:
        """Pairs of row and code that would reuse a code; two queries when any code changes."""
        wanted = [
            (key, cell.value)
            for key, own in by_row.items()
            for cell in own
            if cell.field == "code" and cell.value and isinstance(cell.value, str)
        ]
        if not wanted:
            return set()
        codes = sorted({str(code) for _key, code in wanted})
        users: dict[object, set[int]] = defaultdict(set)
        for part in chunks(codes, 5000):
            now = self.catalogue.requirements.filter(code__in=part).values_list("code", "pk")
            once = Requirement.history.filter(catalogue=self.catalogue.pk, code__in=part)
            for code, key in [*now, *once.values_list("code", "id")]:
                users[code].add(key)
        twice = Counter(code for _key, code in wanted)
        return {(key, code) for key, code in wanted if users[code] - {key} or twice[code] > 1}

    def save(self, *, by, reason: str, read: Mapping[int, Requirement] = NOTHING_READ) -> None:
        """Write the changed rows and links, with history."""
        for name in self.touched & set(LINK_MODELS):
            self._save_links(name, by, reason)
        if self.takes_back and "status" in self.touched:
            self.changes, lost = kept_as_agreed(self.changes, self.rows, self.fields)
            self._refuse([Cell(key, "status", APPROVED) for key in lost], not_agreed())
        # In the order of their keys, as indexes are quickest written.
        changed = [self.rows[key] for key in sorted({cell[0] for cell in self.changes})]
        now = timezone.now()
        for row in changed:
            row.changed_at = now
        columns = {
            "extra" if self.fields[name].extra_key else name
            for name in self.touched
            if name not in LINK_MODELS
        }
        bulk_update_with_history(
            Requirement,
            changed,
            sorted(columns | {"changed_at"}),
            by=by,
            reason=reason,
        )
        if "status" in self.touched:
            record_steps(
                changes=self.changes,
                by=by,
                reason=reason,
                approves=not self.takes_back,
                read=read,
            )

    def _save_links(self, name: str, by, reason: str) -> None:
        new, gone = [], []
        for key, field_name, old, value in self.changes:
            if field_name == name:
                new += [(key, linked) for linked in sorted(set(value) - set(old))]
                gone += [(key, linked) for linked in sorted(set(old) - set(value))]
        write_links(name=name, new=new, gone=gone, by=by, reason=reason)


def _model_refusal(row: SimpleNamespace, known: Field) -> str:
    """What the model itself says against a value that a row has got, in words."""
    column = Requirement._meta.get_field(known.name)
    try:
        column.clean(getattr(row, known.name), row)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _row_refusal(row: SimpleNamespace) -> str:
    if row.is_heading and not row.title.strip():
        return _("En rubrik behöver en text.")
    if not row.is_heading and not (row.title.strip() or row.text.strip()):
        return _("Skriv kravets text eller rubrik.")
    return ""
