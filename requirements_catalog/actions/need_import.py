"""The steps of an import of needs around its one write: the file is kept, and the job is ended."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programmes.actions import prepare_job
from programmes.choices import JobState
from programmes.models import Job, Programme

from ..access.imports import NEED_IMPORT_KIND
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
def finish_need_import(*, job: Job, write: Callable):
    """Write what was approved, once: a second approval does nothing and gives None.

    ``write`` gives a report with ``change``; what it raises leaves the job as it was.
    """
    locked = lock_prepared(job)
    if locked is None:
        return None
    report = write()
    locked.state = JobState.DONE
    locked.finished_at = timezone.now()
    locked.result = {"change": str(report.change.uid)} if report.change else {}
    locked.save(update_fields=["state", "finished_at", "result"])
    return report
