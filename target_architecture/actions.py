"""Taking an architecture in: the steps before it is approved."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from programmes.actions import prepare_job, queue_job
from programmes.models import Job, Programme
from requirements_catalog.actions.prepared import lock_prepared, lock_to_approve

from .access import IMPORT_KIND


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
        # Who waits for it is led on to what came of it.
        locked.parameters = {**locked.parameters, "goes_on": True}
        locked.save(update_fields=["parameters"])
        queue_job(job=locked)
    job.refresh_from_db()
    return job
