"""A person's own pages; sign-in and its security are allauth's."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from common.ordering import swedish
from common.views import read_or_write

from . import actions
from .forms import ProfileForm


@read_or_write
def profile(request: HttpRequest) -> HttpResponse:
    """The person's name, language and ways to sign in."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        actions.rename_person(user=request.user, full_name=form.cleaned_data["full_name"])
        messages.success(request, _("Namnet är sparat."))
        return redirect("accounts:profile")
    roles = request.user.memberships.select_related("programme").order_by(
        swedish("programme__name"), "role"
    )
    # Keys of programs belong to the apps to the right; the person's own are reached from here.
    expiring = [token for token in request.user.api_tokens.all() if token.expires_soon]
    context = {"form": form, "roles": roles, "expiring_tokens": expiring}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@login_not_required
@require_POST
def language_choose(request: HttpRequest) -> HttpResponse:
    """The language of the pages in this browser; of a signed-in person's letters as well."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        actions.choose_language(user=request.user, language=language)
    return set_language(request)


@require_POST
def digest_choose(request: HttpRequest) -> HttpResponse:
    """Whether a letter comes each day."""
    wanted = "wants_digest" in request.POST
    actions.choose_digest(user=request.user, wants_digest=wanted)
    messages.success(
        request,
        _("Du får ett brev de dagar något har hänt.") if wanted else _("Du får inga brev längre."),
    )
    return redirect("accounts:profile")
