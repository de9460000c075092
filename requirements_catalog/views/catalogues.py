"""Catalogues and the reading of requirements: list, tree, side panel and detail."""

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from common.lists import list_page
from common.ordering import swedish
from common.views import read_or_write
from programmes.access import get_programme, permissions_in
from programmes.roles import Permission

from ..access.catalogues import get_catalogue
from ..actions import requirements as actions
from ..choices import RequirementStatus
from ..forms.requirements import CatalogueForm, add_problems
from ..list_columns import fill_cells, headings_of
from ..look import Look, look_at
from ..look_context import look_context
from ..models import Catalogue
from ..outline import outline
from ..tree import ancestors_of

# ---------------------------------------------------------------- catalogues


@require_safe
def catalogue_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The programme's catalogues with how much each holds."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    approved = Q(requirements__is_heading=False, requirements__status=RequirementStatus.APPROVED)
    catalogues = Catalogue.objects.in_programme(programme).with_counts()
    catalogues = catalogues.annotate(approved_count=Count("requirements", filter=approved))
    context = {
        "catalogues": catalogues.order_by(swedish("name")),
        **_rights(request, programme),
    }
    return render(request, "requirements_catalog/catalogue_list.html", context)


@read_or_write
def catalogue_create(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """A new, empty catalogue."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    form = CatalogueForm(request.POST or None)
    if form.is_valid():
        try:
            catalogue = actions.create_catalogue(
                programme=programme, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            add_problems(error, form)
        else:
            return redirect("requirements_catalog:requirement-list", programme_slug, catalogue.slug)
    return _form_page(request, "requirements_catalog/catalogue_form.html", {"form": form})


@read_or_write
def catalogue_edit(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Name, short name and description of a catalogue."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS
    )
    # The form works on a copy of its own: the page shows the names that are saved.
    copy = Catalogue.objects.get(pk=catalogue.pk)
    form = CatalogueForm(request.POST or None, instance=copy)
    if form.is_valid():
        try:
            actions.edit_catalogue(catalogue=catalogue, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_problems(error, form)
        else:
            return redirect("requirements_catalog:requirement-list", programme_slug, catalogue.slug)
    context = {"form": form, "catalogue": catalogue}
    return _form_page(request, "requirements_catalog/catalogue_form.html", context)


# ---------------------------------------------------------------- requirements


@require_safe
def requirement_list(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """A catalogue's requirements beside its tree of headings; part of it for htmx."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    look = look_at(catalogue, request.GET, user=request.user)
    headings = headings_of(look)
    chapter = look.chapter
    found = look.filterset.everywhere if look.filterset.selects else None
    return list_page(
        request,
        queryset=look.rows.requirements().for_list(look.columns),
        template="requirements_catalog/requirement_list.html",
        fragment="requirements_catalog/_list_fragment.html",
        prepare=lambda rows: fill_cells(rows, headings, look),
        context={
            **look_context(look, request),
            "headings": headings,
            "chapter_path": [*ancestors_of(chapter), chapter] if chapter else [],
            "outline": outline(catalogue, chapter, request.GET.get("chapters"), found),
            **_tree_links(look),
            **_rights(request, catalogue.programme),
        },
    )


def _tree_links(look: Look) -> dict[str, str]:
    """Addresses of the tree: of the whole, and of a heading but for its key. Filters stay."""
    whole = look.href(heading="")
    return {"whole_url": whole, "heading_url": f"{whole}&heading=" if whole != "?" else "?heading="}


# ---------------------------------------------------------------- shared by the views


def _rights(request: HttpRequest, programme) -> dict[str, bool]:
    """What the person may do here, as the templates ask for it."""
    allowed = permissions_in(request.user, programme)
    return {
        "can_edit": Permission.EDIT_REQUIREMENTS in allowed,
        "can_approve": Permission.APPROVE_REQUIREMENTS in allowed,
        "can_import": Permission.IMPORT_REQUIREMENTS in allowed,
    }


def _form_page(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    """A page with a form: 422 when something was sent that cannot be saved."""
    status = 422 if request.method == "POST" else 200
    return render(request, template, context, status=status)
