"""Needs: what the catalogue answers to."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common.keys import row_keys
from common.lists import Order, list_page, order_asked
from common.ordering import natural, swedish
from common.views import read_or_write, sent_file
from programmes.access import get_programme, permissions_in
from programmes.models import Programme
from programmes.roles import Permission

from ..access.catalogues import get_chosen_needs, get_need, get_need_change
from ..actions import needs as many
from ..actions import requirements as actions
from ..choices import RequirementStatus
from ..exports.needs import FORMATS, matrix_workbook, need_file
from ..filters.needs import NeedFilter
from ..forms.need_picker import MOST_OFFERED, SEARCH, matching, offered
from ..forms.needs import NeedForm
from ..models import Need, NeedChange, Requirement
from ..need_codes import free_codes
from ..need_matrix import need_matrix
from ..registered_chain import Start, chain_of, dependents_of
from ..registered_pages import need_pages_of
from ..timeline import timeline_of_need
from .forms import form_page, written

# How a form may name its field of needs.
FIELD_NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")
FORM = "requirements_catalog/need_form.html"
ORDERS = (
    Order("code", gettext_lazy("beteckning"), ("code",)),
    Order("title", gettext_lazy("rubrik"), (swedish("title"), "code")),
    Order("priority", gettext_lazy("högst prioritet först"), ("priority_rank", "code")),
    Order("covered", gettext_lazy("minst antal krav först"), ("requirement_count", "code")),
    Order("newest", gettext_lazy("senast tillagda först"), ("-pk",)),
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
        context={
            "can_edit": Permission.EDIT_REQUIREMENTS in allowed,
            "can_import": Permission.IMPORT_REQUIREMENTS in allowed,
            "formats": list(FORMATS),
            "need_pages": need_pages_of(programme.slug),
            "changed": _shown_change(request, programme),
        },
    )


def _shown_change(request: HttpRequest, programme: Programme) -> NeedChange | None:
    """What the person has just done and may take back, as the address says."""
    asked = request.GET.get("changed", "")
    if len(asked) != 36:
        return None
    found = NeedChange.objects.filter(programme=programme, made_by=request.user).only(
        "uid", "label"
    )
    return next((one for one in found.filter(undone_by=None)[:50] if str(one.uid) == asked), None)


@require_safe
def need_options(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Needs to pick in a form: those that are ticked, then those that the words match."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    name = request.GET.get("field", "")
    if not FIELD_NAME.fullmatch(name):
        raise Http404
    words = request.GET.get(f"{name}{SEARCH}", "")
    chosen = row_keys(request.GET.getlist(name))
    choices, has_more = offered(
        programme, words, chosen, with_linked=request.GET.get("linked") == "1"
    )
    context = {
        "name": name,
        "words": words,
        "chosen": [str(key) for key in chosen],
        "choices": choices,
        "has_more": has_more,
    }
    return render(request, "requirements_catalog/_need_options_answer.html", context)


@require_safe
def need_codes(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """``{"options": [[code, title], …]}`` of the first needs in use that the words ``q`` match."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    found = matching(programme, request.GET.get("q", ""), with_linked=False)
    rows = found.values_list("code", "title")[:MOST_OFFERED]
    return JsonResponse({"options": [list(row) for row in rows]})


