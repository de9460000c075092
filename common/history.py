"""Who changed what, when and why: kept by django-simple-history, read and written in bulk here.

The library writes history on ``post_save``; ``bulk_create``, ``bulk_update`` and
``QuerySet.update`` leave none. The functions below write the same rows set by set, one
``INSERT … SELECT`` instead of one ``INSERT`` a row (docs/adr/0002-set-based-history.md).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice, pairwise
from typing import TypeVar

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .line_ends import only_ends_differ
from .ordering import in_natural_order
from .own_reasons import told_reason

CHUNK = 5000
# A row and its links are written in one transaction, moments apart.
AT_ONCE = timedelta(seconds=2)
# SQLite takes 32,766 parameters in one statement.
MOST_PARAMETERS = 30_000
CREATED, CHANGED, DELETED = "+", "~", "-"

Row = TypeVar("Row", bound=models.Model)


def chunks(items: Iterable, size: int) -> Iterator[tuple]:
    """Items in tuples of at most ``size`` (itertools.batched of Python 3.12)."""
    iterator = iter(items)
    while chunk := tuple(islice(iterator, size)):
        yield chunk


def save_with_reason(instance: Row, *, by, reason: str = "") -> Row:
    """Save one row; its history names the person and the reason."""
    instance._history_user = by
    instance._change_reason = reason or None
    instance.save()
    return instance


def set_with_reason(
    instance: models.Model, field: str, rows: Iterable, *, by, reason: str = ""
) -> None:
    """Set a many-to-many field; the history of what changed names the person and the reason."""
    instance._history_user = by
    instance._change_reason = reason or None
    getattr(instance, field).set(rows)


def delete_with_reason(instance: models.Model, *, by, reason: str = "") -> None:
    """Delete one row; its history keeps it and names the person and the reason."""
    instance._history_user = by
    instance._change_reason = reason or None
    instance.delete()


@transaction.atomic
def bulk_create_with_history(
    model: type[models.Model], rows: Sequence[models.Model], *, by, reason: str = ""
) -> list[models.Model]:
    """Insert many rows and their history; returns them with keys."""
    created = model._base_manager.bulk_create(rows, batch_size=CHUNK)
    _insert_history(model, [row.pk for row in created], CREATED, by, reason)
    return created


@transaction.atomic
def bulk_update_with_history(
    model: type[models.Model],
    rows: Sequence[models.Model],
    fields: Sequence[str],
    *,
    by,
    reason: str = "",
) -> None:
    """Write some fields of many rows, each with its own values, and their history."""
    update_from_values(model, rows, fields)
    _insert_history(model, [row.pk for row in rows], CHANGED, by, reason)


def record_changes(model: type[models.Model], keys: Iterable[int], *, by, reason: str = "") -> None:
    """Write a record of rows that are changed by what they are linked to and nothing else."""
    _insert_history(model, keys, CHANGED, by, reason)


@transaction.atomic
def bulk_delete_with_history(queryset: models.QuerySet, *, by, reason: str = "") -> int:
    """Delete every row of a queryset; their last state stays in history. Returns how many."""
    keys = list(queryset.values_list("pk", flat=True))
    _insert_history(queryset.model, keys, DELETED, by, reason)
    for chunk in chunks(keys, CHUNK):
        queryset.model._base_manager.filter(pk__in=chunk)._raw_delete(queryset.db)
    return len(keys)


def update_from_values(
    model: type[models.Model], rows: Sequence[models.Model], fields: Sequence[str]
) -> None:
    """Write some fields of many rows by one ``UPDATE … FROM (VALUES …)`` a chunk; no history.

    Django's ``bulk_update`` builds a ``CASE`` of every row for every field instead, which takes
    twenty times as long (docs/adr/0002-set-based-history.md). What is the same in all rows is said
    once.
    """
    key = model._meta.pk
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    casts = connection.vendor == "postgresql"

    def cast(text: str, column: models.Field) -> str:
        return f"CAST({text} AS {column.db_type(connection)})" if casts else text

    same, own = _shared_values(rows, [model._meta.get_field(name) for name in fields])
    names = ["k", *(f"c{number}" for number in range(len(own)))]
    sets = ", ".join(
        [f"{quote(column.column)} = {cast('%s', column)}" for column in same]
        + [
            f"{quote(column.column)} = {cast(f'v.{name}', column)}"
            for name, column in zip(names[1:], own, strict=True)
        ]
    )
    shared = [column.get_db_prep_save(value, connection) for column, value in same.items()]
    match = cast("v.k", key)
    one = "(" + ", ".join(["%s"] * len(names)) + ")"
    for chunk in chunks(rows, max(1, (MOST_PARAMETERS - len(same)) // len(names))):
        values = ", ".join([one] * len(chunk))
        parameters = [
            value
            for row in chunk
            for value in (
                row.pk,
                *(
                    column.get_db_prep_save(getattr(row, column.attname), connection)
                    for column in own
                ),
            )
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH v ({', '.join(names)}) AS (VALUES {values}) "  # noqa: S608
                f"UPDATE {table} SET {sets} FROM v WHERE {table}.{quote(key.column)} = {match}",
                [*parameters, *shared],
            )


def _shared_values(
    rows: Sequence[models.Model], columns: Sequence[models.Field]
) -> tuple[dict[models.Field, object], list[models.Field]]:
    """Columns that hold one and the same in all rows, with it; and the others."""
    same: dict[models.Field, object] = {}
    for column in columns:
        values = (getattr(row, column.attname) for row in rows)
        first = next(values, None)
        if all(type(value) is type(first) and value == first for value in values):
            same[column] = first
    return same, [column for column in columns if column not in same]


def _insert_history(model, keys: Iterable, history_type: str, by, reason: str) -> None:
    """One ``INSERT … SELECT`` a chunk: the rows that the library would have written."""
    history = model.history.model
    columns = [field.column for field in history.tracked_fields]
    quote = connection.ops.quote_name
    own = {
        "history_date": connection.ops.adapt_datetimefield_value(timezone.now()),
        "history_type": history_type,
        "history_change_reason": reason or None,
        "history_user_id": by.pk if by else None,
    }
    targets = ", ".join(quote(name) for name in [*columns, *own])
    sources = ", ".join([*(quote(name) for name in columns), *["%s"] * len(own)])
    key = quote(model._meta.pk.column)
    for chunk in chunks(keys, CHUNK):
        marks = ", ".join(["%s"] * len(chunk))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {quote(history._meta.db_table)} ({targets}) "  # noqa: S608
                f"SELECT {sources} FROM {quote(model._meta.db_table)} WHERE {key} IN ({marks}) "
                f"ORDER BY {key}",
                [*own.values(), *chunk],
            )


@dataclass(frozen=True)
class FieldChange:
    """One field of one change: its label, and its text before and after."""

    name: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """One entry of an object's history."""

    at: datetime
    by: str
    reason: str
    kind: str
    fields: tuple[FieldChange, ...]


