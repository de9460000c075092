"""The compliance matrix on screen: requirements down, tenders across."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from common.lists import wants_fragment
from procurements.access import get_item
from procurements.choices import ItemRole
from requirements_catalog.registered_chain import chain_of, start_of

from .access import get_opened_procurement, get_tender
from .compliance import verdict
from .filters import MatrixFilter
from .matrix import asks, matrix_rows, tenders_in_matrix, with_problems

PER_PAGE = 50


@require_safe
def tender_matrix(request, programme_slug, slug):
    """Fifty requirements a page, each with a verdict a tender; filters work without scripts."""
    procurement = get_opened_procurement(request.user, programme_slug, slug)
    tenders = tenders_in_matrix(procurement)
    filterset = MatrixFilter(
        request.GET,
        procurement.items.answerable().in_order(),
        request=request,
        procurement=procurement,
    )
    items = filterset.qs
    if filterset.form.is_valid() and filterset.form.cleaned_data.get("problems"):
        items = with_problems(items, tenders).in_order()
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("page"))
    page_items = list(page.object_list.with_content())
    context = {
        "procurement": procurement,
        "tenders": tenders,
        "rows": matrix_rows(page_items, tenders),
        "page": page,
        "total": page.paginator.count,
        "filterset": filterset,
        "mandatory": ItemRole.MANDATORY,
    }
    part = "tenders/_matrix_table.html" if wants_fragment(request) else "tenders/tender_matrix.html"
    response = render(request, part, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def response_detail(request, programme_slug, slug, pk, item_pk):
    """One answer with its comment and evidence beside the requirement it answers."""
    procurement = get_opened_procurement(request.user, programme_slug, slug)
    tender = get_tender(procurement, pk)
    item = get_item(procurement, item_pk)
    response = tender.responses.filter(item=item).first()
    context = {
        "procurement": procurement,
        "tender": tender,
        "item": item,
        "content": item.version.content,
        "verdict": verdict(item, response, is_asked=asks(item, tender)),
        "in_panel": wants_fragment(request),
    }
    if not context["in_panel"]:
        start = start_of(procurement.programme, item.version.requirement_id)
        context["chain"] = chain_of(request, start)
    part = "_response_panel.html" if context["in_panel"] else "response_detail.html"
    result = render(request, f"tenders/{part}", context)
    patch_vary_headers(result, ["HX-Request"])
    return result
