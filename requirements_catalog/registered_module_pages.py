"""Pages of the architecture that apps to the right have, reached from the list of modules.

They register in a module named ``module_pages.py``, found when the site starts.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from programmes.models import Programme
from programmes.roles import Permission


@dataclass(frozen=True)
class ModulePage:
    """A page beside the modules: ``url(programme)`` is its address.

    ``needs``: who may not do that in the programme is not led there. The main one stands first and
    is seen first.
    """

    label: str
    icon: str
    url: Callable[[Programme], str]
    needs: Permission
    order: int = 50
    is_main: bool = False


PAGES: list[ModulePage] = []


def register(page: ModulePage) -> None:
    """Add a page; pages stand in the order of their numbers."""
    PAGES.append(page)
    PAGES.sort(key=lambda known: known.order)


def pages_of(programme: Programme, allowed: Collection[Permission]) -> list[dict]:
    """Label, icon, address and whether it is the main one, of each that these may open."""
    return [
        {
            "label": page.label,
            "icon": page.icon,
            "url": page.url(programme),
            "is_main": page.is_main,
        }
        for page in PAGES
        if page.needs in allowed
    ]
