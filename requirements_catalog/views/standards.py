"""Standards and profiles of the target architecture, and the requirements that refer to them."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.history import changes_of
from common.lists import list_page
from common.ordering import swedish
from common.timeline import shown
from common.views import read_or_write
from programmes.access import get_programme, permissions_in
from programmes.roles import Permission

from ..access.catalogues import get_standard
from ..actions import requirements as actions
from ..choices import RequirementStatus
from ..forms.requirements import StandardForm
from ..models import Standard
from .forms import form_page, written

FORM = "requirements_catalog/standard_form.html"


@require_safe
def standard_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The programme's standards with how many live requirements refer to each."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    live = ~Q(requirement_links__requirement__status=RequirementStatus.WITHDRAWN)
    standards = Standard.objects.in_programme(programme).annotate(
        requirement_count=Count("requirement_links", filter=live)
    )
    context = {
        "standards": standards.order_by(swedish("code")),
        "can_edit": _can_edit(request, programme),
    }
    return render(request, "requirements_catalog/standard_list.html", context)


@require_safe
def standard_detail(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """A standard and the requirements that refer to it, 50 a page."""
    standard = get_standard(request.user, programme_slug, pk)
    return list_page(
        request,
        queryset=standard.requirements.live().for_list().order_by("catalogue_id", "position"),
        template="requirements_catalog/standard_detail.html",
        fragment="requirements_catalog/_module_requirements.html",
        context={
            "standard": standard,
            "timeline": [shown(change) for change in changes_of(standard, ignore={"programme"})],
            "can_edit": _can_edit(request, standard.programme),
        },
    )


@read_or_write
def standard_create(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """A new standard."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    form = StandardForm(request.POST or None, instance=Standard(programme=programme))
    message = _("Standarden är tillagd.")
    if standard := written(request, form, actions.create_standard, message, programme=programme):
        return redirect("requirements_catalog:standard-detail", programme_slug, standard.pk)
    return form_page(request, FORM, {"form": form})


@read_or_write
def standard_edit(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change a standard."""
    standard = get_standard(request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS)
    copy = Standard.objects.get(pk=pk)  # the page shows what is saved, the form what is typed
    form = StandardForm(request.POST or None, instance=copy)
    if written(request, form, actions.save_standard, _("Ändringen är sparad."), standard=standard):
        return redirect("requirements_catalog:standard-detail", programme_slug, pk)
    return form_page(request, FORM, {"form": form, "standard": standard})


def _can_edit(request: HttpRequest, programme) -> bool:
    return Permission.EDIT_REQUIREMENTS in permissions_in(request.user, programme)
