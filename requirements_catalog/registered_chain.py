"""The chain from goal to contract, readable on every object in it.

Need, requirement, answer, score and contract belong to different apps. Each registers its column
in a module named ``chain_links.py``, found when the site starts. A page says from which
requirements the chain is read; it costs a fixed number of queries however many they are.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import HttpRequest

from programmes.access import permissions_in
from programmes.models import Goal, Programme
from programmes.roles import Permission

from .choices import ModuleKind
from .models import Module, Need, Requirement

# Of each column this many entries are shown; the others are counted.
MOST = 4


@dataclass(frozen=True)
class Start:
    """What a page reads its chain from: requirements, and what it knows of goals and needs.

    Without ``goals`` or ``needs`` these are found through the requirements. A page about a module
    names it, for a contract may be for a module that nothing is required of. ``lists`` are
    addresses of pages, by the name of a column, that show all of what a column cannot.

    A page about a ``contract`` names it, and the ``lots`` that it is for, by their keys: others ask
    the same requirements, and nothing of what they ask, get and agree belongs to its chain.
    Requirements that are ``marked`` have notes, and those of the first mark stand first.
    """

    programme: Programme
    requirements: QuerySet[Requirement]
    goals: QuerySet[Goal] | None = None
    needs: QuerySet[Need] | None = None
    module: Module | None = None
    lists: Mapping[str, str] = field(default_factory=dict)
    contract: int | None = None
    lots: Collection[int] | None = None
    marked: "Sequence[Marked]" = ()

    @property
    def keys(self) -> QuerySet:
        """The keys of the requirements, to be asked for inside of another query."""
        return self.requirements.order_by().values("pk")

    @property
    def bought(self) -> Module | None:
        """The module, on the page of one that is to be procured.

        Modules share requirements, and lots that buy others ask them too: of such a page only what
        concerns a lot with the module belongs to the chain.
        """
        is_bought = self.module is not None and self.module.kind == ModuleKind.TO_PROCURE
        return self.module if is_bought else None


@dataclass(frozen=True)
class Marked:
    """Requirements that a page tells apart, by a query for their keys, and what is said of them."""

    keys: QuerySet
    note: str


@dataclass(frozen=True)
class ChainEntry:
    """Something in a column: what it is, where it is, and what is told of it in few words."""

    title: str
    code: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Found:
    """The first entries of a column, how many there are in all, and where all of them stand.

    ``empty`` is said of none where the person sees a part only, in place of the column's own words.
    """

    entries: list[ChainEntry]
    total: int
    list_url: str = ""
    empty: str = ""


@dataclass(frozen=True)
class ChainLink:
    """A column of the chain.

    ``found(user, start)`` gives at most MOST entries, in a fixed number of queries, or None where
    the person may not know whether there are any: then the column says ``kept_back``, whatever
    there is, and without such words there is no column. Those without the permission ``needs`` are
    not even asked for.
    """

    name: str
    label: str
    position: int
    needs: Permission
    empty: str
    found: Callable[[object, Start], Found | None]
    kept_back: str = ""


@dataclass(frozen=True)
class ShownLink:
    """A column as a page draws it; ``empty`` is said where it has no entry."""

    link: ChainLink
    entries: list[ChainEntry]
    more: int
    list_url: str
    empty: str


def start_of(programme: Programme, key: int) -> Start:
    """The chain through one requirement, by its key, whatever its status."""
    return Start(programme, Requirement.objects.filter(pk=key))


def first_of(rows: QuerySet, entry: Callable[..., ChainEntry], list_url: str = "") -> Found:
    """The first rows as entries, and how many rows there are; two queries."""
    return Found([entry(row) for row in rows[:MOST]], rows.count(), list_url)


LINKS: list[ChainLink] = []
# What builds on requirements, and so is concerned when they are withdrawn.
DEPENDENTS: list[ChainLink] = []


def register(link: ChainLink) -> None:
    """Add a column; columns stand in the order of their positions."""
    LINKS.append(link)
    LINKS.sort(key=lambda known: known.position)


def register_dependents(link: ChainLink) -> None:
    """Add something that builds on requirements; the same shape as a column of the chain."""
    DEPENDENTS.append(link)
    DEPENDENTS.sort(key=lambda known: known.position)


def chain_of(request: HttpRequest, start: Start) -> list[ShownLink]:
    """The columns from goal to contract, those that the person may not see in words alone."""
    return _shown(LINKS, request, start)


def dependents_of(request: HttpRequest, start: Start) -> list[ShownLink]:
    """What builds on the requirements, or on the needs, of what the person may see."""
    return [one for one in _shown(DEPENDENTS, request, start) if one.entries]


def _shown(links: list[ChainLink], request: HttpRequest, start: Start) -> list[ShownLink]:
    allowed = permissions_in(request.user, start.programme)
    shown = []
    for link in links:
        found = link.found(request.user, start) if link.needs in allowed else None
        if found is not None:
            more = found.total - len(found.entries)
            url = start.lists.get(link.name, found.list_url)
            shown.append(ShownLink(link, found.entries, more, url, found.empty or link.empty))
        elif link.kept_back:
            shown.append(ShownLink(link, [], 0, "", link.kept_back))
    return shown
