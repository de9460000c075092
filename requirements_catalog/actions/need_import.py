"""The steps of an import of needs: the file is kept, approved, written by a job, begun again."""

from django.db import transaction
from django.utils.translation import gettext as _

from programmes.actions import prepare_job, queue_job
from programmes.models import Job, Programme

from ..access.imports import NEED_IMPORT_KIND
from .import_steps import choose_columns
from .prepared import lock_prepared


def begin_need_import(*, programme: Programme, content: bytes, file_name: str, by) -> Job:
    """Keep an uploaded file on the server, so that the steps can go back."""
    return prepare_job(
        kind=NEED_IMPORT_KIND,
        programme=programme,
        title=_("Import av behov ur %(file)s") % {"file": file_name},
        by=by,
        input_file=content,
        input_name=file_name,
    )


@transaction.atomic
def run_need_import(*, job: Job, apply_rest: bool, seen: str) -> Job:
    """Hand an import that a person has approved to the queue; a second approval does nothing.

    ``seen`` is the digest of the outcome that was approved: the job writes nothing else.
    """
    locked = lock_prepared(job)
    if locked is not None:
        approved = {"apply_rest": apply_rest, "digest": seen, "goes_on": True}
        locked.parameters = {**locked.parameters, **approved}
        locked.save(update_fields=["parameters"])
        # In the same transaction: in between, other columns would be written unseen.
        queue_job(job=locked)
    job.refresh_from_db()
    return job


def repeat_need_import(*, job: Job, by) -> Job:
    """Begin again with the same file and columns, after an import that was stopped."""
    with job.input_file.open("rb") as file:
        again = begin_need_import(
            programme=job.programme, content=file.read(), file_name=job.input_name, by=by
        )
    if "mapping" in job.parameters:
        choose_columns(job=again, mapping=job.parameters["mapping"])
    return again
