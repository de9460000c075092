"""Pages of procurements that apps to the right have, reached from the list of procurements.

They register in a module named ``procurement_pages.py``, found when the site starts.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from programmes.models import Programme
from programmes.roles import Permission


@dataclass(frozen=True)
class ListPage:
    """A page beside the procurements; who may not do what it ``needs`` is not led there."""

    label: str
    icon: str
    url: Callable[[Programme], str]
    needs: Permission
    order: int = 50


PAGES: list[ListPage] = []


def register(page: ListPage) -> None:
    """Add a page; pages stand in the order of their numbers."""
    PAGES.append(page)
    PAGES.sort(key=lambda known: known.order)


def menu_of(programme: Programme, allowed: Collection[Permission]) -> list[dict]:
    """Label, icon and address of each that these may open, as entries of a menu."""
    return [
        {"label": page.label, "icon": page.icon, "url": page.url(programme)}
        for page in PAGES
        if page.needs in allowed
    ]
