"""The map of the architecture."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from programmes.access import get_programme, permissions_in
from programmes.figures import MAP, tiles_of
from programmes.roles import Permission
from requirements_catalog.registered_module_pages import pages_of

from .access import ASKED, MAP_FILES
from .actions_map import start_map
from .shown import landscape_asked

# A longer table is folded: the map is read first, and the table is far to scroll past.
LONG_TABLE = 40


@require_safe
def map_page(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The modules in layers and the interfaces between them, in one year or two side by side."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    allowed = permissions_in(request.user, programme)
    landscape = landscape_asked(programme, request.GET, allowed)
    context = {
        "landscape": landscape,
        "tiles": tiles_of(MAP, programme, allowed),
        "is_long": sum(len(one.picture.interfaces) for one in landscape.shown) > LONG_TABLE,
        "can_edit": Permission.EDIT_REQUIREMENTS in allowed,
        "pages": pages_of(programme, allowed),
    }
    return render(request, "target_architecture/map.html", context)


@require_POST
def map_export(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """What the page shows as a file, which a job makes."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    chosen = MAP_FILES.get(request.POST.get("format", ""))
    landscape = landscape_asked(programme, request.GET, permissions_in(request.user, programme))
    if chosen is None or landscape.is_empty:
        problem = _("Kartan är tom.") if chosen else _("Välj PDF eller Word.")
        messages.error(request, problem)
        return redirect("target_architecture:landscape", programme.slug)
    # PostgreSQL keeps no text with a NUL in it.
    asked = {name: request.GET.get(name, "").replace("\0", "")[:50] for name in ASKED}
    job = start_map(programme=programme, format=chosen, asked=asked, by=request.user)
    return redirect("programmes:job-detail", job.uid)
