"""Undo and redo of a person's own sets of changes, kept in the database: they survive a reload."""

from django.db import transaction
from django.utils.translation import gettext as _

from ..choices import ChangeSetKind
from ..models import Catalogue, ChangeSet
from ..tree_shape import MoveRefused
from .cells import Cell, CellProblem, Changed, record_change_set, write_cells
from .relations import RELATION, relate_back
from .structure import PLACE, WITHDRAWN
from .tree import shape_of, write_shape

# So many sets back a person can go.
DEPTH = 50
# The kinds of sets that rows are moved in.
WITH_PLACES = (
    ChangeSetKind.STRUCTURE,
    ChangeSetKind.IMPORT,
    ChangeSetKind.UNDO,
    ChangeSetKind.REDO,
)


class NothingToTakeBack(Exception):
    """There is no set left to undo or redo."""


def undo_stacks(catalogue: Catalogue, user) -> tuple[list[ChangeSet], list[ChangeSet]]:
    """A person's sets that can be undone and redone, the next one last; one query.

    A set of another kind empties the redo stack, as in every editor.
    """
    newest = ChangeSet.objects.filter(catalogue=catalogue).made_by(user).order_by("-pk")
    done: list[ChangeSet] = []
    undone: list[ChangeSet] = []
    for change_set in reversed(list(newest.defer("cells")[: DEPTH * 4])):
        if change_set.kind == ChangeSetKind.UNDO:
            done = [known for known in done if known.pk != change_set.undoes_id]
            undone.append(change_set)
        elif change_set.kind == ChangeSetKind.REDO:
            undone = [known for known in undone if known.pk != change_set.undoes_id]
            done.append(change_set)
        else:
            done.append(change_set)
            undone = []
    return done[-DEPTH:], undone


@transaction.atomic
def undo(*, catalogue: Catalogue, by, change_set: ChangeSet | None = None) -> Changed:
    """Take back the person's last set; what others have changed since stays and is told.

    ``change_set`` is one to take back wherever it stands among the others. Raises
    NothingToTakeBack.
    """
    return _take_back(catalogue, by, ChangeSetKind.UNDO, change_set)


@transaction.atomic
def redo(*, catalogue: Catalogue, by, change_set: ChangeSet | None = None) -> Changed:
    """Do again what the person last took back, or one such set. Raises NothingToTakeBack."""
    return _take_back(catalogue, by, ChangeSetKind.REDO, change_set)


def latest_of(change_set: ChangeSet) -> ChangeSet:
    """The set itself, or the last undo or redo of it; one query for each of those."""
    latest = change_set
    while True:
        later = ChangeSet.objects.filter(undoes=latest.pk).defer("cells").first()
        if later is None:
            return latest
        latest = later


def _target(catalogue: Catalogue, by, kind: ChangeSetKind, wanted: ChangeSet | None) -> int:
    """The key of the set to take back now."""
    if wanted is None:
        done, undone = undo_stacks(catalogue, by)
        stack = done if kind == ChangeSetKind.UNDO else undone
        if not stack:
            raise NothingToTakeBack
        return stack[-1].pk
    latest = latest_of(wanted)
    is_undone = latest.kind == ChangeSetKind.UNDO
    if is_undone != (kind == ChangeSetKind.REDO) or wanted.catalogue_id != catalogue.pk:
        raise NothingToTakeBack
    return latest.pk


def _take_back(catalogue: Catalogue, by, kind: ChangeSetKind, wanted: ChangeSet | None) -> Changed:
    catalogue = Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    target = ChangeSet.objects.get(pk=_target(catalogue, by, kind, wanted))
    reason = _reason(kind, target)
    of = {name: [cell for cell in target.cells if cell[1] == name] for name in (PLACE, RELATION)}
    plain = [cell for cell in target.cells if cell[1] not in of]
    # Headings come back before rows move under them, and go when rows have moved away.
    back = {key for key, name, _old, new in plain if name == "status" and new == WITHDRAWN}
    parts = [[c for c in plain if c[0] in back], [c for c in plain if c[0] not in back]]
    restored, problems = _write_back(catalogue, parts[0], by, reason)
    moved, lost = _move_back(catalogue, target, of[PLACE], by, reason)
    written, refused = _write_back(catalogue, parts[1], by, reason)
    related, kept = relate_back(cells=of[RELATION], by=by, reason=reason)
    # The set is spent even when nothing of it could be taken back.
    change_set = record_change_set(
        catalogue=catalogue,
        by=by,
        kind=kind,
        label=target.label,
        reason=reason,
        cells=[*restored, *written, *moved, *related],
        undoes=target,
    )
    return Changed(change_set, [*problems, *refused, *lost, *kept])


