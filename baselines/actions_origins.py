"""What copies have taken account of is kept, and what their origins publish is decided about."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from common.history import chunks
from requirements_catalog.actions.cells import Cell, NothingWritten, change_cells
from requirements_catalog.choices import ChangeSetKind
from requirements_catalog.models import Catalogue, Requirement, RequirementRelation

from .choices import Outcome
from .models import Origin
from .origins import Copy, copy_relations, read_copies, taken_from
from .querysets import since_of

CHUNK = 5000


class OriginMoved(ValidationError):
    """The copy or what its origin publishes is no longer what the person saw."""

    def __init__(self) -> None:
        super().__init__(
            _("Kravet eller ursprunget har ändrats sedan du läste. Läs igen och välj sedan."),
            code="moved",
        )


def keep_origins(*, catalogue: Catalogue, requirement: Requirement | None = None) -> None:
    """Keep what each copy was made of, for those that nothing is kept of yet.

    It is what history says of the origin at the moment when the relation was made. One query when
    there are none; otherwise a fixed number for each 5,000.
    """
    missing = _without_origin(catalogue)
    if requirement is not None:
        missing = missing.filter(source=requirement)
    if not missing.exists():
        return
    with transaction.atomic():
        # Those who look at the same time take turns, so that each is kept once.
        Catalogue.objects.select_for_update().get(pk=catalogue.pk)
        for part in chunks(_with_record(missing), CHUNK):
            _keep(part)


def _without_origin(catalogue: Catalogue) -> QuerySet[RequirementRelation]:
    kept = Origin.objects.filter(requirement=OuterRef("source"), origin=OuterRef("target"))
    return copy_relations(catalogue).filter(~Exists(kept))


def _with_record(relations: QuerySet[RequirementRelation]) -> QuerySet[RequirementRelation]:
    """With ``since``, who made the relation, and the origin's record in history at that moment."""
    made = RequirementRelation.history.model.objects.filter(id=OuterRef("pk"), history_type="+")
    then = Requirement.history.model.objects.filter(
        id=OuterRef("target_id"), history_date__lte=OuterRef("since")
    )
    return relations.annotate(
        since=since_of(RequirementRelation),
        maker=Subquery(made.order_by("history_id").values("history_user_id")[:1]),
        record=Subquery(then.order_by("-history_id").values("history_id")[:1]),
    ).select_related("target")


def _keep(relations: tuple[RequirementRelation, ...]) -> None:
    keys = [row.record for row in relations if row.record]
    then = {
        one.history_id: one for one in Requirement.history.model.objects.filter(history_id__in=keys)
    }
    rows = [
        Origin(
            requirement_id=row.source_id,
            origin_id=row.target_id,
            # What history does not tell of is as it stands.
            content=taken_from(then.get(row.record, row.target)),
            as_of=row.since or timezone.now(),
            outcome=Outcome.COPIED,
            decided_by_id=row.maker,
        )
        for row in relations
    ]
    Origin.objects.bulk_create(rows, batch_size=CHUNK)


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
