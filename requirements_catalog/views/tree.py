"""The catalogue as a tree to work in: rows are made, moved, indented, renamed and taken back."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.keys import row_keys
from common.lists import wants_fragment
from programmes.access import permissions_in
from programmes.roles import Permission

from ..access.catalogues import get_catalogue
from ..actions import requirements as actions
from ..actions import tree as actions_tree
from ..actions import undo as actions_undo
from ..actions.cells import Cell, NothingWritten, change_cells
from ..actions.structure import PLACE
from ..choices import ChangeSetKind
from ..models import Catalogue, ChangeSet, Requirement
from ..tree_page import State, tree_page

# What the tree shows of a row; the status follows when a title that was approved is changed.
IN_THE_TREE = {PLACE, "title", "code", "status"}
# What was done longer ago is not in the person's mind any more.
OF_LATE = timedelta(minutes=15)


@require_safe
def requirement_tree(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """The tree; its rows alone when a heading is opened or closed."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    return show_tree(request, catalogue, State.of(request.GET))


def show_tree(
    request: HttpRequest,
    catalogue: Catalogue,
    state: State,
    *,
    message: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, or its rows alone for the page's script."""
    allowed = permissions_in(request.user, catalogue.programme)
    tree = tree_page(catalogue, state)
    context = {
        "catalogue": catalogue,
        "tree": tree,
        "message": message,
        "is_refused": status != 200,
        "can_edit": Permission.EDIT_REQUIREMENTS in allowed,
    }
    part, whole = "_tree_rows", "requirement_tree"
    template = f"requirements_catalog/{part if wants_fragment(request) else whole}.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


@require_POST
def tree_do(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """One thing done at once with the chosen rows; answers with the tree and what happened."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS
    )
    state = State.of(request.POST)
    status, message = 200, ""
    act = ACTS.get(request.POST.get("act", ""))
    try:
        if act is None:
            raise ValidationError(_("Välj vad som ska göras."))
        message = act(request, catalogue, state)
    except ValidationError as error:
        status, message = 422, " ".join(error.messages)
    if wants_fragment(request):
        return show_tree(request, catalogue, state, message=message, status=status)
    (messages.error if status == 422 else messages.success)(request, message)
    return redirect(address_of(catalogue, state))


def address_of(catalogue: Catalogue, state: State) -> str:
    """The tree's address with what is open, and the row last worked with."""
    url = reverse(
        "requirements_catalog:requirement-tree", args=[catalogue.programme.slug, catalogue.slug]
    )
    more = {"focus": state.focus, "step": state.told_step}
    return f"{url}?{state.query}" + "".join(f"&{name}={key}" for name, key in more.items() if key)


def chosen_keys(data, state: State) -> list[int]:
    """Keys of the marked rows, or of the row in focus when none is marked."""
    return row_keys(data.getlist("rows")) or ([state.focus] if state.focus else [])


def _move(name: str, done: str, **more):
    def act(request: HttpRequest, catalogue: Catalogue, state: State) -> str:
        keys = chosen_keys(request.POST, state)
        getattr(actions_tree, name)(catalogue=catalogue, keys=keys, by=request.user, **more)
        state.focus = state.focus or keys[0]
        words = {
            "up": _("Flyttat upp."),
            "down": _("Flyttat ned."),
            "indent": _("Indraget under rubriken före."),
            "outdent": _("Utdraget ett steg."),
        }
        return words[done]

    return act


def _drop(request: HttpRequest, catalogue: Catalogue, state: State) -> str:
    """Put rows where they were dropped: after a row, or first under a heading or the whole."""
    keys = chosen_keys(request.POST, state)
    after, parent = (_named(catalogue, request.POST.get(name, "")) for name in ("after", "parent"))
    actions_tree.move_many(
        catalogue=catalogue,
        keys=keys,
        by=request.user,
        parent=parent,
        after=after,
        first=after is None,
    )
    return _("Flyttat.")


def _create(request: HttpRequest, catalogue: Catalogue, state: State) -> str:
    """A row after the one in focus; a requirement comes first under a heading in focus."""
    title = request.POST.get("title", "").replace("\0", "").strip()
    is_heading = request.POST.get("sort") == "heading"
    focus = _named(catalogue, str(state.focus or ""))
    row = actions.create_beside(
        catalogue=catalogue, by=request.user, beside=focus, title=title, is_heading=is_heading
    )
    state.focus = row.pk
    return _("%(row)s är skapat.") % {"row": row}


def _rename(request: HttpRequest, catalogue: Catalogue, state: State) -> str:
    row = _named(catalogue, str(state.focus or ""))
    if row is None:
        raise ValidationError(_("Raden finns inte i katalogen."))
    title = " ".join(request.POST.get("title", "").replace("\0", "").split())
    cell = Cell(row.pk, "title", title, request.POST.get("expected", row.title))
    try:
        change_cells(
            catalogue=catalogue,
            cells=[cell],
            by=request.user,
            kind=ChangeSetKind.EDIT,
            label=_("Ändrade %(row)s") % {"row": row},
            all_or_nothing=True,
        )
    except NothingWritten as refused:
        raise ValidationError([problem.message for problem in refused.problems]) from refused
    return _("Rubriken är ändrad.")


def _take_back(name: str):
    def act(request: HttpRequest, catalogue: Catalogue, state: State) -> str:
        _tell_first(request, catalogue, state, name)
        try:
            changed = getattr(actions_undo, name)(catalogue=catalogue, by=request.user)
        except actions_undo.NothingToTakeBack:
            if name == "undo":
                raise ValidationError(_("Det finns inget att ångra.")) from None
            raise ValidationError(_("Det finns inget att göra om.")) from None
        reason = changed.change_set.reason if changed.change_set else ""
        return " ".join([reason, *dict.fromkeys(problem.message for problem in changed.problems)])

    return act


def _tell_first(request: HttpRequest, catalogue: Catalogue, state: State, name: str) -> None:
    """Refuse once to take back what the tree does not show, or what is old: it is told of first."""
    done, undone = actions_undo.undo_stacks(catalogue, request.user)
    stack = done if name == "undo" else undone
    top = stack[-1] if stack else None
    if top is None or top.pk == state.told_step or _is_of_the_tree(top):
        return
    state.told_step = top.pk
    made = date_format(timezone.localtime(top.made_at), "DATETIME_FORMAT")
    words = {"label": top.label, "when": made, "count": top.row_count}
    if name == "undo":
        told = ngettext(
            "Det som ångras är ”%(label)s” från %(when)s, i en rad. Ångra igen för att göra det.",
            "Det som ångras är ”%(label)s” från %(when)s, i %(count)d rader. Ångra igen för att "
            "göra det.",
            top.row_count,
        )
    else:
        told = ngettext(
            "Det som görs om är ”%(label)s” från %(when)s, i en rad. Gör om igen för att göra det.",
            "Det som görs om är ”%(label)s” från %(when)s, i %(count)d rader. Gör om igen för att "
            "göra det.",
            top.row_count,
        )
    raise ValidationError(told % words)


def _is_of_the_tree(made: ChangeSet) -> bool:
    """Whether a set was made of late, and of nothing but what the tree shows and makes."""
    if made.made_at < timezone.now() - OF_LATE:
        return False
    return made.kind == ChangeSetKind.STRUCTURE or {cell[1] for cell in made.cells} <= IN_THE_TREE


def _named(catalogue: Catalogue, text: str) -> Requirement | None:
    return catalogue.requirements.filter(pk__in=row_keys([text])).first()


ACTS = {
    "up": _move("shift_many", "up", step=-1),
    "down": _move("shift_many", "down", step=1),
    "indent": _move("indent_many", "indent"),
    "outdent": _move("outdent_many", "outdent"),
    "drop": _drop,
    "create": _create,
    "rename": _rename,
    "undo": _take_back("undo"),
    "redo": _take_back("redo"),
}
