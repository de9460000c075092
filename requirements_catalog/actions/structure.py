"""The tree of a catalogue changed by hand: rows are moved, withdrawn and restored."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.history import bulk_update_with_history, save_with_reason

from ..choices import ChangeSetKind, RequirementStatus
from ..models import Catalogue, Requirement
from ..tree import (
    end_of,
    last_descendant_position,
    place_of,
    position_after_subtree,
    positions_after,
    refuse_too_deep,
)
from .cells import record_change_set

PLACE = "place"
WITHDRAWN = RequirementStatus.WITHDRAWN.value


@transaction.atomic
def withdraw_requirement(*, requirement: Requirement, by, reason: str) -> Requirement:
    """Take a row out of the catalogue without deleting it: its code and history stay.

    A reason is needed; a heading goes only when nothing live stands under it. One that has gone
    already keeps the reason that it went with.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför kravet utgår.")})
    # The catalogue's lock: nothing may be put under a heading while it goes or comes.
    Catalogue.objects.select_for_update().get(pk=requirement.catalogue_id)
    row = Requirement.objects.select_for_update().get(pk=requirement.pk)
    if row.status == RequirementStatus.WITHDRAWN:
        return row
    live = row.children.live().count()
    if live:
        raise ValidationError(
            ngettext(
                "En rad står kvar under rubriken. Flytta den eller låt den utgå först.",
                "%(count)d rader står kvar under rubriken. Flytta dem eller låt dem utgå först.",
                live,
            )
            % {"count": live}
        )
    old, row.status = row.status, RequirementStatus.WITHDRAWN
    record_structure(
        row=row,
        by=by,
        label=_("Lät utgå %(row)s"),
        reason=reason,
        field="status",
        old=old,
        new=WITHDRAWN,
    )
    return save_with_reason(row, by=by, reason=reason)


@transaction.atomic
def restore_requirement(*, requirement: Requirement, by, reason: str = "") -> Requirement:
    """Bring a withdrawn row back as a draft."""
    # The catalogue's lock: nothing may be put under a heading while it goes or comes.
    Catalogue.objects.select_for_update().get(pk=requirement.catalogue_id)
    row = Requirement.objects.select_for_update().get(pk=requirement.pk)
    if row.parent and row.parent.status == RequirementStatus.WITHDRAWN:
        raise ValidationError(_("Rubriken ovanför har utgått. Återställ den först."))
    if row.status == RequirementStatus.WITHDRAWN:
        row.status = RequirementStatus.DRAFT
        save_with_reason(row, by=by, reason=reason)
        record_structure(
            row=row,
            by=by,
            label=_("Återställde %(row)s"),
            reason=reason,
            field="status",
            old=WITHDRAWN,
            new=row.status,
        )
    return row


@transaction.atomic
def move_requirement(
    *,
    requirement: Requirement,
    by,
    parent: Requirement | None = None,
    after: Requirement | None = None,
    first: bool = False,
    reason: str = "",
) -> Requirement:
    """Move a row and all that stands under it, as a change that can be undone."""
    Catalogue.objects.select_for_update().get(pk=requirement.catalogue_id)
    before = place_of(Requirement.objects.get(pk=requirement.pk))
    row = relocate(
        requirement=requirement, by=by, parent=parent, after=after, first=first, reason=reason
    )
    now = place_of(row)
    if now != before:
        record_structure(
            row=row,
            by=by,
            label=_("Flyttade %(row)s"),
            reason=reason,
            field=PLACE,
            old=before,
            new=now,
        )
    return row


@transaction.atomic
def relocate(
    *,
    requirement: Requirement,
    by,
    parent: Requirement | None = None,
    after: Requirement | None = None,
    first: bool = False,
    reason: str = "",
) -> Requirement:
    """Move a row and its branch without keeping a set of changes; codes stay as they are.

    ValidationError when a heading would come to stand under itself.
    """
    catalogue = Catalogue.objects.select_for_update().get(pk=requirement.catalogue_id)
    top = Requirement.objects.get(pk=requirement.pk)
    subtree = catalogue.requirements.filter(position__gte=top.position)
    end = position_after_subtree(top)
    if end is not None:
        subtree = subtree.filter(position__lt=end)
    rows = list(subtree.order_by("position"))
    inside = {row.pk for row in rows}
    if {row.pk for row in (parent, after) if row} & inside:
        raise ValidationError(_("En rad kan inte flyttas till en plats under sig själv."))
    parent, previous = place_for(catalogue, parent, after, first)
    deeper = (parent.depth + 1 if parent else 0) - top.depth
    refuse_too_deep(max(row.depth for row in rows) + deeper, deeper)
    for row, position in zip(rows, positions_after(catalogue, previous, len(rows)), strict=True):
        row.position = position
        row.depth += deeper
    rows[0].parent = parent
    rows[0].changed_at = timezone.now()
    fields = ["parent", "position", "depth", "changed_at"]
    bulk_update_with_history(Requirement, rows, fields, by=by, reason=reason)
    return rows[0]


def place_for(
    catalogue: Catalogue, parent: Requirement | None, after: Requirement | None, first: bool
) -> tuple[Requirement | None, int]:
    """The heading that a row comes under and the position that it follows."""
    if {row.catalogue_id for row in (parent, after) if row} - {catalogue.pk}:
        raise ValidationError({"parent": _("Platsen ligger i en annan katalog.")})
    if after:
        after.refresh_from_db(fields=["position", "depth", "parent"])
        parent = after.parent
        refuse_too_deep(after.depth)
    elif parent:
        parent.refresh_from_db(fields=["position", "depth", "status"])
    if parent:
        if not parent.is_heading:
            raise ValidationError({"parent": _("Ett krav kan bara ligga under en rubrik.")})
        if parent.status == RequirementStatus.WITHDRAWN:
            raise ValidationError({"parent": _("Rubriken har utgått. Välj en annan.")})
    if after:
        return parent, last_descendant_position(after)
    if parent:
        refuse_too_deep(parent.depth + 1)
        return parent, parent.position if first else last_descendant_position(parent)
    return None, 0 if first else end_of(catalogue)


def record_structure(
    *, row: Requirement, by, label: str, reason: str, field: str, old: object, new: object
) -> None:
    """Keep a change of status or place, so that it can be taken back."""
    record_change_set(
        catalogue=row.catalogue,
        by=by,
        kind=ChangeSetKind.STRUCTURE,
        label=label % {"row": row},
        reason=reason,
        cells=[[row.pk, field, old, new]],
    )