@require_safe
def need_export(request: HttpRequest, programme_slug: str, fmt: str) -> HttpResponse:
    """The list as a file: the needs that are found, in the order they are shown."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    if fmt not in FORMATS:
        raise Http404
    rows = Need.objects.in_programme(programme).for_list()
    filterset = NeedFilter(request.GET or None, queryset=rows, request=request, programme=programme)
    order = order_asked(request, ORDERS)
    content = need_file(programme, filterset.qs.order_by(*order.fields), fmt)
    return sent_file(content, FORMATS[fmt], f"{programme.slug}-behov.{fmt}")


@require_safe
def need_matrix_page(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Needs by perspective and dimension; each figure leads to the needs."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    context = {"programme": programme, "matrix": need_matrix(programme)}
    return render(request, "requirements_catalog/need_matrix.html", context)


@require_safe
def need_matrix_export(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The matrix as a workbook."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    content = matrix_workbook(need_matrix(programme))
    return sent_file(content, FORMATS["xlsx"], f"{programme.slug}-behovsmatris.xlsx")


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
        "sources": need.sources.all(),
        "merged": need.merged.order_by(natural("code"), "pk"),
        "requirements": requirements.order_by("catalogue", "position"),
        "withdrawn": need.requirements.filter(status=RequirementStatus.WITHDRAWN).count(),
        "timeline": timeline_of_need(need),
        "can_edit": Permission.EDIT_REQUIREMENTS in allowed,
        "chain": chain_of(request, chain),
    }
    return render(request, "requirements_catalog/need_detail.html", context)


@read_or_write
def need_create(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """A new need, its code the next that is free."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    form = NeedForm(
        request.POST or None,
        programme=programme,
        instance=Need(programme=programme),
        initial={"code": free_codes(programme, 1)[0]} if request.method != "POST" else {},
    )
    message = _("Behovet är skapat.")
    if need := written(request, form, actions.create_need, message, programme=programme):
        return redirect("requirements_catalog:need-detail", programme_slug, need.pk)
    return form_page(request, FORM, {"form": form})


@read_or_write
def need_edit(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change a need that is in use."""
    need = get_need(request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS)
    if need.withdrawn_at:
        messages.error(request, _("Behovet har utgått. Lägg tillbaka det för att ändra det."))
        return redirect("requirements_catalog:need-detail", programme_slug, pk)
    copy = Need.objects.get(pk=pk)  # the page shows what is saved, the form what is typed
    form = NeedForm(request.POST or None, programme=need.programme, instance=copy)
    if written(request, form, actions.save_need, _("Ändringen är sparad."), need=need):
        return redirect("requirements_catalog:need-detail", programme_slug, pk)
    return form_page(request, FORM, {"form": form, "need": need})


# ---------------------------------------------------------------- out of use, and back


def list_after(programme: Programme, change: NeedChange) -> HttpResponse:
    """To the list, which offers to take the change back."""
    address = reverse("requirements_catalog:need-list", args=[programme.slug])
    return redirect(f"{address}?changed={change.uid}")


@read_or_write
def need_withdraw(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Take the marked needs out of use, once one has read what builds on them."""
    sent = request.POST if request.method == "POST" else request.GET
    programme, needs = get_chosen_needs(request.user, programme_slug, sent.getlist("need"))
    # What cannot be withdrawn is refused before the question, and the action says why.
    if "confirm" in request.POST or not needs or any(need.withdrawn_at for need in needs):
        try:
            change = many.withdraw_needs(programme=programme, needs=needs, by=request.user)
        except many.NeedRefused as refused:
            messages.error(request, str(refused))
            return redirect("requirements_catalog:need-list", programme_slug)
        return list_after(programme, change)
    rows = Need.objects.filter(pk__in=[need.pk for need in needs])
    answering = Requirement.objects.filter(needs__in=rows.order_by().values("pk")).distinct()
    start = Start(programme, answering, needs=rows)
    context = {
        "programme": programme,
        "needs": needs,
        "more": max(0, len(needs) - 20),
        "dependents": dependents_of(request, start),
    }
    return render(request, "requirements_catalog/need_withdraw.html", context)


@require_POST
def need_restore(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Bring a withdrawn need back."""
    need = get_need(request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS)
    try:
        many.restore_need(need=need, by=request.user)
        messages.success(request, _("%(code)s gäller igen.") % {"code": need.code})
    except many.NeedRefused as refused:
        messages.error(request, str(refused))
    return redirect("requirements_catalog:need-detail", programme_slug, pk)


@require_POST
def need_undo(request: HttpRequest, programme_slug: str, uid) -> HttpResponse:
    """Take back what one has just done to needs."""
    change = get_need_change(request.user, programme_slug, uid)
    try:
        undone = many.undo_need_change(change=change, by=request.user)
        messages.success(request, undone.label)
    except many.NeedRefused as refused:
        messages.error(request, str(refused))
    back = "need-capture" if request.POST.get("back") == "capture" else "need-list"
    return redirect(f"requirements_catalog:{back}", programme_slug)
