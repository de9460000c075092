"""Standards and profiles of the target architecture, and the requirements that refer to them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.history import changes_of
from common.lists import list_page
from common.ordering import swedish
from common.views import read_or_write
from programmes.access import get_programme, permissions_in
from programmes.roles import Permission

from . import actions
from .access import get_standard
from .choices import RequirementStatus
from .forms import StandardForm, add_problems
from .models import Standard
from .timeline import shown


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
    if form.is_valid():
        try:
            standard = actions.create_standard(
                programme=programme, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            add_problems(error, form)
        else:
            messages.success(request, _("Standarden är tillagd."))
            return redirect("requirements_catalog:standard-detail", programme_slug, standard.pk)
    return _form_page(request, {"form": form})


@read_or_write
def standard_edit(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change a standard."""
    standard = get_standard(request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS)
    form = StandardForm(request.POST or None, instance=Standard.objects.get(pk=standard.pk))
    if form.is_valid():
        try:
            actions.save_standard(standard=standard, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_problems(error, form)
        else:
            messages.success(request, _("Ändringen är sparad."))
            return redirect("requirements_catalog:standard-detail", programme_slug, pk)
    return _form_page(request, {"form": form, "standard": standard})


def _can_edit(request: HttpRequest, programme) -> bool:
    return Permission.EDIT_REQUIREMENTS in permissions_in(request.user, programme)


def _form_page(request: HttpRequest, context: dict) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "requirements_catalog/standard_form.html", context, status=status)
