"""What an address says to show of a catalogue: which rows, in which order, under which columns.

The list, the grid, exports, bulk changes and jobs all read an address here, so that what is
exported or changed is exactly what is shown. An address with ``view=`` and nothing about rows
means what is saved in that view; one that says rows itself means just those, whatever the view.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.keys import row_keys
from common.lists import Order
from common.ordering import swedish

from .addresses import (
    CHAPTER,
    COLUMNS,
    SORT,
    VIEW,
    address_of,
    columns_in,
    is_same_selection,
    says_rows,
    selection_in,
)
from .cell_values import Directory
from .field_queries import can_order, ordered
from .fields import SHOWN_ONLY, Field, fields_of
from .filters.fields import Options
from .filters.requirements import RequirementFilter, Trouble
from .models import Catalogue, ColumnLayout, Requirement, SavedView
from .querysets import RequirementQuerySet

ORDERS = (
    Order("document", _("dokumentets ordning"), ("position",)),
    Order("code", _("krav-id"), ("code", "position")),
    Order("changed", _("senast ändrade först"), ("-changed_at", "-pk")),
    Order("owner", _("ansvarig"), (swedish("owner__full_name").asc(nulls_last=True), "position")),
)
_BACKWARDS = (
    Order("-code", _("krav-id, baklänges"), ("-code", "position")),
    Order("-changed", _("äldst ändring först"), ("changed_at", "pk")),
)
# What every look begins with: the row's name and its words.
ALWAYS = ("code", "title", "text")
DEFAULT_COLUMNS = (*ALWAYS, "kind", "modules", "status", "owner", "changed")


@dataclass(frozen=True)
class Look:
    """A catalogue as an address shows it to a person."""

    catalogue: Catalogue
    user: object
    # The address's own parameters; those that show the same again; what they say of rows.
    query: QueryDict
    address: QueryDict
    selection: QueryDict
    view: SavedView | None
    # Every field by name, the catalogue's own included, and ``changed``, which is only shown.
    fields: dict[str, Field]
    directory: Directory
    filterset: RequirementFilter
    chapter: Requirement | None
    order: Order

    @property
    def rows(self) -> RequirementQuerySet:
        """The rows in order; a whole catalogue or chapter in document order keeps its headings.

        None at all when something in the address cannot be understood (``filterset.troubles``).
        """
        rows = self.filterset.qs.order_by(*self.order.fields)
        is_whole = not self.filterset.selects and self.order is ORDERS[0]
        return rows if is_whole else rows.requirements()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of fields in the order they are shown: of the address, else of its view, else as
        the person has chosen for the list, else the usual ones."""
        return self.asked_columns or self._own_columns or DEFAULT_COLUMNS

    @cached_property
    def asked_columns(self) -> tuple[str, ...]:
        """The columns that the address or its view asks for; empty when they ask for none."""
        names: Iterable[str] = columns_in(self.query, self.fields)
        if not names and self.view:
            names = self.view.columns
        return shown_columns(names, self.fields)

    @cached_property
    def _own_columns(self) -> tuple[str, ...]:
        layout = ColumnLayout.objects.filter(catalogue=self.catalogue, person=self.user).first()
        return shown_columns(layout.columns.get("list", []) if layout else [], self.fields)

    @property
    def is_changed(self) -> bool:
        """Whether the address shows something else than its view has saved."""
        if not self.view:
            return False
        if not is_same_selection(self.selection, QueryDict(self.view.query)):
            return True
        return self.asked_columns != shown_columns(self.view.columns, self.fields)

    @property
    def columns_in_address(self) -> list[str]:
        """The values of the parameter that asks for columns, for forms that keep it."""
        return self.address.getlist(COLUMNS)

    @property
    def own_fields(self) -> dict[str, Field]:
        """The fields that hold something of the requirement's own, which can be edited."""
        return {name: known for name, known in self.fields.items() if name not in SHOWN_ONLY}

    def href(self, **changes: str) -> str:
        """The address of this look with some parameters changed; an empty value removes one."""
        return address_of(self.address, **changes)


def look_at(catalogue: Catalogue, query: QueryDict, *, user=None) -> Look:
    """Read the parameters of an address as ``user`` sees it; at most five queries."""
    troubles = []
    fields = fields_of(catalogue) | SHOWN_ONLY
    directory = Directory(catalogue)
    view = None
    if query.get(VIEW):
        view = view_named(catalogue, user, query[VIEW])
        if view is None:
            text = gettext("Vyn finns inte längre, eller delas inte med dig.")
            troubles.append(Trouble(VIEW, gettext("Vy"), text))
    is_as_saved = view is not None and not any(map(says_rows, query))
    data = QueryDict(view.query) if view and is_as_saved else query
    chapter = chapter_of(catalogue, data)
    if data.get(CHAPTER) and chapter is None:
        text = gettext("Kapitlet finns inte i katalogen. Det kan ha tagits bort.")
        troubles.append(Trouble(CHAPTER, gettext("Kapitel"), text))
    selection = selection_in(data)
    address = selection.copy()
    for name in (VIEW, COLUMNS):
        if query.get(name):
            address.setlist(name, query.getlist(name))
    own = {name: known for name, known in fields.items() if name not in SHOWN_ONLY}
    filterset = RequirementFilter(
        data,
        catalogue.requirements.all(),
        fields=own,
        options=Options(directory, user=user),
        chapter=chapter,
        address=address,
        troubles=troubles,
    )
    order = order_named(data.get(SORT, ""), own)
    return Look(
        catalogue=catalogue,
        user=user,
        query=query,
        address=address,
        selection=selection,
        view=view,
        fields=fields,
        directory=directory,
        filterset=filterset,
        chapter=chapter,
        order=order,
    )


def shown_columns(names: Iterable[str], fields: dict[str, Field]) -> tuple[str, ...]:
    """The names that are fields, after those that every look begins with; () without any."""
    known = [name for name in dict.fromkeys(names) if name in fields]
    return (*ALWAYS, *(name for name in known if name not in ALWAYS)) if known else ()


def order_named(name: str, fields: dict[str, Field]) -> Order:
    """The order of that name: one of ours, or by a field, backwards after a minus sign."""
    for order in (*ORDERS, *_BACKWARDS):
        if order.name == name:
            return order
    known = fields.get(name.removeprefix("-"))
    if known is None or not can_order(known):
        return ORDERS[0]
    is_descending = name.startswith("-")
    label = str(known.label)
    if is_descending:
        label = gettext("%(field)s, fallande") % {"field": label}
    by_field = ordered(known, is_descending=is_descending)
    return Order(name, label, (by_field, "position"))


def view_named(catalogue: Catalogue, user, uid: str) -> SavedView | None:
    """A saved view of the catalogue that the person may use, by its uid as an address has it."""
    views = catalogue.views.usable_by(user) if user else catalogue.views.filter(is_shared=True)
    try:
        return views.filter(uid=uid).first()
    except ValidationError:
        return None


def chapter_of(catalogue: Catalogue, query: QueryDict) -> Requirement | None:
    """The heading that an address narrows to, if it names one of the catalogue's."""
    keys = row_keys([query.get(CHAPTER, "")])
    return catalogue.requirements.headings().filter(pk__in=keys).select_related("parent").first()
