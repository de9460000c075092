"""Lots and how each is awarded: plan, criteria, price items."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from common.views import read_or_write

from . import actions
from .access import get_criterion, get_lot, get_price_item, get_procurement
from .award_examples import examples_of
from .award_plans import plan_gaps, weight_sum
from .balance import CriterionBalance
from .choices import AwardModel
from .forms import LotForm
from .forms_award import AwardPlanForm, CriterionForm, PriceItemForm
from .gates import points_by_criterion
from .models import AwardCriterion, Lot, PriceItem, Procurement
from .views_shared import (
    EDIT,
    attempt,
    form_page,
    frame_of,
    gap_links,
    locked_redirect,
    lot_tabs,
    posted,
)

PART_FORM = "procurements/part_form.html"
PART_REMOVE = "procurements/part_remove.html"


def _part_page(
    request: HttpRequest, procurement: Procurement, form, title: str, back: tuple, **context
) -> HttpResponse:
    """The form of a lot, plan, criterion or price item; ``back`` is where one comes from."""
    return form_page(
        request, procurement, form, PART_FORM, form_title=title, back=_url(*back), **context
    )


def _url(name: str, *args) -> str:
    return reverse(name, args=args)


def _overview(procurement: Procurement) -> tuple:
    return ("procurements:procurement-detail", procurement.programme.slug, procurement.slug)


def _plan_of(lot: Lot) -> tuple:
    procurement = lot.procurement
    return ("procurements:plan-detail", procurement.programme.slug, procurement.slug, lot.pk)


def _prices_of(lot: Lot) -> tuple:
    procurement = lot.procurement
    return ("procurements:price-list", procurement.programme.slug, procurement.slug, lot.pk)


def _remove(
    request: HttpRequest, procurement: Procurement, action, what: dict, name: str, back: tuple,
    losses: list[str],
) -> HttpResponse:  # fmt: skip
    """Ask, then take away; a refusal is told on the page that one comes back to."""
    if request.method == "POST":
        try:
            action(by=request.user, **what)
        except actions.ProcurementProblem as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("%(name)s är borttagen.") % {"name": name})
        return redirect(*back)
    context = frame_of(request, procurement, name=name, losses=losses, back=_url(*back))
    return render(request, PART_REMOVE, context)


# ---------------------------------------------------------------- lots


@read_or_write
def lot_create(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """A new lot."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    if response := locked_redirect(request, procurement):
        return response
    last = procurement.lots.order_by("-number").first()
    form = LotForm(
        posted(request),
        instance=Lot(procurement=procurement, number=last.number + 1 if last else 1),
        programme=procurement.programme,
    )
    if form.is_valid():
        values = {"procurement": procurement, "by": request.user, **form.cleaned_data}
        if attempt(form, actions.add_lot, **values):
            messages.success(request, _("Delkontraktet är tillagt."))
            return redirect(*_overview(procurement))
    return _part_page(request, procurement, form, _("Nytt delkontrakt"), _overview(procurement))


