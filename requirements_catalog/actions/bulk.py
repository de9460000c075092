"""A bulk change from the choice of rows to one set of cells; kept in a job between the steps.

Nothing is written until the preview is approved with a reason, and then only what it showed.
"""

import json
from collections.abc import Mapping, Sequence
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programmes.actions import prepare_job, queue_job
from programmes.choices import JobState
from programmes.models import Job

from ..access.bulk import BULK_KIND
from ..bulk.plan import Plan, label_of, plan
from ..choices import ChangeSetKind
from ..fields import fields_of
from ..models import Catalogue, ChangeSet
from .cells import NothingWritten, change_cells
from .undo import undo, undo_stacks

# So many rows at a time at most, as the grid; more than those are written at once by the queue.
MOST_ROWS = 20_000
MOST_AT_ONCE = 1000


class PreviewOutdated(Exception):
    """What would be changed is no longer what was shown; ``rows`` are those that differ."""

    def __init__(self, rows: Sequence[int] = ()) -> None:
        super().__init__(_("Det som skulle ändras är inte längre det som du granskade."))
        self.rows = list(rows)


def begin_bulk(
    *, catalogue: Catalogue, keys: Sequence[int], by, view: str = "list", query: str = ""
) -> Job:
    """Keep which rows are to be changed; ``view`` and ``query`` say where they were chosen."""
    return prepare_job(
        kind=BULK_KIND,
        programme=catalogue.programme,
        title=_("Massändring i %(catalogue)s") % {"catalogue": catalogue.name},
        by=by,
        parameters={"catalogue": catalogue.pk, "view": view, "query": query},
        input_file=json.dumps(list(keys)).encode(),
    )


def keys_of(job: Job) -> list[int]:
    """The rows that were chosen."""
    with job.input_file.open("rb") as file:
        return json.load(file)


def plan_of(job: Job) -> Plan:
    """The preview as it was kept."""
    with job.result_file.open("rb") as file:
        return Plan(**json.load(file))


@transaction.atomic
def choose_change(*, job: Job, catalogue: Catalogue, change: Mapping) -> Job:
    """Keep what is to be done, and what it would do just now; a change that was approved stays."""
    locked = _prepared(job)
    if locked is not None:
        made = plan(catalogue, keys_of(job), change)
        _drop_plan(locked)
        content = json.dumps(made.as_json(), ensure_ascii=False).encode()
        locked.result_file.save(f"{job.uid}-plan.json", ContentFile(content), save=False)
        locked.parameters = {**locked.parameters, "change": dict(change)}
        locked.save(update_fields=["parameters", "result_file"])
    job.refresh_from_db()
    return job


@transaction.atomic
def write_bulk(*, job: Job, catalogue: Catalogue, by, reason: str) -> ChangeSet | None:
    """Write exactly what the preview showed, as one set.

    Raises PreviewOutdated, with nothing written, when any of it stands differently by now.
    """
    made, change = plan_of(job), job.parameters["change"]
    try:
        changed = change_cells(
            catalogue=catalogue,
            cells=made.cells_to_write,
            by=by,
            kind=ChangeSetKind.BULK,
            label=label_of(change, fields_of(catalogue)),
            reason=reason,
            all_or_nothing=True,
        )
    except NothingWritten as refused:
        raise PreviewOutdated([problem.row for problem in refused.problems]) from refused
    except ValidationError as gone:
        # A module, need or standard is no longer there.
        raise PreviewOutdated from gone
    return changed.change_set


@transaction.atomic
def write_bulk_now(*, job: Job, catalogue: Catalogue, by, reason: str) -> Job:
    """Write a change of few rows while the person waits; a second approval does nothing."""
    locked = _prepared(job)
    if locked is not None:
        written = write_bulk(job=locked, catalogue=catalogue, by=by, reason=reason)
        locked.result = outcome_of(plan_of(locked), written)
        locked.state = JobState.DONE
        locked.finished_at = timezone.now()
        locked.parameters = {**locked.parameters, "reason": reason}
        # The set keeps what was written; the preview goes when that is sure to be kept.
        kept = locked.result_file
        transaction.on_commit(partial(kept.storage.delete, kept.name))
        locked.result_file = ""
        locked.save(update_fields=["result", "result_file", "state", "finished_at", "parameters"])
    job.refresh_from_db()
    return job


def queue_bulk(*, job: Job, reason: str) -> Job:
    """Hand a change of many rows to the queue; a second approval does nothing."""
    with transaction.atomic():
        locked = _prepared(job)
        if locked is None:
            job.refresh_from_db()
            return job
        locked.parameters = {**locked.parameters, "reason": reason}
        locked.save(update_fields=["parameters"])
    return queue_job(job=locked)


def repeat_bulk(*, job: Job, catalogue: Catalogue, by) -> Job:
    """Begin again with the same rows and the same change, as things stand now."""
    chosen = job.parameters
    again = begin_bulk(
        catalogue=catalogue,
        keys=keys_of(job),
        by=by,
        view=chosen["view"],
        query=chosen["query"],
    )
    if "change" in chosen:
        choose_change(job=again, catalogue=catalogue, change=chosen["change"])
    return again


def outcome_of(made: Plan, written: ChangeSet | None) -> dict:
    """What came of it, for the page that tells."""
    return {
        "changed": written.row_count if written else 0,
        "unchanged": made.unchanged,
        "refused": len(made.refused_rows),
        "set": written.pk if written else None,
    }


def can_undo(*, job: Job, catalogue: Catalogue, by) -> bool:
    """Whether this change is the last thing the person did in the catalogue."""
    done, _undone = undo_stacks(catalogue, by)
    return bool(done) and done[-1].pk == job.result.get("set")


@transaction.atomic
def undo_bulk(*, job: Job, catalogue: Catalogue, by) -> list[str]:
    """Take the change back as one; what others have changed since stays and is told.

    Raises ValidationError when the person has done something else since.
    """
    Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    if not can_undo(job=job, catalogue=catalogue, by=by):
        raise ValidationError(
            _("Du har ändrat annat i katalogen sedan dess. Ångra det först, i rutnätet.")
        )
    return [problem.message for problem in undo(catalogue=catalogue, by=by).problems]


def _prepared(job: Job) -> Job | None:
    """The job, locked; None when it waits for nobody's approval any more."""
    return Job.objects.select_for_update().filter(pk=job.pk, state=JobState.PREPARED).first()


def _drop_plan(job: Job) -> None:
    if job.result_file:
        job.result_file.delete(save=False)
