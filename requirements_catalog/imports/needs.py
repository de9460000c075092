"""Bring needs in from a table: read all, report all, write once."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from common.workbooks import Workbook
from programmes.choices import Perspective
from programmes.models import Programme

from ..actions.needs import add_needs, change_needs
from ..choices import Dimension, NeedChangeKind, Priority, SourceKind
from ..import_core.cells import Problem
from ..import_core.mapping import table_columns
from ..import_core.need_rows import (
    CHOICES,
    CODE,
    HEADS,
    LINKS,
    SOURCES,
    TITLE,
    Known,
    NeedRow,
    find_need_header,
    guess_need_targets,
    read_need_rows,
    target_problems,
)
from ..import_core.words import SKIP, normalise
from ..models import Need, NeedChange
from ..need_codes import used_codes
from ..need_values import states_of
from .lookup import with_uncached

# A file of more rows is to be divided: it is read while a person waits.
MOST_ROWS = 5000
CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
OUTCOMES = (CREATED, UPDATED, UNCHANGED, REFUSED)


class NeedTableProblem(Exception):
    """The table cannot be used as chosen; the text says why."""


class NeedsChanged(Exception):
    """What would be written is no longer what was approved; nothing was written."""


@dataclass
class NeedReport:
    """What becomes of every row, and what would be written."""

    rows: list[dict] = field(default_factory=list)
    new: list[dict] = field(default_factory=list)
    changes: dict[int, dict] = field(default_factory=dict)
    # What was written, when it was.
    change: NeedChange | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Outcome → how many rows."""
        return {name: sum(row["outcome"] == name for row in self.rows) for name in OUTCOMES}

    @property
    def refused(self) -> int:
        """How many rows are not brought in."""
        return self.counts[REFUSED]

    @property
    def emptied(self) -> int:
        """How many fields of needs in use would lose all that they say."""
        return sum(not value for changes in self.changes.values() for value in changes.values())

    @property
    def digest(self) -> str:
        """A fingerprint of the outcome: the same plan has the same one."""
        content = json.dumps([self.rows, self.new, self.changes], default=str, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


def known_of(programme: Programme) -> Known:
    """What cells may say, in every language of the interface; two queries."""
    choices = {"perspective": Perspective, "dimension": Dimension, "priority": Priority}
    links = {
        name: {normalise(code): key for key, code in rows.values_list("pk", "code")}
        for name, rows in (("goals", programme.goals), ("modules", programme.modules))
    }
    return Known(
        {name: _words(model.choices) for name, model in choices.items()},
        links,
        _words(SourceKind.choices),
    )


def _words(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    """Word → value: the interface's own words come first, in each language, then the value."""
    found: dict[str, str] = {}
    choices = list(choices)
    languages = [translation.get_language() or "sv", *(code for code, _name in settings.LANGUAGES)]
    for code in languages:
        with translation.override(code):
            for value, label in choices:
                found.setdefault(normalise(str(label)), value)
    for value, _label in choices:
        found.setdefault(normalise(value), value)
    return found


# ---------------------------------------------------------------- the table


def choose_need_mapping(workbook: Workbook, chosen: Mapping | None = None) -> dict:
    """Sheet, header row and what each column is: what a person chose, filled up with guesses."""
    chosen = chosen or {}
    names = [sheet.name for sheet in workbook.sheets]
    sheet = chosen.get("sheet")
    if sheet not in names:
        sheet = max(
            (one for one in workbook.sheets if one.visible or len(names) == 1),
            key=lambda one: (_heads_in(one), len(one.rows)),
            default=workbook.sheets[0],
        ).name
    rows = workbook.sheet(sheet).rows
    header = chosen.get("header_row") or find_need_header(rows)
    columns = table_columns(rows, header)
    targets = guess_need_targets(columns, chosen.get("columns"))
    return {"sheet": sheet, "header_row": header, "columns": targets}


def _heads_in(sheet) -> int:
    columns = table_columns(sheet.rows, find_need_header(sheet.rows)) if sheet.rows else []
    return sum(target != SKIP for target in guess_need_targets(columns).values())


def mapping_trouble(targets: Mapping[str, str]) -> str:
    """Why columns cannot be used as chosen, "" when they can."""
    words = {
        "twice": _("Bara en kolumn kan vara ”%(field)s”."),
        "missing": _("Välj vilken kolumn som är ”%(field)s”."),
    }
    found = [words[what] % {"field": HEADS[name]} for what, name in target_problems(targets)]
    return " ".join(found)


def plan_table(programme: Programme, workbook: Workbook, mapping: Mapping) -> NeedReport:
    """What an import of a workbook would do; NeedTableProblem for unusable columns."""
    trouble = mapping_trouble(mapping["columns"])
    if trouble:
        raise NeedTableProblem(trouble)
    sheet = workbook.sheet(mapping["sheet"])
    # Columns have the names that they were chosen by, before formulas without values were told.
    rows, told = sheet.rows, with_uncached(sheet).rows
    header = mapping["header_row"]
    if len(told) - header > MOST_ROWS:
        raise NeedTableProblem(
            _("Bladet har fler än %(most)d rader. Dela upp det.") % {"most": MOST_ROWS}
        )
    named = {column.name: column.index for column in table_columns(rows, header)}
    columns = {
        named[name]: target
        for name, target in mapping["columns"].items()
        if target != SKIP and name in named
    }
    known = known_of(programme)
    found = read_need_rows(told[header:], header + 1, columns, known)
    if not found:
        raise NeedTableProblem(_("Under rubrikraden finns inga rader att läsa in."))
    return plan_rows(programme, found, known)


def plan_rows(programme: Programme, rows: Sequence[NeedRow], known: Known) -> NeedReport:
    """The outcome of every row against what there is; seven queries."""
    codes = {row.code for row in rows if row.code}
    needs = {need.code: need for need in programme.needs.filter(code__in=codes)}
    states = states_of(list(needs.values()), [name for name in HEADS if name != CODE])
    used = used_codes(programme)
    show = _shower(known)
    report = NeedReport()
    for row in rows:
        need = needs.get(row.code)
        problems = _problems(row, need, used)
        changes = {} if problems or need is None else _differences(row, need, states[need.pk])
        if need is not None and need.withdrawn_at and changes:
            problems = [
                Problem(
                    _("%(code)s har utgått."), "", _("Lägg tillbaka behovet först."),
                    {"code": row.code},
                )
            ]  # fmt: skip
        told = {"row": row.row, "code": row.code, "title": row.values.get(TITLE, "")}
        if problems:
            report.rows.append(told | _refusal(problems))
        elif need is None:
            report.new.append(_whole(row))
            report.rows.append(told | {"outcome": CREATED})
        elif not changes:
            report.rows.append(told | {"outcome": UNCHANGED})
        else:
            report.changes[need.pk] = changes
            before = states[need.pk]
            words = [
                {"label": HEADS[name], "old": show(name, before[name]), "new": show(name, value)}
                for name, value in changes.items()
            ]
            report.rows.append(told | {"outcome": UPDATED, "changes": words})
    return report


def _problems(row: NeedRow, need: Need | None, used: set[str]) -> list[Problem]:
    """Everything that the row is refused for, so that it is mended once."""
    further = (_missing(row, need), _taken(row, need, used))
    return [*row.problems, *(one for one in further if one)]


def _refusal(problems: Sequence[Problem]) -> dict:
    """The first thing that is wrong, and what else is."""
    first, *further = (
        {"cell": one.cell, "problem": one.sentence(_), "remedy": one.way_on(_)} for one in problems
    )
    return {"outcome": REFUSED, **first, "further": further}


def _missing(row: NeedRow, need: Need | None) -> Problem | None:
    """A new need says what it is; of one that is there only the title must not become empty.

    A cell that says something that cannot be read is a problem of its own and not missing.
    """
    asked = (TITLE, "perspective", "dimension") if need is None else (TITLE,)
    lacking = [
        name
        for name in asked
        if not row.values.get(name)
        and (need is None or name in row.values)
        and name not in row.unread
    ]
    if not lacking:
        return None
    names = ", ".join(HEADS[name] for name in lacking)
    return Problem(_("Saknas: %(names)s."), "", _("Fyll i det på raden."), {"names": names})


def _taken(row: NeedRow, need: Need | None, used: set[str]) -> Problem | None:
    if need is None and row.code and row.code in used:
        return Problem(
            _("%(code)s har varit ett annat behovs beteckning."),
            "",
            _("Lämna behovs-id tomt, så får behovet nästa lediga."),
            {"code": row.code},
        )
    return None


def _differences(row: NeedRow, need: Need, state: Mapping) -> dict[str, object]:
    found = {}
    for name, value in row.values.items():
        if name == CODE or (name in CHOICES and not value):
            continue
        now = state[name]
        same = now.strip() == value if isinstance(now, str) else now == value
        if not same:
            found[name] = value
    return found


def _whole(row: NeedRow) -> dict:
    return {name: value for name, value in row.values.items() if value or name not in CHOICES}


def _shower(known: Known) -> Callable[[str, object], str]:
    """Makes the text of a value, as a person reads it."""
    words = {name: _first_words(own) for name, own in known.words.items()}
    codes = {
        name: {key: code.upper() for code, key in own.items()} for name, own in known.links.items()
    }
    kinds = _first_words(known.source_kinds)

    def show(name: str, value) -> str:
        if name in CHOICES:
            return words[name].get(value, value)
        if name in LINKS:
            return ", ".join(codes[name].get(key, str(key)) for key in value)
        if name == SOURCES:
            return "; ".join(
                ", ".join(filter(None, (kinds.get(one[0], one[0]), *one[1:]))) for one in value
            )
        return value

    return show


def _first_words(words: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, value in words.items():
        found.setdefault(value, word)
    return found


# ---------------------------------------------------------------- the write


@transaction.atomic
def import_needs(
    *,
    programme: Programme,
    workbook: Workbook,
    mapping: Mapping,
    by,
    apply_rest: bool = False,
    dry_run: bool = False,
    expected_digest: str = "",
) -> NeedReport:
    """Import a table of needs; ``change`` of the report is what was written, None for nothing.

    Nothing is written when rows are refused and the rest was not asked for. Raises
    NeedTableProblem for unusable columns and NeedsChanged when the outcome is not the approved one.
    """
    locked = Programme.objects.select_for_update().get(pk=programme.pk)
    report = plan_table(locked, workbook, mapping)
    if expected_digest and report.digest != expected_digest:
        raise NeedsChanged
    if dry_run or (report.refused and not apply_rest) or not (report.new or report.changes):
        return report
    report.change = change_needs(
        programme=locked,
        kind=NeedChangeKind.IMPORT,
        label=_("Import av %(file)s") % {"file": workbook.filename},
        by=by,
        new=report.new,
        changes=report.changes,
    )
    return report


def add_planned(
    *, programme: Programme, report: NeedReport, by, source: Sequence[str] | None
) -> NeedChange:
    """Write the new needs of rows that were pasted at an occasion."""
    return add_needs(
        programme=programme, rows=report.new, by=by, source=source, kind=NeedChangeKind.PASTE
    )
