"""Long work as people see it: a list, a page with progress, the result."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.lists import list_page

from . import actions
from .access import get_job
from .choices import JobState
from .context import frame_in
from .job_runner import AGAIN, can_run_again, is_silent, worker_is_alive
from .models import Job


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """The person's own jobs, newest first."""
    return list_page(
        request,
        queryset=Job.objects.visible_to(request.user).started().select_related("programme"),
        template="programmes/job_list.html",
        fragment="programmes/_job_table.html",
        context={"no_worker": not worker_is_alive()},
    )


@require_safe
def job_detail(request: HttpRequest, uid) -> HttpResponse:
    """One job: how far it has come, or what came of it."""
    job = get_job(request.user, uid)
    context = {**frame_in(request, job.programme.slug), **_context(job)}
    return render(request, "programmes/job_detail.html", context)


@require_safe
def job_progress(request: HttpRequest, uid) -> HttpResponse:
    """The part of the job's page that renews itself; some jobs lead on, or hand over their file."""
    job = get_job(request.user, uid)
    context = _context(job)
    # Who watches it end gets the file at once; who comes back later finds it to be fetched.
    context["fetches_file"] = job.parameters.get("fetches_file") and job.state == JobState.DONE
    response = render(request, "components/job_progress.html", context)
    if job.state == JobState.DONE and job.result_url and job.parameters.get("goes_on"):
        response["HX-Redirect"] = job.result_url
    return response


@require_POST
def job_cancel(request: HttpRequest, uid) -> HttpResponse:
    """Ask a job to stop."""
    job = actions.cancel_job(job=get_job(request.user, uid), by=request.user)
    if job.state != JobState.DONE:
        messages.info(request, _("Jobbet avbryts."))
    return redirect("programmes:job-detail", job.uid)


@require_POST
def job_again(request: HttpRequest, uid):
    """Begin the work of a job again, after it failed or was stopped."""
    job = get_job(request.user, uid)
    if not can_run_again(job):
        messages.warning(request, _("Jobbet går inte att köra igen härifrån."))
        return redirect("programmes:job-detail", job.uid)
    return redirect(AGAIN[job.kind](job, request.user))


@require_safe
def job_download(request: HttpRequest, uid) -> HttpResponse:
    """The file that a job made."""
    job = get_job(request.user, uid)
    if not job.result_file:
        raise Http404
    return FileResponse(job.result_file.open("rb"), as_attachment=True, filename=job.result_name)


def _context(job: Job) -> dict:
    return {
        "job": job,
        "no_worker": not job.is_finished and not worker_is_alive(),
        "is_silent": is_silent(job),
        "can_run_again": can_run_again(job),
    }
