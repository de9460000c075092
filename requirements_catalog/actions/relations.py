"""Relations between requirements are made and taken away, each with its history."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.history import (
    bulk_create_with_history,
    bulk_delete_with_history,
    bulk_update_with_history,
    chunks,
    delete_with_reason,
    save_with_reason,
)

from ..choices import RequirementStatus
from ..models import Catalogue, Requirement, RequirementRelation
from ..relations import MUTUAL
from .cells import CellProblem

# The field of a relation's cell; its values are None (there is none) or [kind, target, note].
RELATION = "relation"
# Source, kind and target: there is one relation at most of each.
Place = tuple[int, str, int]


@transaction.atomic
def add_relation(
    *, source: Requirement, target: Requirement, kind: str, by, note: str = "", reason: str = ""
) -> RequirementRelation:
    """State how ``source`` stands to ``target``.

    Raises ValidationError when it is stated already, when either is a heading or has been
    withdrawn, and when they belong to different programmes.
    """
    locked = _lock(source.pk, target.pk)
    if len({row.catalogue.programme_id for row in locked.values()}) != 1:
        raise ValidationError({"target": _("Välj bland programmets egna.")})
    if any(row.is_heading for row in locked.values()):
        raise ValidationError({"target": _("En rubrik kan inte ha relationer. Välj ett krav.")})
    if any(row.status == RequirementStatus.WITHDRAWN for row in locked.values()):
        raise ValidationError({"target": _("Ett av kraven har utgått. Återställ det först.")})
    relation = RequirementRelation(source=source, target=target, kind=kind, note=note)
    reverse = RequirementRelation.objects.filter(source=target, target=source, kind=kind)
    if kind in MUTUAL and reverse.exists():
        raise ValidationError({"target": _("Relationen finns redan.")})
    relation.full_clean()
    return save_with_reason(relation, by=by, reason=reason)


@transaction.atomic
def remove_relation(*, relation: RequirementRelation, by, reason: str = "") -> None:
    """Take a relation away; its history stays. Taking away what is gone does nothing."""
    _lock(relation.source_id, relation.target_id)
    found = RequirementRelation.objects.filter(pk=relation.pk).first()
    if found:
        delete_with_reason(found, by=by, reason=reason)


def _lock(*keys: int) -> dict[int, Requirement]:
    """The rows at both ends by key, locked with their catalogues, each in the order of its key."""
    lock_catalogues_of(keys)
    rows = Requirement.objects.select_for_update(of=("self",)).select_related("catalogue")
    return {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}


def lock_catalogues_of(keys: Iterable[int]) -> None:
    """Lock the catalogues of rows, before the rows themselves; in the order of their keys."""
    catalogues = Requirement.objects.filter(pk__in=keys).values("catalogue")
    list(Catalogue.objects.select_for_update().filter(pk__in=catalogues).order_by("pk"))


# ---------------------------------------------------------------- many at once


def relations_from(sources: Iterable[int]) -> dict[Place, RequirementRelation]:
    """The relations that lead from rows, by source, kind and target."""
    found = {}
    for part in chunks(sources, 5000):
        for one in RequirementRelation.objects.filter(source__in=part):
            found[one.source_id, one.kind, one.target_id] = one
    return found


def make_relations(*, relations: Iterable[tuple[int, str, int, str]], by, reason: str = "") -> None:
    """Make relations of (source, kind, target, note); those that stand already stay."""
    wanted = {(source, kind, target): note for source, kind, target, note in relations}
    present = relations_from({source for source, _kind, _target in wanted})
    new = [
        RequirementRelation(source_id=source, kind=kind, target_id=target, note=note)
        for (source, kind, target), note in wanted.items()
        if (source, kind, target) not in present
    ]
    if new:
        bulk_create_with_history(RequirementRelation, new, by=by, reason=reason)


def set_notes(*, relations: Sequence[RequirementRelation], by, reason: str = "") -> None:
    """Write the notes that the relations have got."""
    if relations:
        bulk_update_with_history(RequirementRelation, relations, ["note"], by=by, reason=reason)


def delete_relations(*, keys: Iterable[int], by, reason: str = "") -> None:
    """Take relations away by their own keys."""
    for part in chunks(keys, 5000):
        rows = RequirementRelation.objects.filter(pk__in=part)
        bulk_delete_with_history(rows, by=by, reason=reason)


def relate_back(*, cells: Sequence, by, reason: str) -> tuple[list[list], list[CellProblem]]:
    """Make relations what they were before some cells: (what was written, what stays).

    One that somebody has made, changed or taken away since stays as it is and is told. The caller
    holds the catalogue's lock. Costs the same number of queries whatever the number of cells.
    """
    standing = relations_from({cell[0] for cell in cells})
    ends = {(old or new)[1] for _source, _name, old, new in cells}
    known = {
        key
        for part in chunks(ends, 5000)
        for key in Requirement.objects.filter(pk__in=part).values_list("pk", flat=True)
    }
    made, noted, gone = [], [], []
    written: list[list] = []
    problems: list[CellProblem] = []
    for source, _name, old, new in cells:
        kind, target = (old or new)[:2]
        one = standing.get((source, kind, target))
        now = [kind, target, one.note] if one else None
        then = [kind, target, _note_of(old)] if old else None
        if now == then:
            continue
        is_ours = now is None if new is None else now is not None and _is_note(new, now[2])
        if not is_ours or target not in known:
            message = _("Relationen har ändrats sedan dess och är som den är.")
            problems.append(CellProblem(source, RELATION, message, is_conflict=True))
            continue
        written.append([source, RELATION, now, then])
        if one is None:
            made.append((source, kind, target, _note_of(old)))
        elif then is None:
            gone.append(one.pk)
        else:
            one.note = _note_of(old)
            noted.append(one)
    delete_relations(keys=gone, by=by, reason=reason)
    set_notes(relations=noted, by=by, reason=reason)
    make_relations(relations=made, by=by, reason=reason)
    return written, problems


def _note_of(value: Sequence) -> str:
    """The note in a cell; sets from before notes were kept have none."""
    return value[2] if len(value) > 2 else ""


def _is_note(value: Sequence, note: str) -> bool:
    return len(value) < 3 or value[2] == note
