"""The target architecture: modules in layers, each with what is asked of it."""

from itertools import groupby

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.history import changes_of
from common.lists import list_page, wants_fragment
from common.ordering import natural, natural_key
from common.timeline import shown
from common.views import read_or_write
from programmes.access import get_programme, permissions_in
from programmes.models import Goal
from programmes.roles import Permission

from ..access.catalogues import get_module
from ..actions import requirements as actions
from ..forms.requirements import ModuleForm
from ..models import Module, Need, Requirement, RequirementModule
from ..querysets import NEED_IN_USE
from ..registered_chain import Start, chain_of
from ..registered_module_pages import pages_of
from ..registered_module_parts import parts_of
from .forms import form_page, written

FORM = "requirements_catalog/module_form.html"
# A module's page has much beside its requirements.
PER_PAGE = 20


@require_safe
def module_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The programme's modules by layer, with how many requirements and needs each has."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    modules = _with_counts(Module.objects.in_programme(programme)).order_by("position", "pk")
    by_layer: dict[str, list[Module]] = {}
    for layer, rows in groupby(modules, key=lambda module: module.layer):
        by_layer.setdefault(layer, []).extend(rows)
    allowed = permissions_in(request.user, programme)
    context = {
        "layers": list(by_layer.items()),
        "pages": pages_of(programme, allowed),
        "can_edit": Permission.EDIT_REQUIREMENTS in allowed,
    }
    return render(request, "requirements_catalog/module_list.html", context)


def _with_counts(modules: QuerySet[Module]) -> QuerySet[Module]:
    """Counts by subqueries of their own: a join of both would multiply the rows."""
    live = Requirement.objects.live().values("pk")
    requirements = (
        RequirementModule.objects.filter(module=OuterRef("pk"), requirement__in=live)
        .order_by()
        .values("module")
        .annotate(count=Count("pk"))
    )
    needs = (
        Need.modules.through.objects.filter(NEED_IN_USE, module=OuterRef("pk"))
        .order_by()
        .values("module")
        .annotate(count=Count("pk"))
    )
    return modules.annotate(
        requirement_count=Coalesce(Subquery(requirements.values("count")), 0),
        need_count=Coalesce(Subquery(needs.values("count")), 0),
    )


@require_safe
def module_detail(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """A module, the needs that concern it and its requirements, 20 a page."""
    module = get_module(request.user, programme_slug, pk)
    is_page = not wants_fragment(request)
    parts = parts_of(request, module) if is_page else {}
    needs = (
        list(module.needs.live().order_by(natural("code")).prefetch_related("goals"))
        if is_page
        else []
    )
    return list_page(
        request,
        queryset=module.requirements.live().for_list().order_by("catalogue_id", "position"),
        template="requirements_catalog/module_detail.html",
        fragment="requirements_catalog/_module_requirements.html",
        context={
            "module": module,
            "parts": parts,
            "tiles": [part["tile"] for place in parts.values() for part in place if part["tile"]],
            "chain": chain_of(request, _chain_of(module)) if is_page else [],
            "needs": needs,
            "goals": _goals_of(needs),
            "timeline": [shown(change) for change in changes_of(module, ignore={"programme"})],
            "can_edit": _can_edit(request, module.programme),
        },
        per_page=PER_PAGE,
    )


def _chain_of(module: Module) -> Start:
    return Start(
        module.programme,
        module.requirements.requirements().live(),
        needs=module.needs.live(),
        module=module,
        lists={
            "goals": "#module-goals",
            "needs": "#module-needs",
            "requirements": "#module-requirements",
        },
    )


def _goals_of(needs: list[Need]) -> list[tuple[Goal, list[Need]]]:
    """The goals that a module serves, each with the needs through which it does."""
    found: dict[Goal, list[Need]] = {}
    for need in needs:
        for goal in need.goals.all():
            found.setdefault(goal, []).append(need)
    return sorted(found.items(), key=lambda pair: natural_key(pair[0].code))


@read_or_write
def module_create(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """A new module."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    form = ModuleForm(request.POST or None, instance=Module(programme=programme))
    message = _("Modulen är skapad.")
    if module := written(request, form, actions.create_module, message, programme=programme):
        return redirect("requirements_catalog:module-detail", programme_slug, module.pk)
    return form_page(request, FORM, {"form": form})


@read_or_write
def module_edit(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change a module."""
    module = get_module(request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS)
    copy = Module.objects.get(pk=pk)  # the page shows what is saved, the form what is typed
    form = ModuleForm(request.POST or None, instance=copy)
    if written(request, form, actions.save_module, _("Ändringen är sparad."), module=module):
        return redirect("requirements_catalog:module-detail", programme_slug, pk)
    return form_page(request, FORM, {"form": form, "module": module})


def _can_edit(request: HttpRequest, programme) -> bool:
    return Permission.EDIT_REQUIREMENTS in permissions_in(request.user, programme)
