"""The map of the architecture."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.media_types import PDF
from common.pdf import PdfUnavailable
from programmes.access import get_programme, permissions_in
from programmes.roles import Permission
from requirements_catalog.registered_module_pages import pages_of

from .exports import map_pdf as map_file
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
        "is_long": sum(len(one.picture.interfaces) for one in landscape.shown) > LONG_TABLE,
        "can_edit": Permission.EDIT_REQUIREMENTS in allowed,
        "pages": pages_of(programme, allowed),
    }
    return render(request, "target_architecture/map.html", context)


@require_safe
def map_pdf(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The same on paper."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    landscape = landscape_asked(programme, request.GET, permissions_in(request.user, programme))
    try:
        if landscape.is_empty:
            raise PdfUnavailable(_("Kartan är tom."))
        content = map_file(programme, landscape, by=request.user, at=timezone.now())
    except PdfUnavailable as problem:
        messages.error(request, str(problem))
        return redirect("target_architecture:landscape", programme.slug)
    year = f"-{landscape.state.year}" if landscape.state else ""
    response = HttpResponse(content, content_type=PDF)
    name = f"{programme.slug}-{_('karta')}{year}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
