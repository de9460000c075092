"""Rows as cells are written into: what is looked at of each, and no more of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from types import SimpleNamespace

from django.apps import apps

from common.history import chunks

from ..fields import BY_NAME, EXTRA_PREFIX, LINK_MODELS, PEOPLE
from ..models import Catalogue, Requirement

# Columns that decide whether a cell may be written, whichever it is.
LOOKED_AT = ("is_heading", "status", "code", "title", "text")


def rows_of(
    catalogue: Catalogue, keys: Iterable[int], names: set[str], *, locked: bool
) -> dict[int, SimpleNamespace]:
    """The rows by key, read with what is looked at in them and no more.

    Columns by name, and each field of links as the sorted keys in it: an object of the model's for
    each row takes five times as long as reading it.
    """
    linked = sorted(names & set(LINK_MODELS))
    columns = {f"{name}_id" if name in PEOPLE else name for name in names & set(BY_NAME)}
    if any(name.startswith(EXTRA_PREFIX) for name in names):
        columns.add("extra")
    wanted = ["pk", *sorted({*LOOKED_AT, *columns} - set(linked))]
    found: dict[int, SimpleNamespace] = {}
    source = Requirement.objects.filter(catalogue=catalogue).values_list(*wanted)
    # In the order of their keys, as all who lock rows do.
    for part in chunks(sorted(keys), 5000):
        rows = source.filter(pk__in=part).order_by("pk")
        for values in rows.select_for_update() if locked else rows:
            found[values[0]] = SimpleNamespace(**dict(zip(wanted, values, strict=True)))
        for name in linked:
            links = _links_of(part, name)
            for key in found.keys() & set(part):
                setattr(found[key], name, links.get(key, []))
    return found


def _links_of(keys: Sequence[int], name: str) -> dict[int, list[int]]:
    """What the rows are linked to by one field, as sorted keys."""
    model_name, column = LINK_MODELS[name]
    through = apps.get_model("requirements_catalog", model_name)
    links: dict[int, list[int]] = defaultdict(list)
    for key, linked in (
        through.objects.filter(requirement__in=keys)
        .order_by(column)
        .values_list("requirement_id", column)
    ):
        links[key].append(linked)
    return links
