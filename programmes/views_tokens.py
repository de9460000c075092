"""A person's keys for programs: made, shown once, revoked."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.views import read_or_write

from .actions_tokens import create_token, revoke_token
from .forms_tokens import TokenForm
from .models import ApiToken


@read_or_write
@reauthentication_required
def token_list(request: HttpRequest) -> HttpResponse:
    """The keys and a form for a new one, whose secret is in this one answer and nowhere else."""
    form = TokenForm(request.POST or None, person=request.user)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = create_token(person=request.user, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            form = TokenForm(person=request.user)
            messages.success(request, _("Nyckeln %(name)s är skapad.") % {"name": token})
    tokens = ApiToken.objects.visible_to(request.user).select_related("programme")
    context = {"form": form, "tokens": tokens, "secret": secret}
    status = 422 if form.errors else 200
    return render(request, "programmes/token_list.html", context, status=status)


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one of one's own keys useless."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    revoke_token(token=token, by=request.user)
    messages.success(request, _("Nyckeln %(name)s är indragen.") % {"name": token})
    return redirect("programmes:token-list")
