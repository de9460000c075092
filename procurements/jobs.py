"""Long work of the app: documents are issued by the worker."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.access import check
from programmes.actions import start_job
from programmes.job_runner import JobProblem, JobResult, Progress, job_kind, runs_again
from programmes.models import Job

from .access import get_procurement
from .document_registry import KINDS
from .documents import DocumentProblem, build_document, store_document
from .models import Procurement

ISSUE_DOCUMENT = "issue-document"


@job_kind(ISSUE_DOCUMENT)
def issue_document_job(job: Job, progress: Progress) -> JobResult:
    """Issue the document that the parameters name: procurement (key), kind, format, language."""
    wanted = job.parameters
    procurement = Procurement.objects.select_related("programme").get(
        pk=wanted["procurement"], programme=job.programme
    )
    label = str(KINDS[wanted["kind"]].label) if wanted["kind"] in KINDS else wanted["kind"]
    progress(0, 2, _("Sätter %(document)s") % {"document": label})
    try:
        built = build_document(
            procurement=procurement,
            kind=wanted["kind"],
            format=wanted["format"],
            by=job.started_by,
            language=wanted.get("language", "sv"),
        )
        progress(1, 2, _("Sparar dokumentet"))
        document = store_document(built=built)
    except DocumentProblem as problem:
        raise JobProblem(str(problem)) from problem
    return JobResult(
        summary={
            _("Dokument"): document.file_name,
            _("Utgåva"): document.number,
            _("Kontrollsumma"): document.sha256,
        },
        url=reverse(
            "procurements:document-list",
            kwargs={"programme_slug": job.programme.slug, "slug": procurement.slug},
        ),
    )


@runs_again(ISSUE_DOCUMENT)
def issue_document_again(job: Job, user) -> str:
    """The same document, for somebody who still may issue it; the page of the new job."""
    stored = get_object_or_404(
        Procurement, pk=job.parameters["procurement"], programme=job.programme
    )
    procurement = get_procurement(user, job.programme.slug, stored.slug)
    check(user, procurement.programme, KINDS[job.parameters["kind"]].needs_to_issue)
    again = start_job(
        kind=job.kind,
        programme=job.programme,
        title=job.title,
        by=user,
        parameters=job.parameters,
    )
    return reverse("programmes:job-detail", args=[again.uid])
