"""Many rows of a catalogue's tree at once: moved, indented, withdrawn, restored – each one set.

The moves are made in memory (tree_shape.py) and written together, so that a step costs the same
number of queries whatever it moves.
"""

from collections.abc import Callable, Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.history import bulk_update_with_history, chunks

from ..choices import ChangeSetKind, RequirementStatus
from ..models import Catalogue, ChangeSet, Requirement
from ..tree import too_deep, write_spread
from ..tree_shape import MoveRefused, Row, Shape
from .cells import record_change_set
from .structure import PLACE, WITHDRAWN


def shape_of(catalogue: Catalogue) -> Shape:
    """The whole tree of a catalogue in memory; one query."""
    columns = ("pk", "parent_id", "position", "depth", "is_heading", "status")
    return Shape(
        Row(pk, parent, position, depth, is_heading, status != WITHDRAWN)
        for pk, parent, position, depth, is_heading, status in catalogue.requirements.values_list(
            *columns
        )
    )


def move_many(
    *,
    catalogue: Catalogue,
    keys: Sequence[int],
    by,
    parent: Requirement | None = None,
    after: Requirement | None = None,
    first: bool = False,
    reason: str = "",
) -> ChangeSet | None:
    """Put rows with all below them in another place; they keep their order among themselves.

    ValidationError when the place is under one of them, under a requirement or in another
    catalogue; None when all stand there already.
    """
    if {row.catalogue_id for row in (parent, after) if row} - {catalogue.pk}:
        raise ValidationError({"parent": _("Platsen ligger i en annan katalog.")})

    def put(shape: Shape) -> list[int]:
        return shape.move(
            keys,
            parent=parent.pk if parent else None,
            after=after.pk if after else None,
            first=first,
        )

    return _reshape(catalogue, keys, by, reason, put)


def shift_many(
    *, catalogue: Catalogue, keys: Sequence[int], by, step: int, reason: str = ""
) -> ChangeSet | None:
    """Move rows of one heading past the row before (``step`` -1) or after (1) them there.

    ValidationError when there is none, or when they stand under different headings.
    """
    return _reshape(catalogue, keys, by, reason, lambda shape: shape.shift(keys, step))


def indent_many(
    *, catalogue: Catalogue, keys: Sequence[int], by, reason: str = ""
) -> ChangeSet | None:
    """Put each row under the heading directly before it; ValidationError when there is none."""
    return _reshape(catalogue, keys, by, reason, lambda shape: shape.indent(keys))


def outdent_many(
    *, catalogue: Catalogue, keys: Sequence[int], by, reason: str = ""
) -> ChangeSet | None:
    """Put each row directly after its heading; ValidationError for one at the top already."""
    return _reshape(catalogue, keys, by, reason, lambda shape: shape.outdent(keys))


@transaction.atomic
def _reshape(
    catalogue: Catalogue,
    keys: Sequence[int],
    by,
    reason: str,
    change: Callable[[Shape], list[int]],
) -> ChangeSet | None:
    """Change the shape, write what differs, keep it as one set of places."""
    catalogue = Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    shape = shape_of(catalogue)
    _refuse_unknown(shape, keys)
    stood = {key: shape.place(key) for key in shape.tops(keys)}
    try:
        tops = change(shape)
    except MoveRefused as refused:
        raise ValidationError(words_of(refused)) from refused
    if all(stood[key] == shape.place(key) for key in tops):
        return None
    write_shape(shape=shape, tops=tops, by=by, reason=reason)
    places = [[key, PLACE, stood[key], shape.place(key)] for key in tops]
    label = _label(_("Flyttade %(row)s"), _("Flyttade %(count)d rader"), tops)
    return _record(catalogue, by, label, reason, places)


def write_shape(*, shape: Shape, tops: Iterable[int], by, reason: str) -> None:
    """Write the places of a changed shape; ``tops`` are the rows that somebody moved.

    Rows that were only spread to make room leave no history: their order is the same.
    """
    carried, spread = shape.settle()
    tops = set(tops)
    now = timezone.now()
    rows = []
    for part in chunks(carried, 5000):
        rows += list(Requirement.objects.filter(pk__in=part))
    for row in rows:
        place = shape.rows[row.pk]
        row.parent_id, row.position, row.depth = place.parent, place.position, place.depth
        if row.pk in tops:
            row.changed_at = now
    fields = ["parent", "position", "depth", "changed_at"]
    bulk_update_with_history(Requirement, rows, fields, by=by, reason=reason)
    write_spread([Requirement(pk=key, position=shape.rows[key].position) for key in spread])


