"""The steps of an import before it is approved: the file and every choice are kept in a job."""

import json
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from programmes.actions import cancel_job, prepare_job, queue_job
from programmes.models import Job

from ..access.imports import CHECK_KIND, IMPORT_KIND, check_of
from ..models import Catalogue
from .prepared import lock_prepared, lock_to_approve, replace_file


def begin_import(
    *,
    catalogue: Catalogue,
    content: bytes,
    file_name: str,
    by,
    file_kind: str = "",
    is_large: bool = False,
) -> Job:
    """Keep an uploaded file on the server, so that the steps of the import can go back.

    ``file_kind`` is that of ``imports_files.kind_of_file``; what a large file would do is worked
    out by a job (``check_import``).
    """
    return prepare_job(
        kind=IMPORT_KIND,
        programme=catalogue.programme,
        title=_("Import av %(file)s till %(catalogue)s")
        % {"file": file_name, "catalogue": catalogue.name},
        by=by,
        parameters={"catalogue": catalogue.pk, "file_kind": file_kind, "is_large": is_large},
        input_file=content,
        input_name=file_name,
    )


@transaction.atomic
def choose_columns(*, job: Job, mapping: Mapping) -> None:
    """Remember how the person reads the sheet; an outcome worked out before no longer holds.

    An import that has been approved meanwhile is left as it is: what is written must be what was
    approved.
    """
    locked = lock_prepared(job)
    if locked is not None:
        locked.parameters = {**locked.parameters, "mapping": dict(mapping)}
        locked.parameters.pop("digest", None)
        _stop_check(locked)
        replace_file(locked)
        locked.save(update_fields=["parameters", "result_file", "result_name"])
    job.refresh_from_db()


@transaction.atomic
def keep_outcome(
    *,
    job: Job,
    report: Mapping,
    digest: str,
    mapping: Mapping | None = None,
    check: Job | None = None,
) -> None:
    """Keep what the import would do, so that its pages can be turned without reading again.

    ``mapping`` is how the file was read, where nobody chose it. Nothing is kept of an import that
    has been approved meanwhile, nor of what a ``check`` has found when another has begun since.
    """
    locked = lock_prepared(job)
    is_stale = check is not None and (
        locked is None or locked.parameters.get("check") != str(check.uid)
    )
    if locked is not None and not is_stale:
        content = json.dumps(report, ensure_ascii=False, default=str).encode()
        replace_file(locked, content, f"{job.uid}-preview.json")
        locked.parameters = {**locked.parameters, "digest": digest}
        if mapping is not None:
            locked.parameters["mapping"] = dict(mapping)
        locked.save(update_fields=["parameters", "result_file", "result_name"])
    job.refresh_from_db()


@transaction.atomic
def check_import(*, job: Job, by, back: str) -> Job | None:
    """Have a job read a large file and work out what its import would do; one at a time.

    ``back`` is the address to go to when that cannot be done. None when the import has been
    approved meanwhile.
    """
    locked = lock_prepared(job)
    if locked is None:
        return None
    _stop_check(locked)
    check = prepare_job(
        kind=CHECK_KIND,
        programme=job.programme,
        title=_("Granskning av %(file)s") % {"file": job.input_name},
        by=by,
        parameters={"import": str(job.uid), "back": back, "goes_on": True},
    )
    locked.parameters = {**locked.parameters, "check": str(check.uid)}
    locked.save(update_fields=["parameters"])
    return queue_job(job=check)


def _stop_check(job: Job) -> None:
    """What was being worked out of an import is of no use any longer."""
    running = check_of(job)
    job.parameters = {name: v for name, v in job.parameters.items() if name != "check"}
    if running is not None:
        cancel_job(job=running, by=job.started_by)


@transaction.atomic
def run_import(*, job: Job, apply_rest: bool, seen: str, choices: Mapping | None = None) -> Job:
    """Hand an import that a person has approved to the queue; a second approval does nothing.

    ``seen`` is the digest of the outcome that was approved; ``choices`` are those of
    ``import_core.roundtrip.settle``. Raises NotAsShown.
    """
    locked = lock_to_approve(job, seen)
    if locked is not None:
        locked.parameters = {
            **locked.parameters,
            "apply_rest": apply_rest,
            "choices": dict(choices or {}),
        }
        replace_file(locked)
        locked.save(update_fields=["parameters", "result_file", "result_name"])
        # In the same transaction: in between, other columns would be written unseen.
        queue_job(job=locked)
    job.refresh_from_db()
    return job


def repeat_import(*, job: Job, catalogue: Catalogue, by) -> Job:
    """Begin again with the same file and columns, after an import that was stopped."""
    with job.input_file.open("rb") as file:
        again = begin_import(
            catalogue=catalogue,
            content=file.read(),
            file_name=job.input_name,
            by=by,
            file_kind=job.parameters.get("file_kind", ""),
            is_large=job.parameters.get("is_large", False),
        )
    if "mapping" in job.parameters:
        choose_columns(job=again, mapping=job.parameters["mapping"])
    return again
