"""What the pages of a look show around its rows: filter, order, and the tabs of saved views."""

from dataclasses import dataclass

from django.http import HttpRequest

from common.ordering import swedish
from programmes.access import permissions_in

from .access.catalogues import may_change_view
from .addresses import VIEW
from .look import ORDERS, Look
from .models import SavedView
from .registered_pages import pages_of


@dataclass(frozen=True)
class Tab:
    """A saved view above the list."""

    view: SavedView
    url: str
    is_current: bool


def look_context(look: Look, request: HttpRequest) -> dict[str, object]:
    """The context of the filter bar, what it found, and the tabs; one query for the tabs."""
    views = look.catalogue.views.usable_by(request.user).order_by(swedish("name"), "pk")
    allowed = permissions_in(request.user, look.catalogue.programme)
    open_key = look.view.pk if look.view else None
    return {
        "look": look,
        "catalogue": look.catalogue,
        "filterset": look.filterset,
        "chapter": look.chapter,
        "order": look.order,
        "orders": ORDERS if look.order in ORDERS else (*ORDERS, look.order),
        "tabs": [
            Tab(view, f"{request.path}?{VIEW}={view.uid}", view.pk == open_key) for view in views
        ],
        "may_change_view": bool(look.view and may_change_view(request.user, allowed, look.view)),
        "look_query": look.href(),
        "catalogue_pages": pages_of(look.catalogue, allowed),
    }
