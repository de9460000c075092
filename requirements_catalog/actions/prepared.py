"""A job that waits for a person's approval: what its steps share, for bulk changes and imports.

Each step locks the job, so that what is written is what was approved.
"""

from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from programmes.choices import JobState
from programmes.models import Job


class NotAsShown(Exception):
    """What would be written is not what the person who approves has been shown."""

    def __init__(self) -> None:
        super().__init__(
            _("Det du granskade har bytts ut sedan dess, till exempel i ett annat fönster. "
              "Granskningen nedan visar hur det är nu.")
        )  # fmt: skip


def lock_prepared(job: Job) -> Job | None:
    """The job, locked; None when it waits for nobody's approval any more."""
    return Job.objects.select_for_update().filter(pk=job.pk, state=JobState.PREPARED).first()


def lock_to_approve(job: Job, seen: str) -> Job | None:
    """As ``lock_prepared``, for a person who has been shown what has the digest ``seen``.

    Raises NotAsShown when something else is kept by now, as when it was chosen anew in another tab.
    """
    locked = lock_prepared(job)
    if locked is not None and not (seen and seen == locked.parameters.get("digest")):
        raise NotAsShown
    return locked


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
