"""What an address says to show of a catalogue: which rows, in which order, under which columns.

The list, the grid, exports, bulk changes and jobs all read an address here, so that what is
exported or changed is exactly what is shown.
"""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from common.keys import row_keys
from common.lists import Order
from common.ordering import swedish

from .filters import RequirementFilter
from .models import Catalogue, Requirement
from .querysets import RequirementQuerySet

ORDERS = (
    Order("document", _("dokumentets ordning"), ("position",)),
    Order("code", _("krav-id"), ("code", "position")),
    Order("changed", _("senast ändrade först"), ("-changed_at", "-pk")),
    Order("owner", _("ansvarig"), (swedish("owner__full_name"), "position")),
)

DEFAULT_COLUMNS = ("code", "title", "text", "kind", "modules", "status", "owner", "changed")


@dataclass(frozen=True)
class Look:
    """A catalogue as an address shows it."""

    catalogue: Catalogue
    filterset: RequirementFilter
    chapter: Requirement | None
    order: Order
    # Names of fields (fields.py) in the order they are shown; ``changed`` is when a row was changed.
    columns: tuple[str, ...]

    @property
    def rows(self) -> RequirementQuerySet:
        """The rows in order; a whole catalogue or chapter in document order keeps its headings."""
        rows = self.filterset.qs.order_by(*self.order.fields)
        is_whole = not self.filterset.selects and self.order is ORDERS[0]
        return rows if is_whole else rows.requirements()


def look_at(
    catalogue: Catalogue, query: QueryDict, request: HttpRequest | None = None, *, user=None
) -> Look:
    """Read the parameters of an address as ``user`` sees it.

    ``request`` is needed where the filter is shown, for the links that remove a part of it.
    """
    chapter = chapter_of(catalogue, query)
    filterset = RequirementFilter(
        query or None,
        catalogue.requirements.all(),
        request=request,
        catalogue=catalogue,
        chapter=chapter,
    )
    order = next((order for order in ORDERS if order.name == query.get("sort")), ORDERS[0])
    return Look(catalogue, filterset, chapter, order, DEFAULT_COLUMNS)


def chapter_of(catalogue: Catalogue, query: QueryDict) -> Requirement | None:
    """The heading that an address narrows to, if it names one of the catalogue's."""
    keys = row_keys([query.get("heading", "")])
    return catalogue.requirements.headings().filter(pk__in=keys).select_related("parent").first()
