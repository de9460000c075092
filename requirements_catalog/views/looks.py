"""The columns of the list, and saved views: made, opened, changed, shared and removed."""

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.lists import wants_fragment
from common.views import read_or_write
from programmes.access import permissions_in
from programmes.roles import Permission

from ..access.catalogues import get_catalogue, get_view, get_view_to_change
from ..actions.grid import save_layout
from ..actions.views import create_view, edit_view, remove_view, save_look_in_view
from ..addresses import COLUMNS, VIEW, column_parameter
from ..forms.looks import DOWN, UP, ColumnsForm, ViewForm
from ..forms.requirements import add_problems
from ..grid.rows import columns_in_grid
from ..look import Look, look_at, shown_columns
from ..models import Catalogue, SavedView

GRID = "grid"
# The names of columns as an address has them. The web server takes 8,190 characters (./fvm); the
# rest is for what the address says of rows.
LONGEST_COLUMNS = 6000


# ---------------------------------------------------------------- columns


@read_or_write
def requirement_columns(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Choose the list's columns and their order; a form that the list shows in a dialog."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    look = look_at(catalogue, request.GET, user=request.user)
    form = ColumnsForm(look.fields, look.columns)
    moved = ""
    if request.method == "POST":
        form.read(request.POST.getlist("order"), request.POST.getlist("shown"))
        if "reset" in request.POST:
            return _reset_columns(look)
        for name, step in ((UP, -1), (DOWN, 1)):
            if moved := request.POST.get(name, ""):
                form.move(moved, step)
                break
        else:
            return _keep_columns(request, look, form.columns)
    part = "requirements_catalog/_columns_form.html"
    template = part if wants_fragment(request) else "requirements_catalog/requirement_columns.html"
    context = {"catalogue": catalogue, "look": look, "form": form, "moved": moved}
    context |= {"look_query": look.href(), "back_url": _list_url(look)}
    return render(request, template, context)


def _keep_columns(request: HttpRequest, look: Look, columns: list[str]) -> HttpResponse:
    """In the address when it has a view or columns of its own, else for the person."""
    if not look.asked_columns:
        save_layout(catalogue=look.catalogue, by=look.user, place="list", columns=columns)
        return redirect(_list_url(look))
    address = look.address.copy()
    address.pop(COLUMNS, None)
    if not look.view or shown_columns(look.view.columns, look.fields) != tuple(columns):
        address.setlist(COLUMNS, column_parameter(columns))
        if len(quote(",".join(columns))) > LONGEST_COLUMNS:
            messages.error(request, _("Så många kolumner får inte plats i adressen. Välj färre."))
            return redirect(_list_url(look))
    return redirect(f"{_plain_url(look.catalogue)}?{address.urlencode()}")


def _reset_columns(look: Look) -> HttpResponse:
    """Back to the view's own columns, or to the usual ones."""
    if not look.view:
        save_layout(catalogue=look.catalogue, by=look.user, place="list", columns=[])
    return redirect(_plain_url(look.catalogue) + look.href(**{COLUMNS: ""}))


# ---------------------------------------------------------------- saved views


@read_or_write
def view_create(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Save what the address shows under a name."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    look = look_at(catalogue, request.GET, user=request.user)
    form = ViewForm(request.POST or None, may_share=_may_share(request, catalogue))
    if form.is_valid():
        try:
            view = create_view(
                catalogue=catalogue,
                by=request.user,
                name=form.cleaned_data["name"],
                is_shared=form.cleaned_data.get("is_shared", False),
                **_saved(look, request),
            )
        except ValidationError as error:
            add_problems(error, form)
        else:
            messages.success(request, _("Vyn ”%(name)s” är sparad.") % {"name": view.name})
            return redirect(_opened(request, catalogue, view))
    return _form_page(request, {"form": form, "look": look, "catalogue": catalogue})


@require_safe
def view_open(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """A view's address, which stays: the list as the view shows it now."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    return redirect(_opened(request, catalogue, get_view(request.user, catalogue, uid)))


@read_or_write
def view_edit(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """A view's name, and whether it is shared."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    view = get_view_to_change(request.user, catalogue, uid)
    # Who may no longer share may still take back what was shared.
    may_share = view.is_shared or _may_share(request, catalogue)
    now = {"name": view.name, "is_shared": view.is_shared}
    form = ViewForm(request.POST or None, initial=now, may_share=may_share)
    if form.is_valid():
        is_shared = form.cleaned_data.get("is_shared", False)
        try:
            edit_view(
                view=view, by=request.user, name=form.cleaned_data["name"], is_shared=is_shared
            )
        except ValidationError as error:
            add_problems(error, form)
        else:
            messages.success(request, _("Vyn är ändrad."))
            if view.owner_id != request.user.pk and not is_shared:
                return redirect(_plain_url(catalogue))
            return redirect(_opened(request, catalogue, view))
    saved = SavedView.objects.select_related("owner").get(pk=view.pk)
    return _form_page(request, {"form": form, "view": saved, "catalogue": catalogue})


@require_POST
def view_save(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """Let the view show what the address shows."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    view = get_view_to_change(request.user, catalogue, uid)
    look = look_at(catalogue, request.GET, user=request.user)
    if look.filterset.troubles:
        messages.error(request, _("Urvalet går inte att läsa, så vyn är kvar som den var."))
        return redirect(_opened(request, catalogue, view))
    try:
        save_look_in_view(view=view, by=request.user, **_saved(look, request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Vyn ”%(name)s” är sparad.") % {"name": view.name})
    return redirect(_opened(request, catalogue, view))


@read_or_write
def view_remove(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """Remove a view, after a question."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    view = get_view_to_change(request.user, catalogue, uid)
    if request.method == "POST":
        remove_view(view=view, by=request.user)
        messages.success(request, _("Vyn ”%(name)s” är borttagen.") % {"name": view.name})
        return redirect(_plain_url(catalogue))
    back_url = _opened(request, catalogue, view)
    context = {"view": view, "catalogue": catalogue, "back_url": back_url}
    return render(request, "requirements_catalog/view_remove.html", context)


# ---------------------------------------------------------------- shared by the views


def _saved(look: Look, request: HttpRequest) -> dict[str, object]:
    """What a view keeps of a look: its selection, and the columns of the list or the grid."""
    columns = look.columns
    if request.GET.get("place") == GRID:
        columns = shown_columns(columns_in_grid(look), look.fields)
    return {"query": look.selection.urlencode(), "columns": list(columns)}


def _may_share(request: HttpRequest, catalogue: Catalogue) -> bool:
    return Permission.EDIT_REQUIREMENTS in permissions_in(request.user, catalogue.programme)


def _plain_url(catalogue: Catalogue, place: str = "") -> str:
    name = "requirement-grid" if place == GRID else "requirement-list"
    here = [catalogue.programme.slug, catalogue.slug]
    return reverse(f"requirements_catalog:{name}", args=here)


def _list_url(look: Look) -> str:
    return _plain_url(look.catalogue) + look.href()


def _opened(request: HttpRequest, catalogue: Catalogue, view: SavedView) -> str:
    """The list, or the grid when one comes from there, as the view shows it."""
    return f"{_plain_url(catalogue, request.GET.get('place', ''))}?{VIEW}={view.uid}"


def _form_page(request: HttpRequest, context: dict) -> HttpResponse:
    """The form of a view: 422 when what was sent cannot be saved."""
    context["back_url"] = _plain_url(context["catalogue"], request.GET.get("place", ""))
    status = 422 if request.method == "POST" else 200
    return render(request, "requirements_catalog/view_form.html", context, status=status)
