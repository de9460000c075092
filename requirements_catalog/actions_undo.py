"""Undo and redo of a person's own sets of changes, kept in the database: they survive a reload."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .actions_cells import Cell, CellProblem, Changed, record_change_set, write_cells
from .actions_structure import PLACE, relocate
from .choices import ChangeSetKind
from .models import Catalogue, ChangeSet, Requirement
from .tree import place_of

# So many sets back a person can go.
DEPTH = 50


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
def undo(*, catalogue: Catalogue, by) -> Changed:
    """Take back the person's last set; what others have changed since stays and is told.

    Raises NothingToTakeBack.
    """
    return _take_back(catalogue, by, ChangeSetKind.UNDO)


@transaction.atomic
def redo(*, catalogue: Catalogue, by) -> Changed:
    """Do again what the person last took back. Raises NothingToTakeBack."""
    return _take_back(catalogue, by, ChangeSetKind.REDO)


def _take_back(catalogue: Catalogue, by, kind: ChangeSetKind) -> Changed:
    catalogue = Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    done, undone = undo_stacks(catalogue, by)
    stack = done if kind == ChangeSetKind.UNDO else undone
    if not stack:
        raise NothingToTakeBack
    target = ChangeSet.objects.get(pk=stack[-1].pk)
    cells = [Cell(row, name, old, new) for row, name, old, new in target.cells if name != PLACE]
    places = [cell for cell in reversed(target.cells) if cell[1] == PLACE]
    reason = _reason(kind, target)
    moved, lost = _move_back(places, by, reason)
    written, problems = write_cells(
        catalogue=catalogue, cells=cells, by=by, reason=reason, takes_back=True
    )
    # The set is spent even when nothing of it could be taken back.
    change_set = record_change_set(
        catalogue=catalogue,
        by=by,
        kind=kind,
        label=target.label,
        reason=reason,
        cells=[*written, *moved],
        undoes=target,
    )
    return Changed(change_set, [*problems, *lost])


def _reason(kind: ChangeSetKind, target: ChangeSet) -> str:
    word = _("Ångrat: %(what)s") if kind == ChangeSetKind.UNDO else _("Gjort om: %(what)s")
    return (word % {"what": target.label})[:100]


def _move_back(cells: list, by, reason: str) -> tuple[list, list[CellProblem]]:
    """Move rows to where they stood; returns what was moved and what could not be."""
    moved, problems = [], []
    for key, name, old, new in cells:
        row = Requirement.objects.select_related("parent").filter(pk=key).first()
        here = place_of(row) if row else [None, None]
        parent, before = (
            Requirement.objects.filter(pk=place).first() if place else None for place in old
        )
        is_lost = row is None or here[0] != new[0] or (old[0] and parent is None)
        if not is_lost:
            after = before if before and before.parent_id == old[0] else None
            try:
                relocate(
                    requirement=row, by=by, parent=parent, after=after, first=after is None,
                    reason=reason,
                )  # fmt: skip
                moved.append([key, name, here, old])
                continue
            except ValidationError:
                pass
        message = _("Raden har flyttats av någon annan och står kvar.")
        problems.append(CellProblem(key, name, message, is_conflict=True))
    return moved, problems
