"""The bell of the top bar: how much is new, what it is, and that it has been seen."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from accounts import actions

from .notices import notices_since, seen_until, unseen

SHOWN_FOR = timedelta(days=60)
MOST_SHOWN = 100


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What has happened of late that concerns the person; what is new is marked."""
    now = timezone.now()
    context = {
        "notices": notices_since(request.user, now - SHOWN_FOR, MOST_SHOWN),
        "seen_until": seen_until(request.user),
        "now": now,
    }
    return render(request, "programmes/notice_list.html", context)


@require_safe
def notice_count(request: HttpRequest) -> HttpResponse:
    """The number beside the bell, for htmx."""
    return render(request, "programmes/_notice_count.html", {"unseen": unseen(request.user)})


@require_POST
def notices_seen(request: HttpRequest) -> HttpResponse:
    """Everything that the page showed has been seen; what came after it has not."""
    try:
        until = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        until = None
    if until is not None and timezone.is_aware(until):
        actions.mark_notices_seen(user=request.user, until=until)
    return redirect("programmes:notice-list")