def _write_back(
    catalogue: Catalogue, cells: list, by, reason: str
) -> tuple[list[list], list[CellProblem]]:
    """Write the old values where the new ones still stand; (what was written, what was not)."""
    if not cells:
        return [], []
    wanted, refused = _without_orphans(catalogue, cells)
    written, problems = write_cells(
        catalogue=catalogue, cells=wanted, by=by, reason=reason, takes_back=True
    )
    return written, [*problems, *refused]


def _reason(kind: ChangeSetKind, target: ChangeSet) -> str:
    word = _("Ångrat: %(what)s") if kind == ChangeSetKind.UNDO else _("Gjort om: %(what)s")
    return (word % {"what": target.label})[:100]


def _move_back(
    catalogue: Catalogue, target: ChangeSet, cells: list, by, reason: str
) -> tuple[list, list[CellProblem]]:
    """Move rows to where they stood; returns what was moved and what could not be."""
    if not cells:
        return [], []
    shape = shape_of(catalogue)
    since = _moved_since(target)
    places = {
        key: old
        for key, _name, old, new in cells
        if key in shape.rows and shape.rows[key].parent == new[0] and key not in since
    }
    stood: dict[int, list] = {}
    if places:
        try:
            stood, _lost = shape.put_back(places)
        except MoveRefused:
            stood = {}
        else:
            write_shape(shape=shape, tops=stood, by=by, reason=reason)
    moved = [[key, PLACE, here, places[key]] for key, here in stood.items()]
    message = _("Raden har flyttats sedan dess och står kvar.")
    lost = [cell[0] for cell in cells if cell[0] not in stood]
    return moved, [CellProblem(key, PLACE, message, is_conflict=True) for key in lost]


def _moved_since(target: ChangeSet) -> set[int]:
    """The rows that have been moved after a set, but for moves that have been taken back."""
    later = ChangeSet.objects.filter(
        catalogue=target.catalogue_id, pk__gt=target.pk, kind__in=WITH_PLACES
    )
    standing: dict[int, set[int]] = {}
    for key, undoes, cells in later.order_by("pk").values_list("pk", "undoes", "cells"):
        if standing.pop(undoes, None) is None:
            standing[key] = {cell[0] for cell in cells if cell[1] == PLACE}
    return {row for rows in standing.values() for row in rows}


def _without_orphans(catalogue: Catalogue, cells: list) -> tuple[list[Cell], list[CellProblem]]:
    """The cells to write, without those that would leave a live row under a withdrawn heading."""
    going = {key for key, name, old, new in cells if name == "status" and old == WITHDRAWN}
    coming = {key for key, name, old, new in cells if name == "status" and new == WITHDRAWN}
    refused: list[CellProblem] = []
    if going or coming:
        shape = shape_of(catalogue)
        live = {key for key, row in shape.rows.items() if row.is_live}
        for key in going & set(shape.rows):
            if (set(shape.branch(key)) & live) - going:
                message = _("Rader har lagts under rubriken sedan dess. Den står kvar.")
                refused.append(CellProblem(key, "status", message, is_conflict=True))
        for key in coming & set(shape.rows):
            if set(shape.above(key)) - live - coming:
                message = _("Rubriken ovanför har utgått. Återställ den först.")
                refused.append(CellProblem(key, "status", message, is_conflict=True))
    kept = {(problem.row, problem.field) for problem in refused}
    written = [
        Cell(key, name, old, new) for key, name, old, new in cells if (key, name) not in kept
    ]
    return written, refused
