"""Long work of the architecture: an import that is approved, and the map as a file."""

import json
from collections import Counter
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.archimate import read_archimate
from common.pdf import PdfUnavailable
from common.workbooks import WorkbookRefused
from programmes.access import get_programme, permissions_in
from programmes.job_runner import JobProblem, JobResult, Progress, job_kind, runs_again
from programmes.models import Job
from programmes.roles import Permission

from .access import IMPORT_KIND, MAP_KIND, programme_of
from .actions_exchange import ArchitectureChanged, write_architecture
from .actions_map import start_map
from .exchange.plan import CREATED, REFUSED, UNCHANGED, UPDATED
from .exports import map_pdf
from .exports_word import map_word
from .shown import landscape_asked

MAP_KEPT_FOR = timedelta(days=30)


@job_kind(IMPORT_KIND)
def import_architecture(job: Job, progress: Progress) -> JobResult:
    """Write an import that a person has looked through; the report is the job's file."""
    programme = programme_of(job, needs=Permission.EDIT_REQUIREMENTS)
    progress(0, 2, _("Läser filen"))
    with job.input_file.open("rb") as file:
        content = file.read()
    try:
        model = read_archimate(content, job.input_name)
        progress(1, 2, _("Skriver"))
        report = write_architecture(
            programme=programme,
            model=model,
            mapping=job.parameters["mapping"],
            expected=job.parameters.get("digest", ""),
            by=job.started_by,
            reason=_("Import ur %(file)s") % {"file": job.input_name},
        )
    except ArchitectureChanged as error:
        raise JobProblem(
            _("Arkitekturen har ändrats sedan du granskade importen. Inget har sparats. "
              "Ladda upp filen och granska den igen.")
        ) from error  # fmt: skip
    except WorkbookRefused as error:
        raise JobProblem(str(error)) from error
    counts = Counter(row["outcome"] for row in report["rows"])
    return JobResult(
        summary={
            **{name: counts[name] for name in (CREATED, UPDATED, UNCHANGED, REFUSED)},
            "unread": len(report["unread"]),
        },
        file=json.dumps(report, ensure_ascii=False).encode(),
        file_name="arkitekturimport.json",
        url=reverse("target_architecture:exchange-done", args=[programme.slug, job.uid]),
    )


@job_kind(MAP_KIND, keeps_file=MAP_KEPT_FOR)
def export_map(job: Job, progress: Progress) -> JobResult:
    """The map as the page showed it, if the person may still see that."""
    programme = programme_of(job, needs=Permission.VIEW_CATALOGUE)
    allowed = permissions_in(job.started_by, programme)
    landscape = landscape_asked(programme, job.parameters["asked"], allowed)
    if landscape.is_empty:
        raise JobProblem(_("Kartan är tom."))
    form = job.parameters["format"]
    values = {"by": job.started_by, "at": timezone.now()}
    drawing = _("Ritar kartan")
    progress(0, 1, drawing)
    try:
        if form == "docx":
            content = map_word(
                programme, landscape, told=lambda done, of: progress(done, of, drawing), **values
            )
        else:
            content = map_pdf(programme, landscape, **values)
    except PdfUnavailable as problem:
        raise JobProblem(str(problem)) from problem
    progress.stop_if_cancelled()
    year = f"-{landscape.state.year}" if landscape.state else ""
    return JobResult(file=content, file_name=f"{programme.slug}-{_('karta')}{year}.{form}")


@runs_again(MAP_KIND)
def export_map_again(job: Job, user) -> str:
    """The same map as it is now, for somebody who still may see it."""
    programme = get_programme(user, job.programme.slug, needs=Permission.VIEW_CATALOGUE)
    again = start_map(
        programme=programme, format=job.parameters["format"], asked=job.parameters["asked"], by=user
    )
    return reverse("programmes:job-detail", args=[again.uid])
