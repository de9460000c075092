"""Needs: what the catalogue answers to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from common.lists import Order, list_page
from common.ordering import swedish
from common.views import read_or_write
from programmes.access import get_programme, permissions_in
from programmes.roles import Permission

from ..access.catalogues import get_need
from ..actions import requirements as actions
from ..choices import RequirementStatus
from ..filters.requirements import NeedFilter
from ..forms.requirements import NeedForm
from ..models import Need
from ..registered_chain import Start, chain_of
from ..timeline import timeline_of_need
from .forms import form_page, written

FORM = "requirements_catalog/need_form.html"
ORDERS = (
    Order("code", gettext_lazy("beteckning"), ("code",)),
    Order("title", gettext_lazy("rubrik"), (swedish("title"), "code")),
    Order("covered", gettext_lazy("minst antal krav först"), ("requirement_count", "code")),
)


@require_safe
def need_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The programme's needs with how many requirements answer to each."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    allowed = permissions_in(request.user, programme)
    return list_page(
        request,
        queryset=Need.objects.in_programme(programme).for_list(),
        template="requirements_catalog/need_list.html",
        fragment="requirements_catalog/_need_table.html",
        filterset_class=NeedFilter,
        filterset_kwargs={"programme": programme},
        orders=ORDERS,
        context={"can_edit": Permission.EDIT_REQUIREMENTS in allowed},
    )


@require_safe
def need_detail(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """A need from current to target state, with the requirements that answer to it."""
    need = get_need(request.user, programme_slug, pk)
    allowed = permissions_in(request.user, need.programme)
    requirements = need.requirements.live().select_related("owner", "catalogue")
    chain = Start(
        need.programme,
        need.requirements.live(),
        goals=need.goals.all(),
        needs=Need.objects.filter(pk=need.pk),
        lists={"requirements": "#need-requirements"},
    )
    context = {
        "need": need,
        "goals": need.goals.all(),
        "modules": need.modules.all(),
        "requirements": requirements.order_by("catalogue", "position"),
        "withdrawn": need.requirements.filter(status=RequirementStatus.WITHDRAWN).count(),
        "timeline": timeline_of_need(need),
        "can_edit": Permission.EDIT_REQUIREMENTS in allowed,
        "chain": chain_of(request, chain),
    }
    return render(request, "requirements_catalog/need_detail.html", context)


@read_or_write
def need_create(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """A new need."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    form = NeedForm(request.POST or None, programme=programme, instance=Need(programme=programme))
    message = _("Behovet är skapat.")
    if need := written(request, form, actions.create_need, message, programme=programme):
        return redirect("requirements_catalog:need-detail", programme_slug, need.pk)
    return form_page(request, FORM, {"form": form})


@read_or_write
def need_edit(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change a need."""
    need = get_need(request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS)
    copy = Need.objects.get(pk=pk)  # the page shows what is saved, the form what is typed
    form = NeedForm(request.POST or None, programme=need.programme, instance=copy)
    if written(request, form, actions.save_need, _("Ändringen är sparad."), need=need):
        return redirect("requirements_catalog:need-detail", programme_slug, pk)
    return form_page(request, FORM, {"form": form, "need": need})
