"""The left navigation: each app adds its entry when its screens exist."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .roles import Permission


@dataclass(frozen=True)
class Entry:
    """A line of the navigation: shown to those who hold the permission.

    ``section`` is the first part of the path after the programme, by which the current entry is
    known; ``order`` follows the work from need to award.
    """

    label: str
    url_name: str
    icon: str
    section: str
    order: int
    needs: Permission


ENTRIES: list[Entry] = []


def register(entry: Entry) -> None:
    """Add an entry; the list stays in the order of the work."""
    ENTRIES.append(entry)
    ENTRIES.sort(key=lambda known: known.order)


register(Entry(_("Översikt"), "programmes:programme-overview", "house", "", 10, Permission.VIEW))
register(
    Entry(
        _("Inställningar"), "programmes:programme-settings", "gear", "settings", 90, Permission.VIEW
    )
)
