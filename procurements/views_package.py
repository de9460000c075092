"""The requirements of a package: list, pick, set role and points, compare with the catalogue."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.history import changes_of
from common.keys import row_keys
from common.lists import list_page
from common.views import read_or_write
from requirements_catalog.models import Requirement
from requirements_catalog.registered_chain import chain_of, start_of

from . import actions
from .access import get_item, get_procurement
from .changes import changed_items
from .choices import ItemRole
from .filters import ItemFilter, PickFilter
from .forms_package import ChangeForm, PickForm, PlaceForm
from .models import Procurement
from .models import ProcurementRequirement as Item
from .problems import ProcurementProblem
from .views_shared import EDIT, attempt, frame_of, locked_redirect, posted

PER_PAGE = 100
FOUND = "found"
SKIPPED_SHOWN = 8


@require_safe
def item_list(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """The package in document order, with the bar that changes many at once."""
    procurement = get_procurement(request.user, programme_slug, slug)
    form = ChangeForm(procurement=procurement)
    return _item_page(request, procurement, form)


def _item_page(
    request: HttpRequest,
    procurement: Procurement,
    form: ChangeForm,
    chosen: frozenset[str] = frozenset(),
) -> HttpResponse:
    """The list; ``chosen`` are the keys that stay marked when a change was refused."""
    response = list_page(
        request,
        queryset=procurement.items.with_content().in_order(),
        template="procurements/item_list.html",
        fragment="procurements/_item_table.html",
        filterset_class=ItemFilter,
        filterset_kwargs={"procurement": procurement},
        context=frame_of(
            request,
            procurement,
            "requirements",
            form=form,
            chosen=chosen,
            depths=_depths(procurement),
            lot_count=procurement.lots.count(),
            list_url=_url("procurements:item-list", procurement),
            clear_url=_url("procurements:item-list", procurement),
        ),
        per_page=PER_PAGE,
    )
    if form.is_bound and form.errors:
        response.status_code = 422
    return response


def _url(name: str, procurement: Procurement, *args) -> str:
    return reverse(name, args=[procurement.programme.slug, procurement.slug, *args])


def _depths(procurement: Procurement) -> dict[int, int]:
    """How deep below the top each heading of the package stands; one query."""
    rows = procurement.items.filter(role=ItemRole.HEADING).order_by("position")
    depths: dict[int, int] = {}
    for pk, parent in rows.values_list("pk", "parent"):
        depths[pk] = depths.get(parent, -1) + 1
    return depths


def _chosen_items(request: HttpRequest, procurement: Procurement) -> QuerySet:
    """The requirements that a bulk form means: those marked, or all that the filter finds."""
    items = procurement.items.exclude(role=ItemRole.HEADING)
    if request.POST.get("scope") == FOUND:
        return ItemFilter(request.GET, items, request=request, procurement=procurement).qs
    keys = row_keys(request.POST.getlist("items"))
    return items.filter(pk__in=keys)


def _back_to_list(request: HttpRequest, procurement: Procurement) -> HttpResponse:
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(_url("procurements:item-list", procurement) + query)


@require_POST
def item_change(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Set role, lot, criterion or points of the chosen requirements."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    if response := locked_redirect(request, procurement):
        return response
    chosen = _chosen_items(request, procurement)
    form = ChangeForm(request.POST, procurement=procurement)
    if form.is_valid() and not chosen.exists():
        form.add_error(None, _("Markera minst ett krav."))
    if form.is_valid():
        number = attempt(
            form,
            actions.change_items,
            procurement=procurement,
            items=chosen,
            by=request.user,
            **form.values,
        )
        if number is not None:
            messages.success(
                request,
                ngettext("%s krav är ändrat.", "%s krav är ändrade.", number) % number,
            )
            return _back_to_list(request, procurement)
    return _item_page(request, procurement, form, frozenset(request.POST.getlist("items")))


@require_POST
def item_remove(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Ask, then take the chosen requirements out of the package."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    if response := locked_redirect(request, procurement):
        return response
    chosen = _chosen_items(request, procurement)
    if not chosen.exists():
        messages.warning(request, _("Markera minst ett krav att ta bort."))
        return _back_to_list(request, procurement)
    if "confirmed" in request.POST:
        try:
            number = actions.remove_items(procurement=procurement, items=chosen, by=request.user)
        except ProcurementProblem as problem:
            messages.error(request, str(problem))
        else:
            messages.success(
                request,
                ngettext(
                    "%s krav är borttaget ur upphandlingen.",
                    "%s krav är borttagna ur upphandlingen.",
                    number,
                )
                % number,
            )
        return _back_to_list(request, procurement)
    shown = chosen.with_content().in_order()
    context = frame_of(
        request,
        procurement,
        "requirements",
        number=chosen.count(),
        shown=shown[:SKIPPED_SHOWN],
        keys=[] if request.POST.get("scope") == FOUND else [item.pk for item in chosen],
        scope=request.POST.get("scope", ""),
        query=request.GET.urlencode(),
    )
    return render(request, "procurements/item_remove.html", context)


@read_or_write
def item_detail(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """One requirement as it is frozen in the package, and what it is there."""
    needs = {"needs": EDIT} if request.method == "POST" else {}
    procurement = get_procurement(request.user, programme_slug, slug, **needs)
    item = get_item(procurement, pk)
    if request.method == "POST" and (response := locked_redirect(request, procurement)):
        return response
    form = None
    if item.role != ItemRole.HEADING:
        form = PlaceForm(posted(request), procurement=procurement, initial=_place_of(item))
        if form.is_valid():
            done = attempt(
                form, _set_place, item=item, by=request.user, values=dict(form.cleaned_data)
            )
            if done:
                messages.success(request, _("Kravets roll är sparad."))
                return redirect(_url("procurements:item-detail", procurement, pk))
    context = frame_of(request, procurement, "requirements", item=item, form=form)
    context |= {"content": item.version.content, "changes": changes_of(item, ignore=("position",))}
    if item.role != ItemRole.HEADING:
        context["chain"] = chain_of(
            request, start_of(procurement.programme, item.version.requirement_id)
        )
    status = 422 if form and form.is_bound and form.errors else 200
    return render(request, "procurements/item_detail.html", context, status=status)


def _place_of(item: Item) -> dict:
    return {
        "role": item.role,
        "lots": list(item.lots.all()) if item.role != ItemRole.DESIRABLE else [],
        "criterion": item.criterion,
        "max_points": item.max_points,
    }


def _set_place(*, item: Item, by, values: dict) -> bool:
    """The action, told that everything in the form is meant."""
    actions.set_item_role(item=item, by=by, **values)
    return True


@read_or_write
def item_add(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Find requirements in the catalogues and pick them, all found or those marked."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    if response := locked_redirect(request, procurement):
        return response
    pickable = _pickable(procurement)
    form = PickForm(posted(request), procurement=procurement)
    if form.is_valid():
        found = PickFilter(request.GET, pickable, request=request, procurement=procurement).qs
        if request.POST.get("scope") != FOUND:
            keys = row_keys(request.POST.getlist("requirements"))
            found = found.filter(pk__in=keys)
        if response := _pick(request, procurement, form, found):
            return response
    response = list_page(
        request,
        queryset=pickable.for_list().select_related("parent").in_order(),
        template="procurements/item_add.html",
        fragment="procurements/_pick_table.html",
        filterset_class=PickFilter,
        filterset_kwargs={"procurement": procurement},
        context=frame_of(
            request,
            procurement,
            "requirements",
            form=form,
            chosen=set(request.POST.getlist("requirements")),
            package_count=procurement.items.exclude(role=ItemRole.HEADING).count(),
            clear_url=_url("procurements:item-add", procurement),
        ),
    )
    if form.is_bound and form.errors:
        response.status_code = 422
    return response


def _pickable(procurement: Procurement) -> QuerySet:
    """Live requirements of the programme that the package does not hold yet."""
    held = procurement.items.filter(version__requirement=OuterRef("pk"))
    rows = Requirement.objects.in_programme(procurement.programme).requirements().live()
    return rows.filter(~Exists(held.filter(criterion=None))).annotate(is_held=Exists(held))


def _pick(request: HttpRequest, procurement: Procurement, form: PickForm, found: QuerySet):
    values = form.cleaned_data
    if not found.exists():
        form.add_error(
            None, _("Inget krav är valt. Markera krav eller välj alla som filtret hittar.")
        )
        return None
    result = attempt(
        form,
        actions.pick_requirements,
        procurement=procurement,
        requirements=found,
        role=values["role"] or None,
        lots=values["lots"],
        criterion=values["criterion"],
        max_points=values["max_points"],
        by=request.user,
    )
    if result is None:
        return None
    number = len(result.created)
    text = ngettext("%s krav är tillagt", "%s krav är tillagda", number) % number
    if result.headings:
        text += _(", med %s rubriker") % result.headings
    messages.success(request, text + ".")
    if result.skipped:
        codes = [skipped.requirement.code or "–" for skipped in result.skipped]
        more = " …" if len(codes) > SKIPPED_SHOWN else ""
        messages.warning(
            request,
            _("%(number)s lades inte till, eftersom de redan finns eller har utgått: %(codes)s")
            % {"number": len(codes), "codes": ", ".join(codes[:SKIPPED_SHOWN]) + more},
        )
    return redirect(_url("procurements:item-list", procurement))


@read_or_write
def item_changes(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """What reads otherwise in the catalogue now; the chosen texts are taken into the package."""
    needs = {"needs": EDIT} if request.method == "POST" else {}
    procurement = get_procurement(request.user, programme_slug, slug, **needs)
    if request.method == "POST":
        if response := locked_redirect(request, procurement):
            return response
        items = None
        if request.POST.get("scope") != FOUND:
            keys = row_keys(request.POST.getlist("items"))
            items = procurement.items.filter(pk__in=keys)
        number = actions.refresh_items(procurement=procurement, items=items, by=request.user)
        messages.success(
            request, ngettext("%s text är hämtad.", "%s texter är hämtade.", number) % number
        )
        return redirect(_url("procurements:item-changes", procurement))
    context = frame_of(request, procurement, "requirements", changes=changed_items(procurement))
    return render(request, "procurements/item_changes.html", context)
