"""Pages of procurements: list, creation, overview, facts, publication, opening, log."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from common.lists import Order, list_page
from common.ordering import swedish
from common.views import read_or_write
from programmes.access import get_programme, permissions_in
from programmes.roles import Permission

from . import actions
from .access import get_procurement
from .balance import balance_of, value_of
from .changes import changed_items
from .choices import ItemRole, ProcurementState
from .forms import NewProcurementForm, OpeningForm, PlaceForm, ProcurementForm, PublishForm
from .gates import blocking, publication_gaps
from .log import log_of
from .models import PriceItem, Procurement
from .registered_pages import list_menu
from .steps import strip_of_procurement
from .views_shared import (
    EDIT,
    attempt,
    form_page,
    frame_of,
    gap_links,
    locked_redirect,
    posted,
)

ORDERS = (
    Order("newest", gettext_lazy("Senast skapade"), ("-created_at", "-pk")),
    Order("title", gettext_lazy("Benämning"), (swedish("title"), "pk")),
    Order("deadline", gettext_lazy("Sista anbudsdag"), ("tender_deadline_at", "pk")),
)


@require_safe
def procurement_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The programme's procurements."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_PROCUREMENT)
    allowed = permissions_in(request.user, programme)
    return list_page(
        request,
        queryset=Procurement.objects.in_programme(programme).for_list(),
        template="procurements/procurement_list.html",
        fragment="procurements/_procurement_table.html",
        orders=ORDERS,
        context={"can_edit": EDIT in allowed, "menu": list_menu(programme, allowed)},
    )


@read_or_write
def procurement_create(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """What is to be bought, by which procedure, in which lots."""
    programme = get_programme(request.user, programme_slug, needs=EDIT)
    form = NewProcurementForm(
        posted(request), instance=Procurement(programme=programme), programme=programme
    )
    if form.is_valid():
        made = attempt(
            form,
            actions.set_up_procurement,
            programme=programme,
            by=request.user,
            **form.cleaned_data,
        )
        if made:
            messages.success(request, _("Upphandlingen är skapad. Nästa steg: lägg till krav."))
            return redirect("procurements:procurement-detail", programme_slug, made.slug)
    return form_page(request, None, form, "procurements/procurement_form.html")


@require_safe
def procurement_detail(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Where the procurement stands, what it weighs and what it waits for."""
    procurement = get_procurement(request.user, programme_slug, slug)
    gaps = [] if procurement.is_locked else publication_gaps(procurement)
    allowed = permissions_in(request.user, procurement.programme)
    balance = balance_of(procurement)
    context = frame_of(
        request,
        procurement,
        "overview",
        stages=strip_of_procurement(procurement, len(blocking(gaps))),
        gaps=gap_links(procurement, gaps),
        blocking_count=len(blocking(gaps)),
        balance=balance,
        total_value=value_of(balance),
        can_open=_can_be_opened(procurement) and Permission.EDIT_TENDERS in allowed,
        may_issue=Permission.ISSUE_DOCUMENTS in allowed,
    )
    return render(request, "procurements/procurement_detail.html", context)


def _can_be_opened(procurement: Procurement) -> bool:
    deadline = procurement.tender_deadline_at
    is_published = procurement.state == ProcurementState.PUBLISHED
    return bool(is_published and deadline and deadline < timezone.now())


@read_or_write
def procurement_edit(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Change the facts."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    if response := locked_redirect(request, procurement):
        return response
    form = ProcurementForm(posted(request), instance=procurement)
    if form.is_valid():
        saved = attempt(
            form,
            actions.edit_procurement,
            procurement=procurement,
            by=request.user,
            **form.cleaned_data,
        )
        if saved:
            messages.success(request, _("Uppgifterna är sparade."))
            return redirect("procurements:procurement-detail", programme_slug, saved.slug)
    # The form has put what was typed on the object; the frame shows what is stored.
    stored = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    return form_page(request, stored, form, "procurements/procurement_form.html")


@read_or_write
def procurement_place(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Say its place in the chain, which is history and can be told after publication too."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    form = PlaceForm(posted(request), instance=procurement)
    if form.is_valid():
        saved = attempt(
            form,
            actions.place_in_chain,
            procurement=procurement,
            undertaking=form.cleaned_data["undertaking"],
            by=request.user,
        )
        if saved:
            messages.success(request, _("Platsen i kedjan är sparad."))
            return redirect("procurements:procurement-detail", programme_slug, slug)
    return form_page(request, procurement, form, "procurements/procurement_place.html")


@read_or_write
def procurement_publish(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """The last look before publication: what is missing, what will be locked, and the button."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    if response := locked_redirect(request, procurement):
        return response
    form = PublishForm(posted(request))
    if form.is_valid():
        done = attempt(
            form,
            actions.publish_procurement,
            procurement=procurement,
            without_mandatory=form.cleaned_data["without_mandatory"],
            by=request.user,
        )
        if done:
            messages.success(request, _("Upphandlingen är publicerad och underlaget är låst."))
            return redirect("procurements:procurement-detail", programme_slug, slug)
    has_mandatory = procurement.items.filter(role=ItemRole.MANDATORY).exists()
    # Without ska-krav the form itself asks for the confirmation.
    gaps = publication_gaps(procurement, without_mandatory=True)
    return form_page(
        request,
        procurement,
        form,
        "procurements/procurement_publish.html",
        gaps=gap_links(procurement, gaps),
        blocking_count=len(blocking(gaps)),
        has_mandatory=has_mandatory,
        balance=balance_of(procurement),
        item_count=procurement.items.exclude(role=ItemRole.HEADING).count(),
        price_item_count=PriceItem.objects.filter(lot__procurement=procurement).count(),
        changed_count=len(changed_items(procurement)),
    )


@read_or_write
def tenders_open(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Open the tenders together, after the deadline (LOU 12:10)."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=Permission.EDIT_TENDERS)
    form = OpeningForm(posted(request), initial={"first": str(request.user)})
    if form.is_valid():
        done = attempt(
            form,
            actions.open_tenders,
            procurement=procurement,
            opened_by=[form.cleaned_data["first"], form.cleaned_data["second"]],
            by=request.user,
        )
        if done:
            messages.success(request, _("Anbuden är öppnade."))
            return redirect("tenders:tender-list", programme_slug, slug)
    return form_page(
        request,
        procurement,
        form,
        "procurements/tenders_open.html",
        can_open=_can_be_opened(procurement),
    )


@require_safe
def procurement_log(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Who changed what, when and why."""
    procurement = get_procurement(request.user, programme_slug, slug)
    context = frame_of(request, procurement, "log", entries=log_of(procurement))
    return render(request, "procurements/procurement_log.html", context)
