"""Needs that may be one and the same: to be merged, or said to be two."""

import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.keys import row_keys
from common.views import read_or_write
from programmes.access import get_programme, permissions_in
from programmes.actions import start_job
from programmes.models import Job, Programme
from programmes.roles import Permission
from requirements_catalog.models import Need

from .actions_need_pairs import TextsChanged, judge_needs
from .jobs_likeness import COMPARE_NEEDS_KIND, last_comparison_of_needs
from .need_pairs import NeedPair, pair_now, pairs_of, tell_reasons

PER_PAGE = 25
JUDGED = "judged"


@read_or_write
def need_pair_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Pairs of needs with what speaks for their being the same; who may write says that they
    are two, with a reason, or takes that back."""
    needs = Permission.EDIT_REQUIREMENTS if request.method == "POST" else Permission.VIEW_CATALOGUE
    programme = get_programme(request.user, programme_slug, needs=needs)
    error, status = "", 200
    if request.method == "POST":
        error, status = _judged(request, programme)
        if not error:
            return redirect(request.get_full_path())
    is_judged = request.GET.get("tab") == JUDGED
    last = last_comparison_of_needs(programme)
    pairs = pairs_of(programme, _found(last))
    kept = [pair for pair in pairs if pair.is_open != is_judged]
    page = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
    changed_pair = None
    if status == 409:
        changed_pair = pair_now(programme, row_keys(request.POST.getlist("need")))
        _put_first(page, changed_pair)
    tell_reasons(page.object_list)
    context = {
        "programme": programme,
        "page": page,
        "is_judged": is_judged,
        "comparison": last,
        "changed": _changed_since(programme, last) if last else 0,
        "open_count": sum(pair.is_open for pair in pairs),
        "judged_count": sum(not pair.is_open for pair in pairs),
        "can_edit": Permission.EDIT_REQUIREMENTS in permissions_in(request.user, programme),
        "error": error,
        "changed_pair": changed_pair,
        "sent": {"pair": "-".join(request.POST.getlist("need")),
                 "reason": request.POST.get("reason", "")},
    }  # fmt: skip
    return render(request, "quality/need_pair_list.html", context, status=status)


@require_POST
def need_pair_compare(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Start the job that compares all needs with each other."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    job = start_job(
        kind=COMPARE_NEEDS_KIND,
        programme=programme,
        title=_("Jämför behoven"),
        by=request.user,
        parameters={"goes_on": True},
    )
    return redirect("programmes:job-detail", job.uid)


def _found(job: Job | None) -> list:
    """What a comparison found, as its job kept it."""
    if job is None or not job.result_file:
        return []
    with job.result_file.open("rb") as file:
        return json.load(file)


def _changed_since(programme: Programme, job: Job) -> int:
    """How many needs have been written or changed since they were compared; one query."""
    records = Need.history.filter(programme_id=programme.pk, history_date__gt=job.started_at)
    return records.order_by().values("id").distinct().count()


def _put_first(page: Page, pair: NeedPair | None) -> None:
    """A pair whose texts have changed is read again with what was typed of it, in the list or not:
    it is no longer among those that were compared."""
    if pair is not None:
        rest = [one for one in page.object_list if one.sides != pair.sides]
        page.object_list = [pair, *rest]


def _judged(request: HttpRequest, programme: Programme) -> tuple[str, int]:
    """Why what was sent is not said, and the answer's status; empty when it is."""
    keys = row_keys(request.POST.getlist("need"))
    if len(keys) != 2:
        return _("Paret gäller inte längre. Listan är ny."), 422
    is_apart = request.POST.get("act") != "reopen"
    reason = request.POST.get("reason", "").replace("\0", "")
    try:
        judge_needs(
            programme=programme, first=keys[0], second=keys[1], by=request.user,
            reason=reason, is_apart=is_apart, seen=request.POST.getlist("seen"),
        )  # fmt: skip
    except ValidationError as error:
        return " ".join(error.messages), 409 if isinstance(error, TextsChanged) else 422
    messages.success(request, _("Behoven är två olika.") if is_apart else _("Paret är öppet igen."))
    return "", 200
