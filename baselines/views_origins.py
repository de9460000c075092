"""Copies of other catalogues' requirements: what their origins have published, and what to do."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.views import read_or_write
from programmes.access import permissions_in
from programmes.roles import Permission
from requirements_catalog.access.catalogues import get_catalogue
from requirements_catalog.forms.requirements import add_problems

from . import actions_origins as actions
from .access_origins import get_copy
from .forms_origins import AdoptForm, DeclineForm, MergeForm
from .models import Origin
from .origins import Copy, copy_relations, read_copies, shown_fields

PER_PAGE = 25
ADOPT, DECLINE, MERGE = "adopt", "decline", "merge"
FORMS = {ADOPT: AdoptForm, DECLINE: DeclineForm, MERGE: MergeForm}


@require_safe
def origin_list(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """The copies whose origins have published something new; all copies when asked for."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    copies = read_copies(catalogue, copy_relations(catalogue))
    flagged = [copy for copy in copies if copy.is_flagged]
    shows_all = request.GET.get("show") == "all"
    page = Paginator(copies if shows_all else flagged, PER_PAGE).get_page(request.GET.get("page"))
    shown = shown_fields(page.object_list, catalogue)
    context = {
        "programme": catalogue.programme,
        "catalogue": catalogue,
        "page": page,
        "rows": [(copy, shown[copy.relation.pk]) for copy in page.object_list],
        "flagged_count": len(flagged),
        "copy_count": len(copies),
        "shows_all": shows_all,
    }
    return render(request, "baselines/origin_list.html", context)


@read_or_write
def origin_detail(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """A copy and its origin; who may write adopts, declines or merges what is new."""
    needs = Permission.EDIT_REQUIREMENTS if request.method == "POST" else Permission.VIEW_CATALOGUE
    catalogue = get_catalogue(request.user, programme_slug, slug, needs=needs)
    copy = get_copy(catalogue, pk)
    asked = request.POST.get("act")
    forms = {
        act: form(request.POST if act == asked else None, copy=copy) for act, form in FORMS.items()
    }
    if asked in forms and forms[asked].is_valid() and _is_decided(request, copy, asked, forms):
        return redirect("baselines:origin-list", programme_slug, slug)
    fields = shown_fields([copy], catalogue)[pk]
    merge = forms[MERGE]
    rows = Origin.objects.filter(requirement=copy.requirement, origin=copy.origin)
    decided = list(rows.select_related("decided_by", "baseline").order_by("-pk"))
    context = {
        "programme": catalogue.programme,
        "catalogue": catalogue,
        "copy": copy,
        "fields": fields,
        "adopt_form": forms[ADOPT],
        "decline_form": forms[DECLINE],
        "merge_form": merge,
        "merged": [(shown, merge.bound(shown.changed.name)) for shown in fields],
        "asked_form": forms.get(asked),
        "own_count": sum(shown.own is not None for shown in fields),
        "decided": decided or [copy.accounted],
        "can_edit": Permission.EDIT_REQUIREMENTS
        in permissions_in(request.user, catalogue.programme),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "baselines/origin_detail.html", context, status=status)


def _is_decided(request: HttpRequest, copy: Copy, act: str, forms: dict) -> bool:
    form = forms[act]
    said = {"relation": copy.relation, "by": request.user, "seen": form.cleaned_data["seen"]}
    try:
        if act == ADOPT:
            actions.adopt_origin(**said, reason=form.cleaned_data["reason"])
        elif act == DECLINE:
            actions.decline_origin(**said, note=form.cleaned_data["note"])
        else:
            actions.merge_origin(**said, reason=form.cleaned_data["reason"], values=form.values)
    except actions.OriginMoved as error:
        # What is sent in next is about what is shown now.
        form.data = {**request.POST.dict(), "seen": copy.seen}
        add_problems(error, form)
        return False
    except ValidationError as error:
        add_problems(error, form)
        return False
    messages.success(request, _DONE[act]() % {"row": copy.requirement})
    return True


_DONE = {
    ADOPT: lambda: _("%(row)s har fått ursprungets lydelse."),
    DECLINE: lambda: _("%(row)s är som förut."),
    MERGE: lambda: _("%(row)s är sammanfogat med ursprunget."),
}
