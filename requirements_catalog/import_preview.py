"""The preview of an import: what is told before it is approved, and what a person chooses there."""

from collections import Counter
from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.text_diff import word_diff

from .actions.cells import CellProblem
from .actions.relations import RELATION
from .cell_values import Directory
from .choices import RequirementKind
from .fields import fields_of
from .import_core.outcomes import (
    CONFLICT,
    CREATED,
    FROM_APPLICATION,
    FROM_FILE,
    MISSING,
    MOVED,
    OUTCOMES,
    REFUSED,
    ROUND_TRIP_OUTCOMES,
    UNCHANGED,
    UPDATED,
)
from .import_labels import field_label
from .imports.report import ImportReport
from .models import Catalogue

# Conflicts and missing rows that are shown one by one; the rest follow the choice for all.
SHOWN = 200
CONFLICT_FIELD = "conflict-"
ALL = "all"


def rows_shown(report: ImportReport, asked: str | None) -> tuple[str, list[dict]]:
    """(which rows are shown, those rows): of one outcome, all, or all that is not unchanged.

    The last is what a person must look at, and is shown when nothing else is asked for; what is
    refused or in conflict comes first in it.
    """
    if asked == ALL:
        return ALL, report.rows
    if asked in (*OUTCOMES, *ROUND_TRIP_OUTCOMES):
        return asked, [row for row in report.rows if row["outcome"] == asked]
    first = (REFUSED, CONFLICT)
    rows = [row for row in report.rows if row["outcome"] != UNCHANGED]
    return "", sorted(
        rows, key=lambda row: first.index(row["outcome"]) if row["outcome"] in first else 2
    )


def with_differences(row: dict) -> dict:
    """A row as it is shown: changed texts compared word by word, the kind of a new one in words."""
    changes = [
        {**change, "pieces": word_diff(change["old"], change["new"])}
        if change["old"] and change["new"] and " " in change["old"].strip()
        else change
        for change in row.get("changes", ())
    ]
    kind = row.get("kind")
    return {**row, "changes": changes, "kind_label": RequirementKind(kind).label if kind else ""}


def tiles_of(report: ImportReport, shown: str | None) -> list[dict]:
    """A tile for each outcome and one for all; each leads to its rows."""
    labels = (
        (CREATED, _("nya"), "met", report.headings[CREATED]),
        (UPDATED, _("ändrade"), "attention", report.headings[UPDATED]),
        (UNCHANGED, _("oförändrade"), "", report.headings[UNCHANGED]),
        (REFUSED, _("avvisade"), "refused" if report.refused else "", 0),
    )
    tiles = [
        {
            "label": label,
            "value": report.counts[outcome],
            "kind": kind,
            "note": _headings_note(headings),
            "url": "?" if outcome == shown else f"?outcome={outcome}",
            "is_current": outcome == shown,
        }
        for outcome, label, kind, headings in labels
    ]
    for outcome, label, kind in (
        (MOVED, _("flyttade"), "attention"),
        (CONFLICT, _("ändrade på båda håll"), "refused"),
        (MISSING, _("saknas i filen"), "attention"),
    ):
        if report.round_trip.get(outcome):
            tiles.append(
                {
                    "label": label,
                    "value": report.round_trip[outcome],
                    "kind": kind,
                    "url": "?" if outcome == shown else f"?outcome={outcome}",
                    "is_current": outcome == shown,
                }
            )
    every = {"label": _("alla rader"), "value": len(report.rows), "is_current": shown == ALL}
    return [*tiles, {**every, "url": "?" if shown == ALL else f"?outcome={ALL}"}]


def _headings_note(count):
    if not count:
        return ""
    return ngettext("och %(count)s rubrik", "och %(count)s rubriker", count) % {"count": count}


def consequences_of(report: ImportReport) -> list[str]:
    """What approving will do, one sentence a thing."""
    counts, headings = report.counts, report.headings
    told = Counter(row["outcome"] for row in report.rows)
    texts = []
    if report.reqif:
        added = _("%(n)s nytt objekt läggs till."), _("%(n)s nya objekt läggs till.")
        rows = (
            (counts[CREATED], *added),
            (counts[UPDATED], _("%(n)s objekt ändras."), _("%(n)s objekt ändras.")),
        )  # fmt: skip
    else:
        rows = (
            (counts[CREATED], _("%(n)s nytt krav läggs till."), _("%(n)s nya krav läggs till.")),
            (counts[UPDATED], _("%(n)s krav ändras."), _("%(n)s krav ändras.")),
        )
    for number, one, many in (
        *rows,
        (headings[CREATED], _("%(n)s rubrik läggs till."), _("%(n)s rubriker läggs till.")),
        (headings[UPDATED], _("%(n)s rubrik ändras."), _("%(n)s rubriker ändras.")),
        (counts[REFUSED], _("%(n)s rad avvisas och läses inte in."),
         _("%(n)s rader avvisas och läses inte in.")),
        (told[MOVED], _("%(n)s rad flyttas."), _("%(n)s rader flyttas.")),
        (told[CONFLICT],
         _("%(n)s rad har ändrats både här och i filen: du väljer nedan vad som gäller."),
         _("%(n)s rader har ändrats både här och i filen: du väljer nedan vad som gäller.")),
    ):  # fmt: skip
        if number:
            texts.append((one if number == 1 else many) % {"n": number})
    if len(texts) == bool(counts[REFUSED]):
        texts.append(_("Inget i katalogen ändras."))
    if told[MISSING]:
        texts.append(_("Rader som saknas i filen utgår bara om du kryssar för dem."))
    texts.append(_("Krav i katalogen som inte finns i filen lämnas som de är."))
    if not writes_anything(report):
        return texts
    if report.can_be_undone:
        texts.append(_("Importen går att ångra i ett svep."))
    else:
        texts.append(
            _("Filen ändrar så mycket text att importen inte går att ångra i ett svep. Dela den "
              "i flera om du vill kunna det. Historiken sparas som vanligt.")
        )  # fmt: skip
    return texts