# ---------------------------------------------------------------- withdrawing and restoring


@transaction.atomic
def withdraw_many(
    *, catalogue: Catalogue, keys: Sequence[int], by, reason: str, with_below: bool = False
) -> ChangeSet | None:
    """Let rows go out of the catalogue with a reason; their codes are never used again.

    ``with_below`` takes all that stands under the headings as well; without it a heading goes only
    when nothing live is left under it. None when all have gone already.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför raderna utgår.")})
    catalogue = Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    shape = shape_of(catalogue)
    _refuse_unknown(shape, keys)
    branches = {below for key in shape.tops(keys) for below in shape.branch(key)}
    going = branches if with_below else set(keys)
    going = {key for key in going if shape.rows[key].is_live}
    left = {
        below
        for key in going
        for below in shape.branch(key)
        if below not in going and shape.rows[below].is_live
    }
    if left:
        raise ValidationError(
            ngettext(
                "En rad står kvar under rubrikerna. Flytta den eller ta med den.",
                "%(count)d rader står kvar under rubrikerna. Flytta dem eller ta med dem.",
                len(left),
            )
            % {"count": len(left)}
        )
    label = _label(_("Lät utgå %(row)s"), _("Lät %(count)d rader utgå"), going)
    return _set_status(catalogue, going, WITHDRAWN, by, label, reason)


@transaction.atomic
def restore_many(
    *, catalogue: Catalogue, keys: Sequence[int], by, reason: str = ""
) -> ChangeSet | None:
    """Bring withdrawn rows back as drafts; a heading above that has gone must come along."""
    catalogue = Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    shape = shape_of(catalogue)
    _refuse_unknown(shape, keys)
    coming = {key for key in keys if not shape.rows[key].is_live}
    if any(
        not shape.rows[above].is_live and above not in coming
        for key in coming
        for above in shape.above(key)
    ):
        raise ValidationError(_("Rubriken ovanför har utgått. Återställ den först."))
    label = _label(_("Återställde %(row)s"), _("Återställde %(count)d rader"), coming)
    return _set_status(catalogue, coming, RequirementStatus.DRAFT.value, by, label, reason)


def _set_status(
    catalogue: Catalogue, keys: set[int], status: str, by, label: str, reason: str
) -> ChangeSet | None:
    rows: list[Requirement] = []
    for part in chunks(keys, 5000):
        rows += list(catalogue.requirements.filter(pk__in=part).order_by("position"))
    if not rows:
        return None
    cells = [[row.pk, "status", row.status, status] for row in rows]
    now = timezone.now()
    for row in rows:
        row.status, row.changed_at = status, now
    bulk_update_with_history(Requirement, rows, ["status", "changed_at"], by=by, reason=reason)
    return _record(catalogue, by, label, reason, cells)


# ---------------------------------------------------------------- shared


def words_of(refused: MoveRefused) -> str:
    """Why a move is refused, for people."""
    return {
        "into_itself": _("En rad kan inte flyttas till en plats under sig själv."),
        "not_a_heading": _("Ett krav kan bara ligga under en rubrik."),
        "withdrawn_heading": _("Rubriken har utgått. Välj en annan."),
        "several_headings": _("Raderna står under olika rubriker. Markera rader under samma."),
        "first": _("Raden står redan först under sin rubrik."),
        "last": _("Raden står redan sist under sin rubrik."),
        "no_heading_before": _("Det finns ingen rubrik direkt före att dra in raden under."),
        "too_deep": too_deep(),
        "at_the_top": _("Raden står redan längst ut."),
    }[refused.why]


def _refuse_unknown(shape: Shape, keys: Sequence[int]) -> None:
    if not keys:
        raise ValidationError(_("Markera minst en rad."))
    if set(keys) - set(shape.rows):
        raise ValidationError(_("Raden finns inte i katalogen."))


def _label(one: str, many: str, keys: Iterable[int]) -> str:
    keys = list(keys)
    if len(keys) == 1:
        return one % {"row": Requirement.objects.get(pk=keys[0])}
    return many % {"count": len(keys)}


def _record(catalogue: Catalogue, by, label: str, reason: str, cells: list) -> ChangeSet:
    return record_change_set(
        catalogue=catalogue,
        by=by,
        kind=ChangeSetKind.STRUCTURE,
        label=label,
        reason=reason,
        cells=cells,
    )
