"""A catalogue's own fields: what stands in them, and what a change of their kind makes of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from .cell_values import CellRefused, Directory
from .fields import Field, field_of
from .models import Catalogue, ExtraField, Requirement


@dataclass
class Reading:
    """Values of a field read as another kind: cells that are written otherwise, and the rest."""

    # (row, value as it is stored, value as it would be stored)
    changed: list[tuple[int, str, str]] = field(default_factory=list)
    # (row, what stands there, why it cannot be read)
    unfit: list[tuple[int, str, str]] = field(default_factory=list)


def values_of(catalogue: Catalogue) -> Iterator[tuple[int, dict]]:
    """Every row that has something in a field of the catalogue's own, withdrawn ones too."""
    rows = Requirement.objects.filter(catalogue=catalogue, is_heading=False).exclude(extra={})
    yield from rows.order_by("position").values_list("pk", "extra").iterator()


def read_as(old: Field, new: Field, catalogue: Catalogue) -> Reading:
    """The values of a field as they would be when it has become ``new``; the same few queries.

    A value from before the field was what it is now is read from its own words.
    """
    directory, found = Directory(catalogue), Reading()
    held = [
        (pk, str(extra[old.extra_key])) for pk, extra in values_of(catalogue)
        if extra.get(old.extra_key)
    ]  # fmt: skip
    if old.kind != new.kind:
        directory.learn_people(value for _pk, value in held)
    for pk, value in held:
        words = directory.show(old, value)
        try:
            stored = str(directory.read(new, words))
        except CellRefused as refused:
            found.unfit.append((pk, words, str(refused)))
        else:
            if stored != value:
                found.changed.append((pk, value, stored))
    return found


def with_counts(catalogue: Catalogue) -> list[ExtraField]:
    """The fields in their order, each with ``value_count`` and ``unfit_count``."""
    extras = list(catalogue.extra_fields.all())
    fields, directory = {extra.key: field_of(extra) for extra in extras}, Directory(catalogue)
    counts = {extra.key: [0, 0] for extra in extras}
    for _pk, values in values_of(catalogue):
        for key, value in values.items():
            if value and key in counts:
                counts[key][0] += 1
                counts[key][1] += not _fits(fields[key], str(value), directory)
    for extra in extras:
        extra.value_count, extra.unfit_count = counts[extra.key]
    return extras


def _fits(known: Field, value: str, directory: Directory) -> bool:
    try:
        return bool(directory.read(known, directory.show(known, value)))
    except CellRefused:
        return False