def changes_of(instance: models.Model, *, ignore: Iterable[str] = ()) -> list[Change]:
    """History of a row, newest first, field by field.

    One query whatever its length, and one for each related row that a change names.
    """
    records = instance.history.select_related("history_user").order_by("history_id")
    return changes_in(list(records), ignore=ignore)


def changes_with_links(instance: models.Model, *, ignore: Iterable[str] = ()) -> list[Change]:
    """The same with what the row was linked to, where its history keeps many-to-many fields.

    Two queries more for each such field. A row is saved first and linked then: what one person did
    for one reason within moments is one change.
    """
    records = list(instance.history.select_related("history_user").order_by("history_id"))
    links = _links_in(type(instance), records)
    changes = []
    for newer, change in zip(records[::-1], changes_in(records, ignore=ignore), strict=True):
        found = links.get(newer.pk, ())
        changes.append(replace(change, fields=(*change.fields, *found)))
    return _at_once(changes)


def _links_in(model: type[models.Model], records: Sequence) -> dict[int, list[FieldChange]]:
    """What each record changed in many-to-many fields: key of the record -> fields."""
    found: dict[int, list[FieldChange]] = {}
    for field in model._meta.many_to_many:
        if not records or not hasattr(records[0], field.name):
            continue
        kept: dict[int, set[int]] = {record.pk: set() for record in records}
        rows = getattr(records[0], field.name).model.objects.filter(history_id__in=kept)
        for record, key in rows.values_list("history_id", f"{field.m2m_reverse_field_name()}_id"):
            kept[record].add(key)
        named = field.related_model._base_manager.in_bulk(set().union(*kept.values()))
        label = str(field.verbose_name)
        label = label[:1].upper() + label[1:]

        def text(keys: set[int], named=named) -> str:
            return ", ".join(in_natural_order(str(named.get(key, f"#{key}")) for key in keys))

        before: set[int] = set()
        for record in records:
            now = kept[record.pk]
            if now != before:
                change = FieldChange(field.name, label, text(before), text(now))
                found.setdefault(record.pk, []).append(change)
            before = now
    return found


