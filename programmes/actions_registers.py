"""Writing in registers: a row is saved, removed, and brought back as it was."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from common.history import delete_with_reason, save_with_reason, set_with_reason

from .models.kin import JudgedTogether
from .removed import kinds_gone, records_of_removed, with_wholes
from .roles import Permission
from .used_by import UsedBy, first_of, used_by


class StillUsed(Exception):
    """A row that others refer to was to be removed; ``used`` is all that rests on it."""

    def __init__(self, used: Sequence[UsedBy]):
        self.used = used
        super().__init__(", ".join(map(str, first_of(used, frozenset(Permission)))))


class ChangedMeanwhile(Exception):
    """Somebody else has saved the row since it was seen."""


def save_row(
    *,
    row: models.Model,
    by,
    reason: str = "",
    links: Mapping[str, Iterable[models.Model]] | None = None,
    is_unseen: Callable[[models.Model], bool] | None = None,
) -> models.Model:
    """Save a row of a register and what it is linked to; ValidationError where a rule is broken.

    ``is_unseen(saved)`` tells whether the row as it is saved now, which nobody changes meanwhile,
    has what the person has not seen: ChangedMeanwhile then, and ValidationError when the row has
    been removed.
    """
    try:
        with transaction.atomic():
            # Kin first: two who each held their own row would wait for each other's.
            if isinstance(row, JudgedTogether):
                row.lock_kin()
            check_seen(row, is_unseen)
            row.full_clean()
            save_with_reason(row, by=by, reason=reason)
            for name, rows in (links or {}).items():
                set_with_reason(row, name, rows, by=by, reason=reason)
    except IntegrityError:
        # Somebody saved the same between the look and the writing: now the look finds it.
        row.full_clean()
        raise
    return row


def check_seen(row: models.Model, is_unseen: Callable[[models.Model], bool] | None) -> None:
    """Lock a row and refuse what would write over what the person has not seen; see ``save_row``.

    To be called in a transaction, before the row is saved. Without ``is_unseen`` nothing is asked.
    """
    if is_unseen is None:
        return
    saved = type(row)._base_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if saved is None:
        text = _(
            "Någon annan har tagit bort det sedan du öppnade sidan. Inget är sparat, och det du "
            "skrev står kvar."
        )
        raise ValidationError(text)
    if is_unseen(saved):
        raise ChangedMeanwhile


@transaction.atomic
def remove_row(*, row: models.Model, by, reason: str = "") -> None:
    """Take a row out of its register; its history stays. StillUsed where others refer to it.

    Nothing goes with it, so that it can be brought back as it was: neither what is a part of it,
    such as the measurements of a goal, nor what others are linked to. Nothing is done to a row that
    somebody else has removed.
    """
    # Who is about to refer to it waits, and finds it gone.
    if not type(row)._base_manager.select_for_update(of=("self",)).filter(pk=row.pk):
        return
    if used := used_by(row):
        raise StillUsed(used)
    delete_with_reason(row, by=by, reason=reason)


@transaction.atomic
def restore_row(*, model: type[models.Model], programme, key: int, by) -> models.Model:
    """Bring a removed row back as it was, under the key that it had.

    Raises ValidationError when it was never there, is there, or cannot be as it was.
    """
    record = with_wholes(records_of_removed(model, programme)).filter(id=key).first()
    if record is None:
        raise ValidationError(_("Det finns inget att lägga tillbaka."))
    if gone := kinds_gone(record):
        text = _("Det som raden hör till är också borttaget (%(kinds)s). Lägg tillbaka det först.")
        raise ValidationError(text % {"kinds": ", ".join(gone)})
    links = _links_of(model, key)
    return save_row(row=record.instance, by=by, reason=_("Borttagningen ångrades."), links=links)


def _links_of(model: type[models.Model], key: int) -> dict[str, list[models.Model]]:
    """What a removed row was linked to when it was last saved, of what is still there."""
    last = model.history.filter(id=key).exclude(history_type="-").order_by("-history_id").first()
    found = {}
    for field in model._meta.many_to_many:
        kept = getattr(last, field.name, None) if last else None
        if kept is not None:
            name = field.m2m_reverse_field_name()
            keys = list(kept.values_list(f"{name}_id", flat=True))
            found[field.name] = list(field.related_model._default_manager.filter(pk__in=keys))
    return found
