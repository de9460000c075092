"""The files of a baseline: made, fetched, and which have been made before."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.lists import list_page
from common.views import sent_file

from .access import get_baseline
from .actions_files import record_sealed_file, start_file_job
from .exports import FORMATS, FileProblem, is_made_at_once
from .making import make_file
from .models import Baseline

PER_PAGE = 25


@require_safe
def baseline_files(
    request: HttpRequest, programme_slug: str, slug: str, number: int
) -> HttpResponse:
    """The formats to fetch a baseline in, and the files that have been made of it."""
    baseline = get_baseline(request.user, programme_slug, slug, number)
    return _page(request, baseline)


@require_POST
def baseline_file_make(
    request: HttpRequest, programme_slug: str, slug: str, number: int
) -> HttpResponse:
    """The file in the format asked for, or the job that makes it."""
    baseline = get_baseline(request.user, programme_slug, slug, number)
    chosen = FORMATS.get(request.POST.get("format", ""))
    if chosen is None:
        return _refused(request, baseline, _("Välj i vilket format filen ska göras."))
    if not is_made_at_once(baseline, chosen):
        job = start_file_job(
            baseline=baseline, format=chosen.name, label=str(chosen.label), by=request.user
        )
        return redirect("programmes:job-detail", job.uid)
    try:
        content = make_file(baseline, chosen.name)
    except FileProblem as problem:
        return _refused(request, baseline, str(problem))
    name = chosen.file_name(baseline)
    record_sealed_file(
        baseline=baseline, format=chosen.name, name=name, content=content, by=request.user
    )
    return sent_file(content, chosen.media_type, name)


def _page(request: HttpRequest, baseline: Baseline) -> HttpResponse:
    return list_page(
        request,
        queryset=baseline.sealed_files.select_related("made_by"),
        template="baselines/baseline_files.html",
        fragment="baselines/_file_table.html",
        per_page=PER_PAGE,
        context=_context(baseline),
    )


def _refused(request: HttpRequest, baseline: Baseline, error: str) -> HttpResponse:
    """The page with why no file was made."""
    context = {**_context(baseline), "error": error}
    return render(request, "baselines/file_refused.html", context, status=422)


def _context(baseline: Baseline) -> dict:
    return {
        "programme": baseline.catalogue.programme,
        "catalogue": baseline.catalogue,
        "baseline": baseline,
        "formats": [(one, not is_made_at_once(baseline, one)) for one in FORMATS.values()],
    }
