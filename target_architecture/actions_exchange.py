"""Writing an architecture that is taken in, and taking it back: set by set, whatever its size."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from common.archimate import Model
from common.history import (
    CHUNK,
    bulk_create_with_history,
    bulk_delete_with_history,
    bulk_update_with_history,
    chunks,
    record_changes,
)
from common.history_links import keep_links, links_of, set_links
from programmes.models import Job, Programme

from .exchange.plan import CREATED, MODELS, REFUSED, UNCHANGED, UPDATED, Plan, PlannedRow, plan_of
from .exchange.uniqueness import keys_of
from .models import ExchangeIdentity


class ArchitectureChanged(Exception):
    """The architecture is another than when the import was looked through."""


def write_architecture(
    *,
    programme: Programme,
    model: Model,
    mapping: Mapping[str, str],
    expected: str,
    by,
    reason: str,
) -> dict:
    """Write what a file asks for, all or nothing; the report, with what takes it back.

    The number of queries is that of the kinds. ArchitectureChanged when the outcome is not the one
    that was approved, or somebody writes the same in the same moment.
    """
    try:
        with transaction.atomic():
            # One import at a time: two that see the same programme would write the same row twice.
            Programme.objects.select_for_update().get(pk=programme.pk)
            plan = plan_of(programme, model, mapping)
            if plan.digest != expected:
                raise ArchitectureChanged
            written = _write(plan, by, reason)
            _identify(programme, plan)
    except IntegrityError as error:
        raise ArchitectureChanged from error
    return {**plan.as_json(), "written": written}


def _write(plan: Plan, by, reason: str) -> list[dict]:
    """Kind by kind, what is referred to first; what takes each row back."""
    by_kind: dict[str, list[PlannedRow]] = defaultdict(list)
    for planned in plan.rows:
        if planned.outcome not in (REFUSED, UNCHANGED):
            by_kind[planned.wanted.kind].append(planned)
    written = []
    for kind, model in MODELS.items():
        many = [column.name for column in model._meta.many_to_many]
        before = [_put(planned, many) for planned in by_kind[kind]]
        new, changed = (
            [planned.row for planned in by_kind[kind] if planned.outcome == outcome]
            for outcome in (CREATED, UPDATED)
        )
        columns = {name for planned in by_kind[kind] for name in planned.values} - set(many)
        if new:
            bulk_create_with_history(model, new, by=by, reason=reason)
        if changed:
            _update(model, changed, columns, by, reason)
        links = {
            name: {
                planned.row.pk: {one.row.pk for one in planned.values[name]}
                for planned in by_kind[kind]
                if name in planned.values
            }
            for name in many
        }
        _link(model, links, [planned.row.pk for planned in by_kind[kind]])
        written += [
            _entry(planned, old, many) for planned, old in zip(by_kind[kind], before, strict=True)
        ]
    return written


def _put(planned: PlannedRow, many: Sequence[str]) -> dict:
    """Give a row its values; those that it had, as JSON can keep them."""
    row, before = planned.row, {}
    for name, value in planned.values.items():
        if planned.outcome != CREATED:
            before[name] = _stored(row, name)
        if name not in many:
            setattr(row, name, value.row if isinstance(value, PlannedRow) else value)
    return before


def _entry(planned: PlannedRow, before: dict, many: Sequence[str]) -> dict:
    row, is_new = planned.row, planned.outcome == CREATED
    # Of a new row all links are told, so that one that somebody makes later is seen.
    names = {**dict.fromkeys(planned.values), **dict.fromkeys(many if is_new else ())}
    after = {
        name: sorted(one.row.pk for one in planned.values.get(name, ()))
        if name in many
        else _plain(getattr(row, name))
        for name in names
    }
    return {
        "kind": planned.wanted.kind, "key": row.pk, "name": str(row), "is_new": is_new,
        "before": before, "after": after,
    }  # fmt: skip


def _update(model, rows: Sequence[models.Model], columns: set[str], by, reason: str) -> None:
    """Write rows and their records; one whose links alone are others has a record too."""
    if columns:
        bulk_update_with_history(model, rows, sorted(columns), by=by, reason=reason)
    else:
        record_changes(model, [row.pk for row in rows], by=by, reason=reason)


def _link(model, links: Mapping[str, Mapping[int, set[int]]], keys: Sequence[int]) -> None:
    for name, wanted in links.items():
        if wanted:
            set_links(model, name, wanted)
    if links and keys:
        keep_links(model, links, keys)


def _identify(programme: Programme, plan: Plan) -> None:
    """Keep by which identifiers rows are known; what the file only names has none."""
    wanted = {
        planned.wanted.identifier: (planned.wanted.kind, planned.row.pk)
        for planned in plan.rows
        if planned.outcome != REFUSED and not planned.wanted.is_only_named
    }
    rows, known = set(wanted.values()), set()
    gone = []
    for one in ExchangeIdentity.objects.in_programme(programme):
        own = (one.kind, one.key)
        if wanted.get(one.identifier) == own:
            known.add(one.identifier)
        elif one.identifier in wanted or own in rows:
            gone.append(one.pk)
    for chunk in chunks(gone, CHUNK):
        ExchangeIdentity.objects.filter(pk__in=chunk).delete()
    ExchangeIdentity.objects.bulk_create(
        [
            ExchangeIdentity(programme=programme, kind=kind, key=key, identifier=identifier)
            for identifier, (kind, key) in wanted.items()
            if identifier not in known
        ],
        batch_size=CHUNK,
    )


# ---------------------------------------------------------------- taking it back


def undo_architecture(*, job: Job, programme: Programme, written: list[dict], by) -> list[str]:
    """Take an import back; what somebody has changed or uses since stays, and is named.

    What goes back to a code, a year or an end that another row has by now stays too. The number of
    queries is that of the kinds. ArchitectureChanged, and nothing is taken back, when somebody
    links to one of the rows in the same moment.
    """
    try:
        with transaction.atomic():
            return _undo(job, programme, written, by)
    except IntegrityError as error:
        raise ArchitectureChanged from error


def _undo(job: Job, programme: Programme, written: list[dict], by) -> list[str]:
    # As when it is written: two at once would give the same code to two rows.
    Programme.objects.select_for_update().get(pk=programme.pk)
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.result.get("is_undone"):
        return []
    left = []
    for kind in reversed(MODELS):
        entries = {entry["key"]: entry for entry in written if entry["kind"] == kind}
        left += _take_back(programme, kind, entries, by)
    locked.result = {**locked.result, "is_undone": True}
    locked.save(update_fields=["result"])
    job.refresh_from_db()
    return left


def _take_back(programme: Programme, kind: str, entries: Mapping[int, dict], by) -> list[str]:
    """Take back what was written of one kind; the names of what stays."""
    if not entries:
        return []
    model, reason = MODELS[kind], _("Importen ångrades.")
    rows = {row.pk: row for row in model.objects.in_programme(programme)}
    linked = {
        column.name: links_of(model, column.name, entries) for column in model._meta.many_to_many
    }

    def is_as_written(key: int) -> bool:
        return all(
            value == (sorted(linked[name].get(key, ())) if name in linked
                      else _stored(rows[key], name))
            for name, value in entries[key]["after"].items()
        )  # fmt: skip

    there = [key for key in entries if key in rows]
    own = [key for key in there if is_as_written(key)]
    used = _used(model, [key for key in own if entries[key]["is_new"]])
    gone = [key for key in own if entries[key]["is_new"] and key not in used]
    _take_out(programme, kind, gone, by, reason)
    held = {name: key for key, row in rows.items() if key not in gone for name in keys_of(row)}
    there_still = _referred(programme, model)
    back = [
        key
        for key in own
        if not entries[key]["is_new"]
        and _goes_back(rows[key], entries[key]["before"], held, there_still)
    ]
    if back:
        columns = {name for key in back for name in entries[key]["before"]} - linked.keys()
        _update(model, [rows[key] for key in back], columns, by, reason)
        links = {
            name: {
                key: there_still[name] & set(entries[key]["before"][name])
                for key in back
                if name in entries[key]["before"]
            }
            for name in linked
        }
        _link(model, links, back)
    done = {*gone, *back}
    return [entries[key]["name"] for key in there if key not in done]


def _used(model: type[models.Model], keys: Sequence[int]) -> set[int]:
    """Of these rows, those that others are parts of or linked to; a query for each kind."""
    found: set[int] = set()
    for relation in model._meta.related_objects if keys else ():
        name = relation.field.name
        for chunk in chunks(keys, CHUNK):
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": chunk})
            found |= set(rows.values_list(name, flat=True))
    return found


def _take_out(programme: Programme, kind: str, keys: Sequence[int], by, reason: str) -> None:
    model = MODELS[kind]
    for chunk in chunks(keys, CHUNK):
        for column in model._meta.many_to_many:
            through = column.remote_field.through._base_manager
            through.filter(**{f"{column.m2m_field_name()}__in": chunk}).delete()
        bulk_delete_with_history(model._base_manager.filter(pk__in=chunk), by=by, reason=reason)
        ExchangeIdentity.objects.in_programme(programme).filter(kind=kind, key__in=chunk).delete()


def _referred(programme: Programme, model: type[models.Model]) -> dict[str, set[int]]:
    """Field -> the rows of the programme that it may name; a query for each kind named."""
    names = {
        column.name: column.related_model
        for column in (*model._meta.fields, *model._meta.many_to_many)
        if column.related_model in MODELS.values()
    }
    keys = {
        other: set(other.objects.in_programme(programme).values_list("pk", flat=True))
        for other in set(names.values())
    }
    return {name: keys[other] for name, other in names.items()}


def _goes_back(row: models.Model, before: dict, held: dict, there: Mapping[str, set[int]]) -> bool:
    """Give a row the values that it had, where it may have them.

    It may not where another row has what it would have alone, or what it named is gone.
    """
    for name, value in before.items():
        column = row._meta.get_field(name)
        if column.many_to_many:
            continue
        if column.is_relation:
            # What the row named may have been removed since.
            if value and value not in there[name]:
                return False
            setattr(row, column.attname, value)
        else:
            setattr(row, name, column.to_python(value) if value is not None else None)
    keys = list(keys_of(row))
    if any(held.get(key, row.pk) != row.pk for key in keys):
        return False
    held |= dict.fromkeys(keys, row.pk)
    return True


def _stored(row: models.Model, name: str) -> object:
    """What a field holds, as JSON can keep it."""
    column = row._meta.get_field(name)
    if column.many_to_many:
        return sorted(one.pk for one in getattr(row, name).all())
    return _plain(getattr(row, column.attname))


def _plain(value: object) -> object:
    if isinstance(value, models.Model):
        return value.pk
    return value.isoformat() if isinstance(value, date) else value
