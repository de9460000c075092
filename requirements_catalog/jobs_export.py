"""Exports as jobs."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from programmes.job_runner import JobProblem, JobResult, Progress, job_kind, runs_again
from programmes.models import Job
from programmes.roles import Permission

from .access.jobs import catalogue_of, get_catalogue_of
from .access.transfers import EXPORT_KIND
from .actions.export import start_export
from .exports.look import Export, formats_of, make_file, selection_words
from .exports.tables import ExportProblem

KEPT_FOR = timedelta(days=30)


@job_kind(EXPORT_KIND, keeps_file=KEPT_FOR)
def export_requirements(job: Job, progress: Progress) -> JobResult:
    """Write the file that was asked for, if the person may still read the catalogue."""
    export = Export.from_parameters(job.parameters)
    with translation.override(export.language):
        catalogue = catalogue_of(job, needs=Permission.VIEW_CATALOGUE)
        chosen = formats_of(catalogue).get(export.format)
        if chosen is None:
            raise JobProblem(_("Mallen finns inte längre."))
        look = export.look(catalogue, job.started_by)
        if look.filterset.troubles:
            raise JobProblem(_("Något i urvalet finns inte längre. Öppna listan och välj om."))
        total = look.rows.count()
        progress(0, total, _("Skriver filen"))
        try:
            content = make_file(
                export,
                look,
                by=job.started_by,
                told=lambda done: progress(done, total, _("Skriver filen")),
            )
        except ExportProblem as problem:
            raise JobProblem(str(problem)) from problem
        progress.stop_if_cancelled()
        return JobResult(
            summary={
                _("Format"): str(chosen.label),
                _("Urval"): selection_words(look),
                _("Ordning"): str(look.order.label),
                _("Rader"): total,
            },
            file=content,
            file_name=f"{catalogue.slug}-{timezone.localdate()}.{chosen.suffix}",
        )


@runs_again(EXPORT_KIND)
def export_again(job: Job, user) -> str:
    """The same look as it is now, for somebody who still may read it; the page of the new job."""
    catalogue = get_catalogue_of(user, job, needs=Permission.VIEW_CATALOGUE)
    again = start_export(
        catalogue=catalogue,
        title=job.title,
        parameters=job.parameters,
        at_once=False,
        by=user,
    )
    return reverse("programmes:job-detail", args=[again.uid])
