"""Long work of the app: large files of a baseline."""

from datetime import timedelta

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from programmes.job_runner import JobProblem, JobResult, Progress, job_kind, runs_again
from programmes.models import Job

from .access_files import baseline_of, get_baseline_of
from .actions_files import FILE_KIND, record_sealed_file, start_file_job
from .exports import FORMATS, FileProblem
from .making import make_file

KEPT_FOR = timedelta(days=30)


@job_kind(FILE_KIND, keeps_file=KEPT_FOR)
def make_baseline_file(job: Job, progress: Progress) -> JobResult:
    """Make the file that was asked for and record its digest, if the person may still read it."""
    with translation.override(job.parameters["language"]):
        baseline = baseline_of(job)
        chosen = FORMATS[job.parameters["format"]]
        total = baseline.row_count
        progress(0, total, _("Skriver filen"))
        try:
            content = make_file(
                baseline,
                chosen.name,
                told=lambda done: progress(done, total, _("Skriver filen")),
            )
        except FileProblem as problem:
            raise JobProblem(str(problem)) from problem
        progress.stop_if_cancelled()
        name = chosen.file_name(baseline)
        made = record_sealed_file(
            baseline=baseline, format=chosen.name, name=name, content=content, by=job.started_by
        )
        return JobResult(
            summary={
                _("Baslinje"): str(baseline),
                _("Format"): str(chosen.label),
                _("Rader"): total,
                _("Kontrollsumma"): made.digest,
            },
            file=content,
            file_name=name,
        )


@runs_again(FILE_KIND)
def make_baseline_file_again(job: Job, user) -> str:
    """The same file, for somebody who still may read the catalogue; the page of the new job."""
    baseline = get_baseline_of(user, job)
    chosen = FORMATS[job.parameters["format"]]
    with translation.override(job.parameters["language"]):
        again = start_file_job(
            baseline=baseline, format=chosen.name, label=str(chosen.label), by=user
        )
    return reverse("programmes:job-detail", args=[again.uid])
