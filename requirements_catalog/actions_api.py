"""What the API writes: the same actions as the screens', held to the revision that was read."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from .actions import ChangedMeanwhile, create_requirement, revision_of
from .actions_cells import Cell, change_cells
from .actions_structure import move_requirement, restore_requirement, withdraw_requirement
from .choices import ChangeSetKind
from .fields import EXTRA_PREFIX, LINKS, NUMBER, PERSON, Field
from .models import Catalogue, Requirement


def _hold(requirement: Requirement, expected: Collection[str] | None) -> Requirement:
    """Lock the catalogue and the row; ChangedMeanwhile when it is no longer what was read."""
    Catalogue.objects.select_for_update().get(pk=requirement.catalogue_id)
    row = Requirement.objects.select_for_update().get(pk=requirement.pk)
    if expected is not None and revision_of(row) not in expected:
        raise ChangedMeanwhile
    return row


@transaction.atomic
def patch_requirement(
    *,
    requirement: Requirement,
    by,
    expected: Collection[str] | None,
    values: Mapping[str, object],
    reason: str = "",
) -> None:
    """Set some fields (stored values by name) of a row, all or none.

    ``expected`` is the revisions that the program read (None: any). Raises ChangedMeanwhile, and
    NothingWritten with the problems when a value is refused.
    """
    row = _hold(requirement, expected)
    change_cells(
        catalogue=row.catalogue,
        cells=[Cell(row.pk, name, value) for name, value in values.items()],
        by=by,
        kind=ChangeSetKind.EDIT,
        label=_("Ändrade %(row)s") % {"row": row},
        reason=reason,
        all_or_nothing=True,
    )


@transaction.atomic
def place_requirement(
    *, requirement: Requirement, by, expected: Collection[str] | None, reason: str = "", **place
) -> Requirement:
    """Move a row and its branch; ``place`` as ``move_requirement`` takes it."""
    row = _hold(requirement, expected)
    return move_requirement(requirement=row, by=by, reason=reason, **place)


@transaction.atomic
def retire_requirement(
    *, requirement: Requirement, by, expected: Collection[str] | None, reason: str
) -> Requirement:
    """Withdraw a row, with the reason that is always asked for."""
    row = _hold(requirement, expected)
    return withdraw_requirement(requirement=row, by=by, reason=reason)


@transaction.atomic
def revive_requirement(
    *, requirement: Requirement, by, expected: Collection[str] | None, reason: str = ""
) -> Requirement:
    """Bring a withdrawn row back as a draft."""
    row = _hold(requirement, expected)
    return restore_requirement(requirement=row, by=by, reason=reason)


def add_requirement(
    *,
    catalogue: Catalogue,
    by,
    is_heading: bool,
    fields: Mapping[str, Field],
    values: Mapping[str, object],
    reason: str = "",
    **place,
) -> Requirement:
    """A new row from stored values by name; raises as ``create_requirement``."""
    own: dict = {"extra": {}}
    for name, value in values.items():
        known = fields[name]
        if name.startswith(EXTRA_PREFIX):
            if value:
                own["extra"][known.extra_key] = value
        elif known.kind == PERSON:
            own[f"{name}_id"] = value
        elif known.kind == LINKS:
            own[name] = list(getattr(catalogue.programme, name).filter(pk__in=value))
        elif known.kind == NUMBER:
            own[name] = None if value is None else Decimal(str(value))
        else:
            own[name] = value
    return create_requirement(
        catalogue=catalogue, by=by, is_heading=is_heading, reason=reason, **place, **own
    )
