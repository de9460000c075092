"""Taking an architecture in: the steps before it is approved, the writing, and taking it back."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from common.archimate import Model
from programmes.actions import prepare_job, queue_job
from programmes.actions_registers import StillUsed, remove_row, save_row
from programmes.models import Job, Programme
from requirements_catalog.actions.prepared import lock_prepared, lock_to_approve

from .access import IMPORT_KIND
from .exchange.plan import CREATED, MODELS, REFUSED, UNCHANGED, PlannedRow, plan_of
from .models import ExchangeIdentity


class ArchitectureChanged(Exception):
    """The architecture is another than when the import was looked through."""


class RowRefused(Exception):
    """A row that breaks a rule together with what is there; its text names it."""


def begin_import(*, programme: Programme, content: bytes, file_name: str, mapping, by) -> Job:
    """Keep an uploaded file and the first guess of what its types become."""
    return prepare_job(
        kind=IMPORT_KIND,
        programme=programme,
        title=_("Import av arkitektur ur %(file)s") % {"file": file_name},
        by=by,
        parameters={"mapping": dict(mapping)},
        input_file=content,
        input_name=file_name,
    )


@transaction.atomic
def choose_mapping(*, job: Job, mapping: Mapping[str, str]) -> None:
    """Remember what each type becomes; nothing where the import has been approved meanwhile."""
    locked = lock_prepared(job)
    if locked is not None:
        locked.parameters = {"mapping": dict(mapping)}
        locked.save(update_fields=["parameters"])
    job.refresh_from_db()


@transaction.atomic
def keep_digest(*, job: Job, digest: str) -> None:
    """Remember which outcome has been shown."""
    locked = lock_prepared(job)
    if locked is not None and locked.parameters.get("digest") != digest:
        locked.parameters = {**locked.parameters, "digest": digest}
        locked.save(update_fields=["parameters"])
    job.refresh_from_db()


@transaction.atomic
def approve_import(*, job: Job, seen: str) -> Job:
    """Hand an import that has been looked through to the queue; NotAsShown for another outcome."""
    locked = lock_to_approve(job, seen)
    if locked is not None:
        queue_job(job=locked)
    job.refresh_from_db()
    return job


@transaction.atomic
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

    ArchitectureChanged when the outcome is not the one that was approved, RowRefused where a rule
    is broken.
    """
    # One import at a time: two that see the same programme would write the same row twice.
    Programme.objects.select_for_update().get(pk=programme.pk)
    plan = plan_of(programme, model, mapping)
    if plan.digest != expected:
        raise ArchitectureChanged
    written = []
    for planned in plan.rows:
        if planned.outcome not in (REFUSED, UNCHANGED):
            written.append(_write(planned, by, reason))
    for planned in plan.rows:
        if planned.outcome != REFUSED:
            _identify(programme, planned)
    return {**plan.as_json(), "written": written}


def _write(planned: PlannedRow, by, reason: str) -> dict:
    row, links = planned.row, {}
    before, after = {}, {}
    is_new = planned.outcome == CREATED
    for name, value in planned.values.items():
        many = row._meta.get_field(name).many_to_many
        if not is_new:
            before[name] = _stored(row, name)
        if many:
            links[name] = [one.row for one in value]
        else:
            setattr(row, name, value.row if isinstance(value, PlannedRow) else value)
        after[name] = sorted(one.row.pk for one in value) if many else _plain(getattr(row, name))
    try:
        save_row(row=row, by=by, reason=reason, links=links)
    except ValidationError as error:
        raise RowRefused(f"{planned.wanted.name}: {' '.join(error.messages)}") from error
    return {
        "kind": planned.wanted.kind, "key": row.pk, "name": str(row), "is_new": is_new,
        "before": before, "after": after,
    }  # fmt: skip


def _identify(programme: Programme, planned: PlannedRow) -> None:
    """Keep by which identifier a row is known; what the file only names has none."""
    wanted = planned.wanted
    if wanted.is_only_named:
        return
    ExchangeIdentity.objects.in_programme(programme).filter(identifier=wanted.identifier).exclude(
        kind=wanted.kind, key=planned.row.pk
    ).delete()
    ExchangeIdentity.objects.update_or_create(
        programme=programme,
        kind=wanted.kind,
        key=planned.row.pk,
        defaults={"identifier": wanted.identifier},
    )


@transaction.atomic
def undo_architecture(*, job: Job, programme: Programme, written: list[dict], by) -> list[str]:
    """Take an import back; what somebody has changed or uses since stays, and is named."""
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.result.get("is_undone"):
        return []
    left = []
    reason = _("Importen ångrades.")
    for entry in reversed(written):
        model = MODELS[entry["kind"]]
        row = model.objects.in_programme(programme).filter(pk=entry["key"]).first()
        if row is None:
            continue
        if any(_stored(row, name) != value for name, value in entry["after"].items()):
            left.append(entry["name"])
            continue
        if entry["is_new"]:
            left += _take_out(row, entry, programme, by, reason)
        else:
            left += _put_back(row, entry, by, reason)
    locked.result = {**locked.result, "is_undone": True}
    locked.save(update_fields=["result"])
    job.refresh_from_db()
    return left


def _take_out(row: models.Model, entry: dict, programme: Programme, by, reason: str) -> list[str]:
    try:
        remove_row(row=row, by=by, reason=reason)
    except StillUsed:
        return [entry["name"]]
    ExchangeIdentity.objects.in_programme(programme).filter(
        kind=entry["kind"], key=entry["key"]
    ).delete()
    return []


def _put_back(row: models.Model, entry: dict, by, reason: str) -> list[str]:
    """What it was before, unless that is no longer allowed: what it named may be gone since."""
    links = {}
    for name, value in entry["before"].items():
        column = row._meta.get_field(name)
        if column.many_to_many:
            links[name] = list(column.related_model.objects.filter(pk__in=value))
        elif column.is_relation:
            if value and not column.related_model._base_manager.filter(pk=value).exists():
                return [entry["name"]]
            setattr(row, column.attname, value)
        else:
            setattr(row, name, column.to_python(value) if value is not None else None)
    try:
        save_row(row=row, by=by, reason=reason, links=links)
    except ValidationError:
        return [entry["name"]]
    return []


def _stored(row: models.Model, name: str) -> object:
    """What a field holds, as JSON can keep it."""
    if row._meta.get_field(name).many_to_many:
        return sorted(one.pk for one in getattr(row, name).all())
    return _plain(getattr(row, name))


def _plain(value: object) -> object:
    if isinstance(value, models.Model):
        return value.pk
    return value.isoformat() if isinstance(value, date) else value
