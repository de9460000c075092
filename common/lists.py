"""The list page: one function serves the page, its fragment, the filter, the order and pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

PER_PAGE = 50


@dataclass(frozen=True)
class Order:
    """An order that a list can be put in: its name in the address, its label, its fields."""

    name: str
    label: str
    fields: tuple


def order_asked(request: HttpRequest, orders: Sequence[Order]) -> Order:
    """The order of an address; the first one where it asks for none, or one there is not."""
    asked = request.GET.get("sort")
    return next((one for one in orders if one.name == asked), orders[0])


class KeyPaginator(Paginator):
    """Pages by key first, then the rows: deep pages skip over an index, not over wide rows."""

    def page(self, number):
        """The page's rows in the list's order, fetched by their keys."""
        page = super().page(number)
        keys = list(page.object_list.values_list("pk", flat=True))
        rows = {row.pk: row for row in self.object_list.order_by().filter(pk__in=keys)}
        page.object_list = [rows[key] for key in keys]
        return page


def list_page(
    request: HttpRequest,
    *,
    queryset: QuerySet,
    template: str,
    fragment: str,
    filterset_class: type | None = None,
    filterset_kwargs: Mapping | None = None,
    orders: Sequence[Order] = (),
    context: Mapping | None = None,
    per_page: int = PER_PAGE,
    prepare: Callable[[list], None] | None = None,
) -> HttpResponse:
    """Render a list as a page, or as its fragment for htmx (docs/architecture.md).

    The context holds ``page`` (a Django page of rows), ``filterset``, ``orders``, ``order``,
    ``total`` (rows found) and what the caller adds. An unknown page number gives the nearest one,
    an unknown order the first one. ``prepare`` is given the page's rows before they are shown.
    """
    filterset = None
    if filterset_class:
        filterset = filterset_class(
            request.GET or None, queryset=queryset, request=request, **(filterset_kwargs or {})
        )
        queryset = filterset.qs
    order = order_asked(request, orders) if orders else None
    if order:
        queryset = queryset.order_by(*order.fields)
    page = KeyPaginator(queryset, per_page).get_page(request.GET.get("page"))
    if prepare:
        prepare(page.object_list)
    values = {
        "page": page,
        "filterset": filterset,
        "orders": orders,
        "order": order,
        "total": page.paginator.count,
        **(context or {}),
    }
    response = render(request, fragment if wants_fragment(request) else template, values)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part: boosted and history-restoring requests want the whole page."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
