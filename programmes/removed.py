"""What has been removed from a register and is not there: read from its history."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import ForeignKey, Max, Model, QuerySet

from common.own_reasons import told_reason

from .models import Programme


@dataclass(frozen=True)
class Removed:
    """A row that was removed: its key and name, when, by whom and why.

    ``lacks`` names the kinds of what it belongs to that have been removed too: it cannot be brought
    back before them.
    """

    key: int
    name: str
    at: datetime
    by: str
    reason: str
    lacks: list[str]


def records_of_removed(model: type[Model], programme: Programme) -> QuerySet:
    """The newest record of each removed row that is not there, of one programme; newest first."""
    first, _dots, rest = model._default_manager.none().programme_path.partition("__")
    own = {"programme": programme.pk}
    if rest:
        # What a row belongs to may have been removed as well; its history says whose it was.
        whole = model._meta.get_field(first).related_model
        own = {f"{first}_id__in": whole.history.filter(**{rest: programme.pk}).values("id")}
    removals = model.history.filter(history_type="-", **own)
    newest = removals.order_by().values("id").annotate(newest=Max("history_id")).values("newest")
    there = model._default_manager.values("pk")
    records = model.history.filter(history_id__in=newest).exclude(id__in=there)
    return records.order_by("-history_date", "-history_id")


def with_wholes(records: QuerySet) -> QuerySet:
    """The records with what their rows belong to or name, in the same query."""
    keys = [field.name for field in records.model.tracked_fields if _is_key(field)]
    return records.select_related("history_user", *keys)


def removed_of(record) -> Removed:
    """A record of ``with_wholes`` as people read it; no query."""
    row = record.instance
    for field in record.tracked_fields:
        if _is_key(field):
            whole = getattr(record, field.name)
            if whole is None and getattr(record, field.attname) is not None:
                whole = field.related_model()  # gone: nothing of it stands in the name
            field.set_cached_value(row, whole)
    return Removed(
        key=record.id,
        name=str(row).strip(),
        at=record.history_date,
        by=str(record.history_user or ""),
        reason=told_reason(record.history_change_reason),
        lacks=kinds_gone(record),
    )


def row_as_it_was(model: type[Model], programme: Programme, key: int) -> Model | None:
    """A removed row of a programme as it was last, not saved.

    None for what was never there, for what is there, and where what it belongs to is removed too.
    """
    record = with_wholes(records_of_removed(model, programme)).filter(id=key).first()
    return None if record is None or kinds_gone(record) else record.instance


def kinds_gone(record) -> list[str]:
    """What a removed row belongs to or names that has been removed, by kind."""
    return [
        str(field.verbose_name)
        for field in record.tracked_fields
        if _is_key(field)
        and getattr(record, field.attname) is not None
        and getattr(record, field.name) is None
    ]


def _is_key(field) -> bool:
    return isinstance(field, ForeignKey)
