"""Moving what is planned to another day, by a decision."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from common.views import read_or_write

from .access import get_programme
from .actions import replan, undo_replanning
from .forms_registers import ReplanningForm, UndoReplanningForm
from .plans import last_written
from .register import REGISTERS
from .registered_citations import offered_to, rests_on_annulled
from .roles import Permission


@read_or_write
def milestone_replan(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Move a milestone to another day, by a decision."""
    return replan_page(request, programme_slug, pk, register="milestones", form=ReplanningForm)


def replan_page(
    request: HttpRequest, programme_slug: str, pk: int, *, register: str, form: type[ReplanningForm]
) -> HttpResponse:
    """The page that moves a row of a register to another day; then back to the row."""
    entry = REGISTERS[register]
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_PROGRAMME)
    row = get_object_or_404(entry.rows(programme), pk=pk)
    offered = offered_to(request.user, programme)
    filled = form(request.POST or None, planned=row, offered=offered)
    if request.method == "POST" and filled.is_valid() and _moved(filled, row, request.user):
        messages.success(request, _("Dagen är flyttad. Den tidigare dagen finns kvar."))
        return redirect(entry.url("detail", programme, pk))
    context = {"form": filled, "row": row, "register": entry, "is_void": rests_on_annulled(row)}
    status = 422 if filled.errors else 200
    return render(request, "programmes/replan.html", context, status=status)


def _moved(form: ReplanningForm, row, by) -> bool:
    """Whether the row was moved; it was not when somebody else had just moved it to that day."""
    try:
        replan(model=form._meta.model, planned=row, by=by, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    return True


@read_or_write
def milestone_replan_undo(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Take back the last re-planning of a milestone."""
    return undo_page(request, programme_slug, pk, register="milestones")


def undo_page(request: HttpRequest, programme_slug: str, pk: int, *, register: str) -> HttpResponse:
    """The page that takes back one's own last re-planning of a row; then back to the row.

    Where there is none to take back, such as when somebody has just moved it again, the row's page
    says so.
    """
    entry = REGISTERS[register]
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_PROGRAMME)
    row = get_object_or_404(entry.rows(programme), pk=pk)
    move = last_written(row.replannings.select_related("recorded_by"))
    back = redirect(entry.url("detail", programme, pk))
    if move is None or move.recorded_by != request.user:
        messages.error(request, _("Det finns ingen egen omplanering att ångra här."))
        return back
    form = UndoReplanningForm(request.POST or None)
    if request.method == "POST" and request.POST.get("move", "") != str(move.pk):
        messages.error(request, _("Omplaneringen är redan ångrad, eller dagen är flyttad igen."))
        return back
    if form.is_valid():
        try:
            undo_replanning(planned=row, move=move, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            text = _("Omplaneringen är ångrad. Dagen som gäller är %(day)s.")
            messages.success(request, text % {"day": move.planned_before})
        return back
    context = {"form": form, "row": row, "move": move, "register": entry}
    status = 422 if form.errors else 200
    return render(request, "programmes/replan_undo.html", context, status=status)
