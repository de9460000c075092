"""What the origins of copies publish is decided about, and what copies take account of is kept."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from requirements_catalog.actions.cells import Cell, NothingWritten, change_cells
from requirements_catalog.choices import ChangeSetKind
from requirements_catalog.models import Catalogue, Requirement, RequirementRelation

from .choices import Outcome
from .models import Origin
from .origins import Copy, copy_relations, read_copies


class OriginMoved(ValidationError):
    """The copy or what its origin publishes is no longer what the person saw."""

    def __init__(self) -> None:
        super().__init__(
            _("Kravet eller ursprunget har ändrats sedan du läste. Läs igen och välj sedan."),
            code="moved",
        )


@transaction.atomic
def adopt_origin(*, relation: RequirementRelation, seen: str, by, reason: str = "") -> Origin:
    """Write what the origin has published anew into the copy.

    Raises OriginMoved when ``seen`` is not what is there now, and ValidationError when a field
    cannot be written; nothing is written then. An approval of the copy falls, as by any change.
    """
    copy = _locked(relation, seen)
    _write(copy, {name: copy.stored(name) for name in copy.changed}, by, reason)
    return _decide(copy, Outcome.ADOPTED, by, reason)


@transaction.atomic
def decline_origin(*, relation: RequirementRelation, seen: str, by, note: str) -> Origin:
    """Leave the copy as it is, and say why. Raises as ``adopt_origin``; a note is needed."""
    if not note.strip():
        raise ValidationError({"note": _("Skriv varför ändringen inte tas över.")})
    return _decide(_locked(relation, seen), Outcome.DECLINED, by, note)


@transaction.atomic
def merge_origin(
    *,
    relation: RequirementRelation,
    seen: str,
    values: Mapping[str, object],
    by,
    reason: str = "",
) -> Origin:
    """Write into the copy what somebody has made of both; stored values by name of field.

    Raises as ``adopt_origin``, and ValidationError for a field that the origin has not changed.
    """
    copy = _locked(relation, seen)
    if set(values) - set(copy.changed):
        raise ValidationError(_("Fältet har inte ändrats i ursprunget."))
    _write(copy, values, by, reason)
    return _decide(copy, Outcome.MERGED, by, reason)


def _locked(relation: RequirementRelation, seen: str) -> Copy:
    catalogue = Catalogue.objects.select_for_update().get(
        pk=Requirement.objects.values_list("catalogue", flat=True).get(pk=relation.source_id)
    )
    found = read_copies(catalogue, copy_relations(catalogue).filter(pk=relation.pk))
    if not found or not found[0].is_flagged or found[0].seen != seen:
        raise OriginMoved
    return found[0]


def _write(copy: Copy, values: Mapping[str, object], by, reason: str) -> None:
    row = copy.requirement
    try:
        change_cells(
            catalogue=row.catalogue,
            cells=[Cell(row.pk, name, value) for name, value in values.items()],
            by=by,
            kind=ChangeSetKind.EDIT,
            label=_("Ändrade %(row)s efter ursprunget") % {"row": row},
            reason=reason or _("Efter ändring i %(origin)s") % {"origin": copy.origin.code},
            all_or_nothing=True,
        )
    except NothingWritten as refused:
        raise ValidationError([problem.message for problem in refused.problems]) from refused


def _decide(copy: Copy, outcome: str, by, note: str) -> Origin:
    if copy.accounted.pk is None:
        copy.accounted.save()  # what the copy was made of stands first among what is decided
    row = Origin(
        requirement=copy.requirement,
        origin=copy.origin,
        content=copy.published,
        as_of=copy.published_at or timezone.now(),
        baseline=copy.baseline,
        outcome=outcome,
        note=note.strip(),
        decided_by=by,
    )
    row.full_clean(exclude=["requirement", "origin", "baseline", "decided_by", "content"])
    row.save()
    return row
