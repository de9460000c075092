"""Places in a catalogue's tree: document order by one sparse number.

``position`` orders a whole catalogue; neighbours lie ``GAP`` apart, so that rows can be put
between two others without touching any. When a gap is full the rows after it are spread anew.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from common.history import update_from_values

from .import_core.words import MOST_LEVELS
from .models import Catalogue, PositionSpread, Requirement
from .querysets import RequirementQuerySet
from .tree_shape import GAP


def indented(heading: Requirement) -> str:
    """A heading in a list to choose from, set in as deep as it stands."""
    return "\xa0\xa0\xa0" * heading.depth + f"{heading.code} {heading.title}".strip()


def too_deep() -> str:
    """That rows would come to stand deeper than a catalogue goes, for people."""
    return _("Katalogen har högst %(most)d nivåer. Välj en plats längre ut.") % {
        "most": MOST_LEVELS
    }


def refuse_too_deep(depth: int, deeper: int = 1) -> None:
    """ValidationError for a row that comes ``deeper`` than it stood, to below the last level."""
    if deeper > 0 and depth >= MOST_LEVELS:
        raise ValidationError({"parent": too_deep()})


def end_of(catalogue: Catalogue) -> int:
    """Position of the last row, 0 in an empty catalogue."""
    return catalogue.requirements.aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def positions_after(catalogue: Catalogue, after: int, count: int) -> list[int]:
    """``count`` increasing positions that follow ``after`` and come before the next row.

    Positions of later rows change only when the gap is too small.
    """
    following = catalogue.requirements.filter(position__gt=after).aggregate(first=Min("position"))[
        "first"
    ]
    if following is None:
        return [after + GAP * step for step in range(1, count + 1)]
    if following - after <= count:
        _spread(catalogue, after, GAP * (count + 1))
        following = after + GAP * (count + 1)
    step = (following - after) // (count + 1)
    return [after + step * number for number in range(1, count + 1)]


def position_after_subtree(row: Requirement) -> int | None:
    """Position of the first row that stands outside a row's subtree, None at the end."""
    return Requirement.objects.filter(
        catalogue=row.catalogue_id, position__gt=row.position, depth__lte=row.depth
    ).aggregate(first=Min("position"))["first"]


def below(rows: RequirementQuerySet, heading: Requirement) -> RequirementQuerySet:
    """Those of ``rows`` that stand under a heading, at any depth."""
    found = rows.filter(catalogue=heading.catalogue_id, position__gt=heading.position)
    end = position_after_subtree(heading)
    return found if end is None else found.filter(position__lt=end)


def last_descendant_position(row: Requirement) -> int:
    """Position of the last row in a row's subtree, or its own when it has no children."""
    end = position_after_subtree(row)
    subtree = Requirement.objects.filter(catalogue=row.catalogue_id, position__gte=row.position)
    if end is not None:
        subtree = subtree.filter(position__lt=end)
    return subtree.aggregate(last=Max("position"))["last"]


def ancestors_of(row: Requirement) -> list[Requirement]:
    """Headings above a row, the outermost first; one query a level."""
    found: list[Requirement] = []
    above = row.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found[::-1]


def place_of(row: Requirement) -> list[int | None]:
    """Where a row stands: [key of the heading above, key of the row before it there] or None."""
    before = (
        Requirement.objects.filter(
            catalogue=row.catalogue_id, parent=row.parent_id, position__lt=row.position
        )
        .order_by("-position")
        .values_list("pk", flat=True)
        .first()
    )
    return [row.parent_id, before]


def _spread(catalogue: Catalogue, after: int, distance: int) -> None:
    """Move every row after ``after`` so that the first stands ``distance`` away."""
    rows = list(catalogue.requirements.filter(position__gt=after).order_by("position").only("pk"))
    for number, row in enumerate(rows):
        row.position = after + distance + GAP * number
    write_spread(rows)


def write_spread(rows: Sequence[Requirement]) -> None:
    """Write new positions of rows of one catalogue whose order is the same; three queries.

    No history: nothing about the requirements has changed. That the positions are others is kept
    beside it, for whoever reads the order as it was.
    """
    if not rows:
        return
    update_from_values(Requirement, rows, ["position"])
    catalogue = Requirement.objects.filter(pk=rows[0].pk).values_list("catalogue", flat=True)
    positions = {str(row.pk): row.position for row in rows}
    PositionSpread.objects.create(catalogue_id=catalogue.get(), positions=positions)
