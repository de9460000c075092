"""What the pages of packaging have in common."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from common.keys import row_keys
from procurements.problems import ProcurementProblem
from programmes.views_seen import changed as changed_or_met
from programmes.views_seen import status_of

from .models import PackagingAlternative
from .problems import AlternativeClosed, PackagingProblem


def asked_key(text: str | None) -> int:
    """A key that was sent; 404 for anything that cannot be one."""
    for key in row_keys([text or ""]):
        return key
    raise Http404


def to_board(alternative: PackagingAlternative, anchor: str = "") -> HttpResponse:
    """Back to the board, to a place in it if one is named."""
    url = reverse("packages:alternative-detail", args=[alternative.programme.slug, alternative.pk])
    return redirect(f"{url}#{anchor}" if anchor else url)


def told_closed(request: HttpRequest, alternative: PackagingAlternative) -> HttpResponse:
    """Back to the board of one that is decided on, before anything is filled in."""
    messages.error(request, str(AlternativeClosed()))
    return to_board(alternative)


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
    """As ``views_seen.changed``; what the action refuses stands in the form."""
    return changed_or_met(request, form_of, lambda form: written(form, lambda: write(form)))


def form_page(
    request: HttpRequest, template: str, form, status: int | None = None, **context
) -> HttpResponse:
    """The page of a form, with everything that was sent still there.

    422 when that needs mending, 409 when somebody else has saved the row first, unless the page
    knows better.
    """
    context |= {"form": form}
    return render(request, template, context, status=status or status_of(context))
