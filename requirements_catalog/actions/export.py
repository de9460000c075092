"""Taking a catalogue's requirements out: the file is made at once, or by a job in the queue."""

from programmes.actions import do_job, prepare_job, queue_job
from programmes.models import Job

from ..access.transfers import EXPORT_KIND
from ..models import Catalogue


def start_export(*, catalogue: Catalogue, title: str, parameters: dict, at_once: bool, by) -> Job:
    """Make the file that the parameters describe (``exports_look.Export``).

    The job tells what came of it, and keeps the file, whether the person waited or not.
    """
    job = prepare_job(
        kind=EXPORT_KIND,
        programme=catalogue.programme,
        title=title,
        by=by,
        parameters={"catalogue": catalogue.pk, "fetches_file": True, **parameters},
    )
    return do_job(job=job) if at_once else queue_job(job=job)
