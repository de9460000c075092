"""Fields that a catalogue defines itself: added, changed, put in order and removed."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.history import bulk_update_with_history, delete_with_reason, save_with_reason

from ..fields import BY_NAME, EXTRA_PREFIX, field_of
from ..import_core.plan import new_extra_keys
from ..models import Catalogue, ExtraField
from ..own_fields import read_as, values_of
from .cells import Cell, write_cells

# So many fields of its own a catalogue has at most when they are made by hand.
MOST_FIELDS = 100
CHANGEABLE = ("label", "kind", "choice_list", "help_text")


class ValuesDoNotFit(Exception):
    """Some values cannot be read as the new kind; the person decides whether that is right."""


@transaction.atomic
def add_field(*, catalogue: Catalogue, by, reason: str = "", **values) -> ExtraField:
    """A new field, last in order; ValidationError when its label is another field's."""
    _lock(catalogue)
    present = list(catalogue.extra_fields.all())
    if len(present) >= MOST_FIELDS:
        raise ValidationError(
            _("En katalog har högst %(count)d egna fält.") % {"count": MOST_FIELDS}
        )
    label = values["label"]
    extra = ExtraField(
        catalogue=catalogue,
        key=new_extra_keys([label], {str(one.pk): one.key for one in present})[label],
        position=max((one.position for one in present), default=-1) + 1,
        **values,
    )
    return _save(extra, present, by, reason)


@transaction.atomic
def change_field(
    *, extra: ExtraField, by, reason: str = "", although_unfit: bool = False, **values
) -> ExtraField:
    """Change a field; values that can be read as its new kind are rewritten as such.

    Those that cannot stay as they are and are shown so: when there are any, ValuesDoNotFit is
    raised and nothing written, unless ``although_unfit``.
    """
    catalogue = _lock(extra.catalogue)
    stored = ExtraField.objects.get(pk=extra.pk)
    old = field_of(stored)
    for name in CHANGEABLE:
        setattr(stored, name, values[name])
    new = field_of(stored)
    _save(stored, list(catalogue.extra_fields.exclude(pk=extra.pk)), by, reason)
    if (old.kind, old.choices) != (new.kind, new.choices):
        reading = read_as(old, new, catalogue)
        if reading.unfit and not although_unfit:
            raise ValuesDoNotFit
        cells = [Cell(pk, new.name, value, before) for pk, before, value in reading.changed]
        _write(catalogue, cells, by, reason or _("Nytt slag: %(field)s") % {"field": new.label})
    return stored


@transaction.atomic
def move_field(*, extra: ExtraField, step: int, by) -> None:
    """Put a field one place up (-1) or down (1); at the edge it stays."""
    catalogue = _lock(extra.catalogue)
    extras = list(catalogue.extra_fields.all())
    place = next(number for number, one in enumerate(extras) if one.pk == extra.pk)
    target = min(max(place + step, 0), len(extras) - 1)
    extras.insert(target, extras.pop(place))
    moved = []
    for number, one in enumerate(extras):
        if one.position != number:
            one.position = number
            moved.append(one)
    bulk_update_with_history(ExtraField, moved, ["position"], by=by)


@transaction.atomic
def remove_field(*, extra: ExtraField, by, reason: str) -> int:
    """Remove a field and what stands in it; history keeps both. Returns how many had a value.

    It is no set that can be undone: without the field its values have no place to come back to.
    """
    catalogue = _lock(extra.catalogue)
    name = f"{EXTRA_PREFIX}{extra.key}"
    cells = [Cell(pk, name, "") for pk, values in values_of(catalogue) if values.get(extra.key)]
    _write(catalogue, cells, by, reason)
    delete_with_reason(ExtraField.objects.get(pk=extra.pk), by=by, reason=reason)
    return len(cells)


def _lock(catalogue: Catalogue) -> Catalogue:
    return Catalogue.objects.select_for_update().get(pk=catalogue.pk)


def _write(catalogue: Catalogue, cells: list[Cell], by, reason: str) -> None:
    """Write cells of withdrawn rows too: the field is another for all of them."""
    write_cells(catalogue=catalogue, cells=cells, by=by, reason=reason[:100], takes_back=True)


def _save(extra: ExtraField, others: Iterable[ExtraField], by, reason: str) -> ExtraField:
    taken = {other.label.casefold() for other in others}
    taken |= {str(known.label).casefold() for known in BY_NAME.values()}
    if extra.label.casefold() in taken:
        raise ValidationError({"label": _("Det finns redan ett fält med den rubriken.")})
    extra.full_clean()
    return save_with_reason(extra, by=by, reason=reason)
