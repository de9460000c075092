"""Relations between requirements are made and taken away, each with its history."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.history import delete_with_reason, save_with_reason

from ..choices import RequirementStatus
from ..models import Requirement, RequirementRelation
from ..relations import MUTUAL


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
    """The rows at both ends by key, locked in the order of their keys."""
    rows = Requirement.objects.select_for_update(of=("self",)).select_related("catalogue")
    return {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}
