"""A job that waits for a person's approval: what its steps share, for bulk changes and imports.

Each step locks the job, so that what is written is what was approved.
"""

from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction

from programmes.choices import JobState
from programmes.models import Job


def lock_prepared(job: Job) -> Job | None:
    """The job, locked; None when it waits for nobody's approval any more."""
    return Job.objects.select_for_update().filter(pk=job.pk, state=JobState.PREPARED).first()


def replace_file(job: Job, content: bytes | None = None, name: str = "") -> None:
    """Give the job another file, or none; the caller saves ``result_file`` and ``result_name``.

    The file before goes when the transaction is sure to be kept: undone, it has its file still.
    """
    before = job.result_file
    if before:
        transaction.on_commit(partial(before.storage.delete, before.name))
    job.result_file, job.result_name = "", ""
    if content is not None:
        job.result_file.save(name, ContentFile(content), save=False)
