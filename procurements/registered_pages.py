"""Pages about procurements that apps to the right have: tabs of one, and pages beside their list.

An app registers both in a module named ``procurement_pages.py``, found when the site starts.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from programmes.models import Programme
from programmes.roles import Permission


@dataclass(frozen=True)
class Tab:
    """A tab of a procurement: label, the address (of both slugs), and its name as ``tab``."""

    label: str
    url_name: str
    tab: str


@dataclass(frozen=True)
class ListPage:
    """A page beside the list; who may not do what it ``needs`` is not led there."""

    label: str
    icon: str
    url: Callable[[Programme], str]
    needs: Permission
    order: int = 50


TABS: list[Tab] = []
_list_pages: list[ListPage] = []


def register_tab(tab: Tab) -> None:
    """Add a tab, after those of the procurement itself and before its log."""
    TABS.append(tab)


def register_list_page(page: ListPage) -> None:
    """Add a page to the menu of the list; they stand in the order of their numbers."""
    _list_pages.append(page)
    _list_pages.sort(key=lambda known: known.order)


def list_menu(programme: Programme, allowed: Collection[Permission]) -> list[dict]:
    """Label, icon and address of each page beside the list that these may open."""
    return [
        {"label": page.label, "icon": page.icon, "url": page.url(programme)}
        for page in _list_pages
        if page.needs in allowed
    ]
