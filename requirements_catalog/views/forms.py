"""What every page with a form shares: the form is written by one action, or shown again."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..forms.requirements import add_problems

Row = TypeVar("Row")


def written(
    request: HttpRequest, form: forms.Form, action: Callable[..., Row], message: str, **arguments
) -> Row | None:
    """What the action made of a form that was sent, and the message told.

    None where nothing was sent or something is refused; then the form says what.
    """
    if not form.is_valid():
        return None
    try:
        row = action(by=request.user, **arguments, **form.cleaned_data)
    except ValidationError as error:
        add_problems(error, form)
        return None
    messages.success(request, message)
    return row


def form_page(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    """The page of a form: 422 when something was sent that cannot be saved."""
    status = 422 if request.method == "POST" else 200
    return render(request, template, context, status=status)
