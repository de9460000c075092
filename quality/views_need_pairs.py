"""Needs that may be one and the same: to be merged, or said to be two."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common.keys import row_keys
from common.views import read_or_write
from programmes.access import get_programme, permissions_in
from programmes.models import Programme
from programmes.roles import Permission

from .actions_need_pairs import judge_needs
from .need_pairs import pairs_of, tell_reasons

PER_PAGE = 25
JUDGED = "judged"


@read_or_write
def need_pair_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Pairs of needs with what speaks for their being the same; who may write says that they
    are two, with a reason, or takes that back."""
    needs = Permission.EDIT_REQUIREMENTS if request.method == "POST" else Permission.VIEW_CATALOGUE
    programme = get_programme(request.user, programme_slug, needs=needs)
    error = ""
    if request.method == "POST":
        error = _judged(request, programme)
        if not error:
            return redirect(request.get_full_path())
    is_judged = request.GET.get("tab") == JUDGED
    pairs = pairs_of(programme)
    kept = [pair for pair in pairs if pair.is_open != is_judged]
    page = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
    tell_reasons(page.object_list)
    context = {
        "programme": programme,
        "page": page,
        "is_judged": is_judged,
        "open_count": sum(pair.is_open for pair in pairs),
        "judged_count": sum(not pair.is_open for pair in pairs),
        "can_edit": Permission.EDIT_REQUIREMENTS in permissions_in(request.user, programme),
        "error": error,
        "sent": {"pair": "-".join(request.POST.getlist("need")),
                 "reason": request.POST.get("reason", "")},
    }  # fmt: skip
    status = 422 if error else 200
    return render(request, "quality/need_pair_list.html", context, status=status)


def _judged(request: HttpRequest, programme: Programme) -> str:
    """Why what was sent is not said; empty when it is."""
    keys = row_keys(request.POST.getlist("need"))
    if len(keys) != 2:
        return _("Paret gäller inte längre. Listan är ny.")
    is_apart = request.POST.get("act") != "reopen"
    reason = request.POST.get("reason", "").replace("\0", "")
    try:
        judge_needs(
            programme=programme, first=keys[0], second=keys[1], by=request.user,
            reason=reason, is_apart=is_apart,
        )  # fmt: skip
    except ValidationError as error:
        return " ".join(error.messages)
    messages.success(request, _("Behoven är två olika.") if is_apart else _("Paret är öppet igen."))
    return ""