def writes_anything(report: ImportReport) -> bool:
    """Whether approving can change the catalogue."""
    told = Counter(row["outcome"] for row in report.rows)
    return any(told[outcome] for outcome in (CREATED, UPDATED, *ROUND_TRIP_OUTCOMES)) or any(
        report.headings[outcome] for outcome in (CREATED, UPDATED)
    )


def choices_of(report: ImportReport) -> dict:
    """What a person must choose for a file of ours: who is right, and what is withdrawn."""
    conflicts = [
        {**conflict, "code": row["code"], "row": row["row"]}
        for row in report.rows
        for conflict in row.get("conflicts", ())
    ]
    missing = [row for row in report.rows if row["outcome"] == MISSING]
    return {
        "conflicts": conflicts[:SHOWN],
        "conflicts_hidden": max(0, len(conflicts) - SHOWN),
        "missing": missing[:SHOWN],
        "missing_hidden": max(0, len(missing) - SHOWN),
    }


def choices_in(posted: QueryDict) -> dict:
    """A person's choices as ``import_core.roundtrip.settle`` takes them."""
    sides = (FROM_FILE, FROM_APPLICATION)
    for_all = posted.get("conflicts_all", "")
    cells = {
        name.removeprefix(CONFLICT_FIELD): value
        for name, value in posted.items()
        if name.startswith(CONFLICT_FIELD) and value in sides
    }
    return {
        "all": for_all if for_all in sides else "",
        "cells": {} if for_all in sides else cells,
        "withdraw": "all" if posted.get("withdraw_all") else posted.getlist("withdraw"),
    }


def undo_consequences(result: dict) -> list[str]:
    """What taking an import back does, one sentence a thing; ``result`` is that of its job."""
    texts = []
    for number, one, many in (
        (result.get(CREATED, 0),
         _("%(n)s nytt krav utgår, och dess krav-id används aldrig igen."),
         _("%(n)s nya krav utgår, och deras krav-id:n används aldrig igen.")),
        (result.get("headings", 0), _("%(n)s ny rubrik utgår."), _("%(n)s nya rubriker utgår.")),
        (result.get(UPDATED, 0), _("%(n)s ändrat krav blir som det var före importen."),
         _("%(n)s ändrade krav blir som de var före importen.")),
        (result.get(MOVED, 0), _("%(n)s flyttad rad går tillbaka till sin plats."),
         _("%(n)s flyttade rader går tillbaka till sina platser.")),
        (result.get("withdrawn", 0), _("%(n)s rad som importen lät utgå gäller igen."),
         _("%(n)s rader som importen lät utgå gäller igen.")),
    ):  # fmt: skip
        if number:
            texts.append((one if number == 1 else many) % {"n": number})
    texts.append(_("Det som har ändrats sedan importen ligger kvar och visas för dig."))
    texts.append(_("Nya fält och bilagor som filen gav katalogen finns kvar."))
    return texts


def left_as_they_are(catalogue: Catalogue, problems: Sequence[CellProblem]) -> dict:
    """The cells that an undo could not take back, in words; three queries whatever their number."""
    fields, directory = fields_of(catalogue), Directory(catalogue)
    keys = {problem.row for problem in problems[:SHOWN]}
    rows = catalogue.requirements.filter(pk__in=keys).in_bulk()
    cells = []
    for problem in problems[:SHOWN]:
        field = fields.get(problem.field)
        row = rows.get(problem.row)
        cells.append(
            {
                "row": str(row or ""),
                "pk": problem.row if row else "",
                "label": field.label if field else _label_of(problem.field),
                "message": problem.message,
                "current": directory.show(field, problem.current)
                if field and problem.is_conflict
                else "",
            }
        )
    return {"cells": cells, "count": len(problems), "hidden": max(0, len(problems) - SHOWN)}


def _label_of(name: str) -> str:
    """What a cell is called that is no field of a row: its relations, or its place."""
    return _("Relationer") if name == RELATION else field_label("parent")
