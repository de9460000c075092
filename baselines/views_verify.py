"""Is this file one of ours, and unchanged? Open to everybody who holds a file."""

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common.file_names import safe_name
from common.views import read_or_write
from common.workbooks import WorkbookRefused

from .forms_verify import VerifyForm
from .verifying import verify_file

# Counted as tries to sign in are (settings.ACCOUNT_RATE_LIMITS).
RATE = "verify_file"
# People who are not signed in share one place: a file within all limits can still take half a
# minute, and must not keep the site's few processes from those who work in it.
STRANGERS, LONGEST_SECONDS = "verify-for-strangers", 60


@never_cache
@login_not_required
@read_or_write
def verify(request: HttpRequest) -> HttpResponse:
    """The form, and what came of the file that was sent in; 422 for one that cannot be read."""
    if request.method != "POST":
        return _page(request, VerifyForm())
    if not ratelimit.consume(request, action=RATE):
        problem = _("Många filer har kontrollerats härifrån. Vänta en minut och försök igen.")
        return _page(request, VerifyForm(), status=429, problem=problem)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    if request.user.is_authenticated:
        return _checked(request, form.cleaned_data["file"])
    if not cache.add(STRANGERS, 1, LONGEST_SECONDS):
        problem = _("En annan fil kontrolleras just nu. Vänta en stund och försök igen.")
        return _page(request, VerifyForm(), status=429, problem=problem)
    try:
        return _checked(request, form.cleaned_data["file"])
    finally:
        cache.delete(STRANGERS)


def _checked(request: HttpRequest, file) -> HttpResponse:
    try:
        answer = verify_file(data=file.read(), filename=safe_name(file.name), user=request.user)
    except WorkbookRefused as refused:
        return _page(request, VerifyForm(), status=422, refused=refused)
    return _page(request, VerifyForm(), answer=answer)


def _page(request: HttpRequest, form: VerifyForm, *, status: int = 200, **more) -> HttpResponse:
    return render(request, "baselines/verify.html", {"form": form, **more}, status=status)