def _at_once(changes: Sequence[Change]) -> list[Change]:
    """Changes, newest first, with those of one deed put together and those of nothing left out."""
    found: list[Change] = []
    for change in changes:
        last = found[-1] if found else None
        if last and last.kind == CHANGED and _is_one_deed(change, last):
            # What a new row holds is not told as a change.
            told = () if change.kind == CREATED else _joined(change.fields, last.fields)
            found[-1] = replace(change, fields=told)
        else:
            found.append(change)
    return [change for change in found if change.fields or change.kind != CHANGED]


def _is_one_deed(early: Change, late: Change) -> bool:
    same = (early.by, early.reason) == (late.by, late.reason)
    return same and late.at - early.at < AT_ONCE


def _joined(early: Iterable[FieldChange], late: Iterable[FieldChange]) -> tuple[FieldChange, ...]:
    """Two changes of the same fields as one: from the first text to the last."""
    fields = {field.name: field for field in early}
    for field in late:
        first = fields.get(field.name)
        fields[field.name] = replace(field, old=first.old) if first else field
    return tuple(fields.values())


def changes_in(records: Sequence, *, ignore: Iterable[str] = ()) -> list[Change]:
    """The same from the history records of one row, oldest first and with their users read."""
    if not records:
        return []
    skipped = {"id", *ignore}
    entries = [_entry(records[0], ())]
    for old, new in pairwise(records):
        entries.append(_entry(new, _differences(old, new, skipped)))
    return entries[::-1]


def _entry(record, fields: tuple[FieldChange, ...]) -> Change:
    return Change(
        at=record.history_date,
        by=str(record.history_user) if record.history_user else "",
        reason=told_reason(record.history_change_reason),
        kind=record.history_type,
        fields=fields,
    )


def _differences(old, new, skipped: set[str]) -> tuple[FieldChange, ...]:
    found = []
    for field in new.tracked_fields:
        if field.name in skipped:
            continue
        before, after = getattr(old, field.attname), getattr(new, field.attname)
        if isinstance(before, dict) and isinstance(after, dict):
            found += _key_differences(field.name, before, after)
        elif before != after and not only_ends_differ(before, after):
            label = str(field.verbose_name)
            texts = (_text(old, field, before), _text(new, field, after))
            found.append(FieldChange(field.name, label[:1].upper() + label[1:], *texts))
    return tuple(found)


def _key_differences(name: str, before: dict, after: dict) -> list[FieldChange]:
    """A field that is a dict is read key by key: named ``field.key``, labelled by the key."""
    return [
        FieldChange(f"{name}.{key}", str(key), str(before.get(key, "")), str(after.get(key, "")))
        for key in dict.fromkeys([*before, *after])
        if before.get(key, "") != after.get(key, "")
        and not only_ends_differ(before.get(key), after.get(key))
    ]


def _text(record, field, value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("ja") if value else _("nej"))
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    if field.is_relation:
        related = field.related_model._base_manager.filter(pk=value).first()
        return str(related) if related else f"#{value}"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H.%M")
    return str(value)
