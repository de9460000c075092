"""A bulk change from the choice of rows to one set of cells; kept in a job between the steps.

Nothing is written until the preview is approved with a reason, and then only what it showed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programmes.actions import prepare_job, queue_job
from programmes.choices import JobState
from programmes.models import Job

from ..access.bulk import APPROVE, BULK_KIND
from ..bulk.plan import Plan, label_of, plan
from ..choices import ChangeSetKind
from ..fields import fields_of
from ..models import Catalogue
from .approvals import approve_requirements
from .cells import Changed, NothingWritten, change_cells
from .prepared import lock_prepared, lock_to_approve, replace_file

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
    locked = lock_prepared(job)
    if locked is not None:
        made = plan(catalogue, keys_of(job), change, by=locked.started_by)
        content = json.dumps(made.as_json(), ensure_ascii=False).encode()
        replace_file(locked, content, f"{job.uid}-plan.json")
        locked.parameters = {
            **locked.parameters,
            "change": dict(change),
            "digest": hashlib.sha256(content).hexdigest(),
        }
        locked.save(update_fields=["parameters", "result_file", "result_name"])
    job.refresh_from_db()
    return job


@transaction.atomic
def write_bulk(*, job: Job, catalogue: Catalogue, by, reason: str) -> dict:
    """Write exactly what the preview showed, as one set; what came of it, for the page that tells.

    Raises PreviewOutdated, with nothing written, when any of it stands differently by now.
    """
    outcome = _write(job, catalogue, by, reason)
    job.save(update_fields=["result_file", "result_name"])
    return outcome


@transaction.atomic
def write_bulk_now(*, job: Job, catalogue: Catalogue, by, reason: str, seen: str) -> Job:
    """Write a change of few rows while the person waits; a second approval does nothing.

    ``seen`` is the digest of the preview that was approved. Raises NotAsShown, and PreviewOutdated.
    """
    locked = lock_to_approve(job, seen)
    if locked is not None:
        locked.result = _write(locked, catalogue, by, reason)
        locked.state = JobState.DONE
        locked.finished_at = timezone.now()
        locked.parameters = {**locked.parameters, "reason": reason}
        locked.save(
            update_fields=[
                "result", "result_file", "result_name", "state", "finished_at", "parameters",
            ]
        )  # fmt: skip
    job.refresh_from_db()
    return job


def _write(job: Job, catalogue: Catalogue, by, reason: str) -> dict:
    made = plan_of(job)
    try:
        changed = _write_plan(made, job.parameters["change"], catalogue, by, reason)
    except NothingWritten as refused:
        # Where a module, need or standard has gone no row has been changed.
        rows = [problem.row for problem in refused.problems if not problem.is_gone]
        raise PreviewOutdated(rows) from refused
    # The set keeps what was written; the preview has done its work.
    replace_file(job)
    written = changed.change_set
    return {
        "changed": written.row_count if written else 0,
        "unchanged": made.unchanged,
        "refused": len(made.refused_rows),
        "change_set": str(written.uid) if written else "",
    }


def _write_plan(made: Plan, change: Mapping, catalogue: Catalogue, by, reason: str) -> Changed:
    how: dict = {
        "catalogue": catalogue,
        "by": by,
        "kind": ChangeSetKind.BULK,
        "label": label_of(change, fields_of(catalogue)),
        "reason": reason,
        "all_or_nothing": True,
    }
    if change["act"] == APPROVE:
        return approve_requirements(seen=dict(made.seen), **how)
    return change_cells(cells=made.cells_to_write, **how)


@transaction.atomic
def queue_bulk(*, job: Job, reason: str, seen: str) -> Job:
    """Hand a change of many rows to the queue; a second approval does nothing.

    ``seen`` is the digest of the preview that was approved. Raises NotAsShown.
    """
    locked = lock_to_approve(job, seen)
    if locked is not None:
        locked.parameters = {**locked.parameters, "reason": reason}
        locked.save(update_fields=["parameters"])
        # In the same transaction: in between, another choice would be written unseen.
        queue_job(job=locked)
    job.refresh_from_db()
    return job


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
