"""Reading a returned form as a job that can be watched and left."""

from django.urls import reverse
from django.utils.translation import gettext as _

from common.workbooks import WorkbookRefused
from programmes.job_runner import JobProblem, JobResult, Progress, job_kind
from programmes.models import Job
from tenders.models import Tender

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
