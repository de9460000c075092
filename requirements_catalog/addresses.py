"""Addresses of a catalogue's looks: which parameters say what is shown, and how to change them."""

from collections.abc import Iterable

from django.http import QueryDict

from . import registered_conditions
from .fields import DATE, EXTRA_PREFIX, FIELDS, NUMBER, Field

FROM, TO = "from.", "to."
# A field of links is named by one of them in addresses, as other pages have always linked.
SHORT_NAMES = {"modules": "module", "needs": "need", "standards": "standard"}
SEARCH, MISSING, CHAPTER, SORT = "q", "missing", "heading", "sort"
CHANGED_SINCE, CHANGED_BY = "changed_since", "changed_by"
VIEW, COLUMNS, ADDED = "view", "columns", "with"
# What a field is compared with by a smallest and a largest value.
RANGES = (NUMBER, DATE)


def short_name(known: Field) -> str:
    """The field's name in addresses."""
    return SHORT_NAMES.get(known.name, known.name)


def parameters_of(known: Field) -> tuple[str, ...]:
    """The parameters that narrow by a field."""
    name = short_name(known)
    return (FROM + name, TO + name) if known.kind in RANGES else (name,)


_KNOWN = {name for known in FIELDS for name in parameters_of(known)} | {
    SEARCH,
    MISSING,
    CHAPTER,
    SORT,
    CHANGED_SINCE,
    CHANGED_BY,
}
_OWN = (EXTRA_PREFIX, FROM, TO)


def says_rows(name: str) -> bool:
    """Whether the parameter says which rows are shown or in which order."""
    return name in _KNOWN or name in registered_conditions.CONDITIONS or name.startswith(_OWN)


def selection_in(query: QueryDict) -> QueryDict:
    """What an address says of rows and their order, without what it leaves empty."""
    found = QueryDict(mutable=True)
    for name, values in query.lists():
        kept = [value for value in values if value]
        if says_rows(name) and kept:
            found.setlist(name, kept)
    return found


def is_same_selection(first: QueryDict, second: QueryDict) -> bool:
    """Whether two addresses select the same rows in the same order."""
    return _sorted(selection_in(first)) == _sorted(selection_in(second))


def address_of(query: QueryDict, without: Iterable[str] = (), **changes: str) -> str:
    """``?`` and the parameters, some of them changed or left out.

    With a view the address says its rows itself, if only by an empty search: an address of a view
    and nothing more means what is saved in it.
    """
    found = query.copy()
    for name in [*without, *changes]:
        found.pop(name, None)
    for name, value in changes.items():
        if value:
            found[name] = value
    if VIEW in found and not any(map(says_rows, found)):
        found[SEARCH] = ""
    return "?" + found.urlencode()


def column_parameter(names: Iterable[str]) -> list[str]:
    """Names of columns as an address has them: in one value unless a name holds a comma."""
    names = list(names)
    return names if any("," in name for name in names) else [",".join(names)]


def columns_in(query: QueryDict, fields: dict[str, Field]) -> list[str]:
    """Names of columns that an address asks for and the catalogue has, each once."""
    found: dict[str, None] = {}
    for value in query.getlist(COLUMNS):
        names = [value] if value in fields else value.split(",")
        found |= dict.fromkeys(name for name in names if name in fields)
    return list(found)


def _sorted(query: QueryDict) -> list[tuple[str, list[str]]]:
    return sorted((name, sorted(set(values))) for name, values in query.lists())
