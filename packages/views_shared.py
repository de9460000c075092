"""What the pages of packaging have in common."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from common.keys import row_keys
from procurements.problems import ProcurementProblem
from programmes.actions_registers import ChangedMeanwhile
from programmes.forms_seen import beside_saved
from programmes.models import Programme

from .choices import AlternativeState
from .models import PackagingAlternative
from .problems import PackagingProblem


def asked_key(text: str | None) -> int:
    """A key that was sent; 404 for anything that cannot be one."""
    for key in row_keys([text or ""]):
        return key
    raise Http404


def chosen_in(programme: Programme) -> PackagingAlternative | None:
    """The programme's chosen alternative, if it has one."""
    rows = PackagingAlternative.objects.in_programme(programme)
    return rows.filter(state=AlternativeState.CHOSEN).first()


def to_board(alternative: PackagingAlternative, anchor: str = "") -> HttpResponse:
    """Back to the board, to a place in it if one is named."""
    url = reverse("packages:alternative-detail", args=[alternative.programme.slug, alternative.pk])
    return redirect(f"{url}#{anchor}" if anchor else url)


def written(form, write: Callable):
    """What an action made of a valid form; None when nothing was sent or it is refused there."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return write()
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
    except (PackagingProblem, ProcurementProblem) as problem:
        form.add_error(None, str(problem))
    return None


def changed(request: HttpRequest, form_of: Callable, write: Callable) -> tuple[object, dict]:
    """What an action made of the form of a row, None for nothing, and what its page shows.

    ``form_of(data)`` is the form on the row as it is saved, ``write(form)`` the action. Where
    somebody else has saved the row first, both changes are shown beside each other.
    """
    form = form_of(request.POST or None)
    try:
        if "take" in request.POST and form.is_valid():
            raise ChangedMeanwhile
        return written(form, lambda: write(form)), {"form": form}
    except ChangedMeanwhile:
        return None, beside_saved(form, form_of, request.POST)


def form_page(request: HttpRequest, template: str, form, **context) -> HttpResponse:
    """The page of a form, with everything that was sent still there.

    422 when that needs mending, 409 when somebody else has saved the row first.
    """
    refused = form.is_bound and form.errors
    status = 409 if "meeting" in context else 422 if refused else 200
    return render(request, template, {"form": form, **context}, status=status)
