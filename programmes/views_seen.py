"""The pages of forms that know how their row was: two who change it are shown to each other."""

from collections.abc import Callable

from django.http import HttpRequest

from .actions_registers import ChangedMeanwhile
from .forms_seen import beside_saved


def changed(request: HttpRequest, form_of: Callable, write: Callable) -> tuple[object, dict]:
    """What ``write`` made of the form of a row, None for nothing, and what its page shows.

    ``form_of(data)`` is the form on the row as it is saved; ``write(form)`` gives None where
    nothing was sent or something is refused. Where somebody else has saved the row first
    (ChangedMeanwhile), both changes are shown beside each other.
    """
    form = form_of(request.POST or None)
    try:
        if "take" in request.POST and form.is_valid():
            raise ChangedMeanwhile
        return write(form), {"form": form}
    except ChangedMeanwhile:
        return None, beside_saved(form, form_of, request.POST)


def status_of(shown: dict) -> int:
    """409 when somebody else has saved the row first, 422 when what was sent needs mending."""
    return 409 if "meeting" in shown else 422 if shown["form"].errors else 200