@read_or_write
def lot_edit(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """Change a lot."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    lot = get_lot(procurement, pk)
    if response := locked_redirect(request, procurement):
        return response
    form = LotForm(posted(request), instance=lot, programme=procurement.programme)
    if form.is_valid():
        values = {"lot": lot, "by": request.user, **form.cleaned_data}
        if attempt(form, actions.edit_lot, **values):
            messages.success(request, _("Delkontraktet är sparat."))
            return redirect(*_overview(procurement))
    remove = _url("procurements:lot-remove", programme_slug, slug, pk)
    return _part_page(
        request, procurement, form, _("Ändra delkontrakt"), _overview(procurement), remove=remove
    )


@read_or_write
def lot_remove(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """Take away a lot with its plan and prices."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    lot = get_lot(procurement, pk)
    criteria, prices = lot.criteria.count(), lot.price_items.count()
    losses = [_("Utvärderingsmodellen")]
    if criteria:
        text = ngettext("%s tilldelningskriterium", "%s tilldelningskriterier", criteria)
        losses.append(text % criteria)
    if prices:
        losses.append(ngettext("%s prispost", "%s prisposter", prices) % prices)
    return _remove(
        request, procurement, actions.remove_lot, {"lot": lot}, str(lot), _overview(procurement),
        losses,
    )  # fmt: skip


# ---------------------------------------------------------------- award plan


@require_safe
def plan_detail(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """How a lot's tenders are ranked: the formula in words, criteria, and figures worked out."""
    procurement = get_procurement(request.user, programme_slug, slug)
    lot = get_lot(procurement, pk)
    criteria = list(lot.criteria.all())
    points = points_by_criterion(procurement)
    balances = [CriterionBalance(criterion, points.get(criterion.pk)) for criterion in criteria]
    context = frame_of(
        request,
        procurement,
        "award",
        lot=lot,
        lots=lot_tabs(procurement, lot, "procurements:plan-detail"),
        plan=lot.plan,
        criteria=balances,
        uses_criteria=lot.plan.model != AwardModel.LOWEST_PRICE,
        is_weighted=lot.plan.model == AwardModel.WEIGHTED_POINTS,
        weight_sum=weight_sum(lot.plan, criteria),
        deduction_sum=sum(row.max_deduction or 0 for row in criteria),
        examples=examples_of(lot.plan, criteria),
        gaps=gap_links(procurement, plan_gaps(lot, points)),
    )
    return render(request, "procurements/plan_detail.html", context)


@read_or_write
def plan_edit(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """Choose the model and its numbers."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    lot = get_lot(procurement, pk)
    if response := locked_redirect(request, procurement):
        return response
    form = AwardPlanForm(posted(request), instance=lot.plan)
    if form.is_valid():
        values = {key: value for key, value in form.cleaned_data.items() if value != ""}
        if attempt(form, actions.set_award_plan, lot=lot, by=request.user, **values):
            messages.success(request, _("Utvärderingsmodellen är sparad."))
            return redirect(*_plan_of(lot))
    title = _("Utvärderingsmodell för %(lot)s") % {"lot": lot}
    return form_page(
        request, procurement, form, "procurements/plan_form.html", form_title=title,
        back=_url(*_plan_of(lot)), lot=lot,
    )  # fmt: skip


@read_or_write
def criterion_create(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """A new award criterion of a lot."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    lot = get_lot(procurement, pk)
    if response := locked_redirect(request, procurement):
        return response
    form = CriterionForm(posted(request), instance=AwardCriterion(lot=lot), lot=lot)
    if form.is_valid():
        values = {"lot": lot, "by": request.user, **form.cleaned_data}
        if attempt(form, actions.add_criterion, **values):
            messages.success(request, _("Kriteriet är tillagt."))
            return redirect(*_plan_of(lot))
    title = _("Nytt tilldelningskriterium")
    return _part_page(request, procurement, form, title, _plan_of(lot), lot=lot)


@read_or_write
def criterion_edit(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """Change an award criterion."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    criterion = get_criterion(procurement, pk)
    if response := locked_redirect(request, procurement):
        return response
    lot = get_lot(procurement, criterion.lot_id)
    form = CriterionForm(posted(request), instance=criterion, lot=lot)
    if form.is_valid():
        values = {"criterion": criterion, "by": request.user, **form.cleaned_data}
        if attempt(form, actions.edit_criterion, **values):
            messages.success(request, _("Kriteriet är sparat."))
            return redirect(*_plan_of(lot))
    remove = _url("procurements:criterion-remove", programme_slug, slug, pk)
    title = _("Ändra tilldelningskriterium")
    return _part_page(request, procurement, form, title, _plan_of(lot), lot=lot, remove=remove)


@read_or_write
def criterion_remove(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """Take away an award criterion."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    criterion = get_criterion(procurement, pk)
    lot = get_lot(procurement, criterion.lot_id)
    losses = [_("Beskrivningen av vad poängen betyder")] if criterion.levels else []
    return _remove(
        request, procurement, actions.remove_criterion, {"criterion": criterion}, str(criterion),
        _plan_of(lot), losses,
    )  # fmt: skip


# ---------------------------------------------------------------- price items


@require_safe
def price_list(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """The prices that tenderers state for a lot."""
    procurement = get_procurement(request.user, programme_slug, slug)
    lot = get_lot(procurement, pk)
    context = frame_of(
        request,
        procurement,
        "prices",
        lot=lot,
        lots=lot_tabs(procurement, lot, "procurements:price-list"),
        price_items=lot.price_items.all(),
    )
    return render(request, "procurements/price_list.html", context)


@read_or_write
def price_item_create(
    request: HttpRequest, programme_slug: str, slug: str, pk: int
) -> HttpResponse:
    """A new price item of a lot."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    lot = get_lot(procurement, pk)
    if response := locked_redirect(request, procurement):
        return response
    last = lot.price_items.order_by("-number").first()
    item = PriceItem(lot=lot, number=last.number + 1 if last else 1)
    form = PriceItemForm(posted(request), instance=item, lot=lot)
    if form.is_valid():
        values = {"lot": lot, "by": request.user, **form.cleaned_data}
        if attempt(form, actions.add_price_item, **values):
            messages.success(request, _("Prisposten är tillagd."))
            if "add_another" in request.POST:
                return redirect(request.path)
            return redirect(*_prices_of(lot))
    return _part_page(
        request, procurement, form, _("Ny prispost"), _prices_of(lot), lot=lot, can_repeat=True
    )


@read_or_write
def price_item_edit(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """Change a price item."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    item = get_price_item(procurement, pk)
    if response := locked_redirect(request, procurement):
        return response
    lot = get_lot(procurement, item.lot_id)
    form = PriceItemForm(posted(request), instance=item, lot=lot)
    if form.is_valid():
        values = {"price_item": item, "by": request.user, **form.cleaned_data}
        if attempt(form, actions.edit_price_item, **values):
            messages.success(request, _("Prisposten är sparad."))
            return redirect(*_prices_of(lot))
    remove = _url("procurements:price-item-remove", programme_slug, slug, pk)
    title = _("Ändra prispost")
    return _part_page(request, procurement, form, title, _prices_of(lot), lot=lot, remove=remove)


@read_or_write
def price_item_remove(
    request: HttpRequest, programme_slug: str, slug: str, pk: int
) -> HttpResponse:
    """Take away a price item."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    item = get_price_item(procurement, pk)
    lot = get_lot(procurement, item.lot_id)
    return _remove(
        request, procurement, actions.remove_price_item, {"price_item": item}, str(item),
        _prices_of(lot), [],
    )  # fmt: skip
