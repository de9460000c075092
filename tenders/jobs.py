"""Reading a returned form as a job that can be watched and left."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from common.workbooks import WorkbookRefused
from programmes.actions import start_job
from programmes.job_runner import JobProblem, JobResult, Progress, job_kind, runs_again
from programmes.models import Job
from programmes.roles import Permission
from tenders.models import Tender

from .access import get_opened_procurement, get_tender
from .actions import TenderProblem, import_answers, import_prices
from .choices import FormKind
from .form_reader import ForeignForm

IMPORTERS = {FormKind.ANSWERS: import_answers, FormKind.PRICES: import_prices}


@job_kind("import-form")
def import_form(job: Job, progress: Progress) -> JobResult:
    """Read a form into its tender; parameters: tender, form (kind), apply_rest."""
    tender = Tender.objects.select_related("procurement__programme", "operator").get(
        pk=job.parameters["tender"]
    )
    progress(0, 2, _("Läser och kontrollerar formuläret"))
    with job.input_file.open("rb") as stream:
        content = stream.read()
    progress.stop_if_cancelled()
    try:
        report = IMPORTERS[job.parameters["form"]](
            tender=tender,
            content=content,
            file_name=job.input_name,
            by=job.started_by,
            apply_rest=job.parameters.get("apply_rest", False),
        )
    except (WorkbookRefused, ForeignForm, TenderProblem) as problem:
        raise JobProblem(str(problem)) from problem
    return JobResult(
        summary=report.as_json(),
        url=reverse(
            "tenders:form-report",
            args=[tender.procurement.programme.slug, tender.procurement.slug, job.uid],
        ),
    )


@runs_again("import-form")
def import_form_again(job: Job, user) -> str:
    """The same form into the same tender, by somebody who still may; the page of the new job."""
    stored = get_object_or_404(
        Tender.objects.select_related("procurement"),
        pk=job.parameters["tender"],
        procurement__programme=job.programme,
    )
    procurement = get_opened_procurement(
        user, job.programme.slug, stored.procurement.slug, needs=Permission.EDIT_TENDERS
    )
    get_tender(procurement, stored.pk)
    with job.input_file.open("rb") as stream:
        content = stream.read()
    again = start_job(
        kind=job.kind,
        programme=job.programme,
        title=job.title,
        by=user,
        parameters=job.parameters,
        input_file=content,
        input_name=job.input_name,
    )
    return reverse("programmes:job-detail", args=[again.uid])
