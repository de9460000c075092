"""Numbers of rows by their place in the outline, for pages that show some rows of many."""

from collections.abc import Collection

from django.db.models import Q

from .models import Catalogue
from .tree_shape import numbers


def numbers_in_outline(catalogue: Catalogue, keys: Collection[int]) -> dict[int, str]:
    """1, 1.1, 1.1.2 … of those of the rows that are not withdrawn; three queries.

    Read are the headings, and the rows beside the wanted ones and beside the headings above them:
    two columns of each.
    """
    live = catalogue.requirements.live()
    headings = dict(live.headings().order_by().values_list("pk", "parent_id"))
    wanted = set(keys)
    beside = set(live.filter(pk__in=wanted).values_list("parent_id", flat=True))
    opened: set[int] = set()
    for parent in beside:
        above = parent
        while above is not None and above not in opened and above in headings:
            opened.add(above)
            above = headings[above]
    rows = live.filter(Q(parent=None) | Q(parent__in=opened)).order_by("position")
    found = numbers(rows.values_list("pk", "parent_id"))
    return {key: found[key] for key in wanted if key in found}


def all_numbers_in_outline(catalogue: Catalogue) -> dict[int, str]:
    """The same of every row; one query, two columns of each."""
    rows = catalogue.requirements.live().order_by("position")
    return numbers(rows.values_list("pk", "parent_id"))
