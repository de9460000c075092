"""Pages about a catalogue that apps to the right have, in its menu and its rows' history.

They register in a module named ``catalogue_pages.py``, found when the site starts; the addresses
are asked for by name, so that nothing on the right is imported here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode

from programmes.roles import Permission

from .models import Catalogue, Requirement


@dataclass(frozen=True)
class CataloguePage:
    """An entry of the catalogue's menu; the address takes the slugs of programme and catalogue.

    With ``keeps_look`` the address says what the list shows, as the exports' does. ``needs``: who
    may not do that in the programme does not see the entry.
    """

    label: str
    icon: str
    url_name: str
    order: int = 50
    keeps_look: bool = False
    needs: Permission | None = None


PAGES: list[CataloguePage] = []


def register(page: CataloguePage) -> None:
    """Add a page to the menu of every catalogue."""
    PAGES.append(page)
    PAGES.sort(key=lambda known: known.order)


def pages_of(catalogue: Catalogue, allowed: Collection[Permission]) -> list[dict]:
    """Label, icon and address of every page that somebody who is allowed this may open."""
    arguments = [catalogue.programme.slug, catalogue.slug]
    return [
        {
            "label": page.label,
            "icon": page.icon,
            "url": reverse(page.url_name, args=arguments),
            "keeps_look": page.keeps_look,
        }
        for page in PAGES
        if page.needs is None or page.needs in allowed
    ]


NEED_PAGES: list[CataloguePage] = []


def register_need_page(page: CataloguePage) -> None:
    """Add a page to the menu of the list of needs; its address takes the programme's slug."""
    NEED_PAGES.append(page)
    NEED_PAGES.sort(key=lambda known: known.order)


def need_pages_of(slug: str) -> list[dict]:
    """Label, icon and address of every page about the needs of a programme."""
    return [
        {"label": page.label, "icon": page.icon, "url": reverse(page.url_name, args=[slug])}
        for page in NEED_PAGES
    ]


# The name of the address where a row is read as it was; it takes the row's uid too.
_rows_then: list[str] = []


def register_rows_then(url_name: str) -> None:
    """Let the history of a row lead to the row as it was."""
    _rows_then[:] = [url_name]


def address_then(row: Requirement, moment: datetime) -> str:
    """Where a row is read as it was at a moment; empty where nobody keeps such a page."""
    if not _rows_then:
        return ""
    catalogue = row.catalogue
    path = reverse(_rows_then[0], args=[catalogue.programme.slug, catalogue.slug, row.uid])
    return f"{path}?{urlencode({'when': moment.isoformat()})}"
