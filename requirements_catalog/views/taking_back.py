"""A set of changes is taken back, or done again, from the last page of what wrote it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from programmes.models import Job

from ..access.jobs import change_set_of
from ..actions.undo import NothingToTakeBack, latest_of, redo, undo
from ..choices import ChangeSetKind
from ..import_preview import left_as_they_are
from ..models import Catalogue

Words = Callable[[int], str]


def take_back_of(job: Job) -> str:
    """What the page offers: ``undo``, ``redo``, or nothing where no set was kept."""
    change_set = change_set_of(job)
    if change_set is None:
        return ""
    return "redo" if latest_of(change_set).kind == ChangeSetKind.UNDO else "undo"


def take_back(
    request: HttpRequest, catalogue: Catalogue, job: Job, *, undone: Words, redone: Words, no: str
) -> dict | None:
    """Undo what the job wrote, or redo it where ``act`` asks for that, and tell it.

    ``undone`` and ``redone`` say it of a number of rows, and ``no`` that it cannot be done. Gives
    the cells that others have changed since, which stay; None when there are none.
    """
    change_set = change_set_of(job)
    if change_set is None:
        messages.warning(request, no)
        return None
    act, words = undo, undone
    if request.POST.get("act") == "redo":
        act, words = redo, redone
    try:
        changed = act(catalogue=catalogue, by=request.user, change_set=change_set)
    except NothingToTakeBack:
        messages.info(request, _("Det var redan gjort."))
        return None
    messages.success(request, words(changed.change_set.row_count))
    return left_as_they_are(catalogue, changed.problems) if changed.problems else None
