"""What the API writes: the same actions as the screens', held to the revision that was read.

``expected`` is the revisions that the program read (None: any); ChangedMeanwhile is raised when
what is written to is none of them.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.canonical import digest

from ..approval import APPROVED, digest_of
from ..choices import ChangeSetKind
from ..fields import EXTRA_PREFIX, LINKS, NUMBER, PERSON, Field
from ..models import Catalogue, Requirement, RequirementRelation
from .approvals import approve_requirements, send_back
from .cells import Cell, change_cells
from .relations import add_relation, lock_catalogues_of, remove_relation
from .requirements import ChangedMeanwhile, create_requirement, edit_catalogue, revision_of
from .structure import move_requirement, restore_requirement, withdraw_requirement

# What to prefetch before ``full_revision_of`` is asked of many rows.
RELATIONS = ("relations_out", "relations_in")
SHORT = 16


def full_revision_of(requirement: Requirement) -> str:
    """A short mark of all that can be done to a row: its fields and links, place and relations."""
    out, back = (getattr(requirement, name).all() for name in RELATIONS)
    relations = [
        *(["out", one.kind, one.target_id, one.note] for one in out),
        *(["in", one.kind, one.source_id, one.note] for one in back),
    ]
    content = {
        "row": revision_of(requirement),
        "place": [requirement.parent_id, requirement.position],
        "relations": sorted(relations),
    }
    return digest(content)[:SHORT]


def catalogue_revision_of(catalogue: Catalogue) -> str:
    """A short mark of what can be changed in a catalogue itself; its rows have their own."""
    names = ("slug", "name", "description")
    return digest({name: getattr(catalogue, name) for name in names})[:SHORT]


def _hold(requirement: Requirement, expected: Collection[str] | None, *others: int) -> Requirement:
    """Lock the row and others (their keys) that are written with it, after their catalogues.

    All are locked in the order of their keys, as all who lock two of them do.
    """
    keys = {requirement.pk, *others}
    lock_catalogues_of(keys)
    locked = Requirement.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    row = next(row for row in locked if row.pk == requirement.pk)
    if expected is not None and full_revision_of(row) not in expected:
        raise ChangedMeanwhile
    return row


@transaction.atomic
def change_catalogue(
    *, catalogue: Catalogue, by, expected: Collection[str] | None, reason: str = "", **fields
) -> Catalogue:
    """Change a catalogue's name, short name or description."""
    row = Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    if expected is not None and catalogue_revision_of(row) not in expected:
        raise ChangedMeanwhile
    return edit_catalogue(catalogue=row, by=by, reason=reason, **fields)


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

    Raises NothingWritten with the problems when a value is refused.
    """
    if values.get("status") == APPROVED:
        _refuse_unread(expected)
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


def _refuse_unread(expected: Collection[str] | None) -> None:
    """ValidationError for an approval of whatever stands there: what is approved has been read."""
    if expected is None:
        text = _("Det som godkänns ska vara läst: skicka radens ETag i If-Match, inte *.")
        raise ValidationError({"status": text})


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


@transaction.atomic
def approve_as_read(
    *, requirement: Requirement, by, expected: Collection[str] | None, reason: str = ""
) -> None:
    """Approve a row as it was read; raises NothingWritten with the problem when it cannot be."""
    _refuse_unread(expected)
    row = _hold(requirement, expected)
    approve_requirements(
        catalogue=row.catalogue,
        seen={row.pk: digest_of(row)},
        by=by,
        label=_("Godkände %(row)s") % {"row": row},
        reason=reason,
        all_or_nothing=True,
    )


@transaction.atomic
def return_requirement(
    *, requirement: Requirement, by, expected: Collection[str] | None, reason: str
) -> Requirement:
    """Make a row in review, or an approved one, a draft, with the reason that is asked for."""
    row = _hold(requirement, expected)
    return send_back(requirement=row, by=by, reason=reason)


@transaction.atomic
def relate(
    *,
    requirement: Requirement,
    target: Requirement,
    by,
    expected: Collection[str] | None,
    kind: str,
    note: str = "",
    reason: str = "",
) -> RequirementRelation:
    """State how a row stands to another; raises as ``add_relation``."""
    row = _hold(requirement, expected, target.pk)
    return add_relation(source=row, target=target, kind=kind, by=by, note=note, reason=reason)


@transaction.atomic
def unrelate(
    *,
    requirement: Requirement,
    relation: RequirementRelation,
    by,
    expected: Collection[str] | None,
    reason: str = "",
) -> None:
    """Take a relation of a row away, from either of its ends."""
    _hold(requirement, expected, relation.source_id, relation.target_id)
    remove_relation(relation=relation, by=by, reason=reason)


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
