"""What people decide about holes in the coverage."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from programmes.models import Programme

from .axes import Axis, holes_in_force
from .models import JustifiedHole

# So many holes get a reason in one go, which is more than a page shows.
MOST_AT_ONCE = 500


class HoleGone(ValidationError):
    """What was to be justified is no hole any longer, or somebody has justified it."""


@transaction.atomic
def justify_holes(
    *, programme: Programme, axis: Axis, holes: Iterable[tuple[int, int]], reason: str, by
) -> int:
    """Let holes stay, with one reason for all of them; returns how many.

    ``holes`` are (row, column), the column 0 where a row is a hole in one way only. Raises
    ValidationError without a reason, and HoleGone, with nothing written, when one is no hole.
    """
    reason, wanted = reason.strip(), set(holes)
    if not reason:
        raise ValidationError({"reason": _("Skriv varför hålet får stå kvar.")})
    if not wanted:
        raise ValidationError(_("Markera minst ett hål."))
    if len(wanted) > MOST_AT_ONCE:
        raise ValidationError(_("Motivera högst %(most)d hål åt gången.") % {"most": MOST_AT_ONCE})
    Programme.objects.select_for_update().get(pk=programme.pk)
    subjects = axis.open_places(programme, {row for row, _column in wanted})
    if not wanted <= set(subjects):
        raise HoleGone(
            _("En del av det markerade är inte längre hål, eller har redan ett skäl. "
              "Listan är ny: markera igen.")
        )  # fmt: skip
    decided = [
        JustifiedHole(
            programme=programme,
            axis=axis.name,
            row=row,
            column=column,
            subject=subjects[row, column][:400],
            reason=reason,
            decided_by=by,
        )
        for row, column in sorted(wanted)
    ]
    for one in decided:
        one.full_clean(exclude=["programme", "decided_by"])
    JustifiedHole.objects.bulk_create(decided)
    return len(decided)


@transaction.atomic
def reopen_hole(*, programme: Programme, axis: Axis, row: int, column: int, by) -> None:
    """Take back that a hole may stay; what was said stays written. ValidationError when it is."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    last = holes_in_force(programme, axis).filter(row=row, column=column).first()
    if last is None:
        raise ValidationError(_("Skälet är redan borttaget."))
    JustifiedHole.objects.create(
        programme=programme,
        axis=axis.name,
        row=row,
        column=column,
        subject=last.subject,
        is_justified=False,
        decided_by=by,
    )
