"""The left navigation: each app adds its entry when its screens exist."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .access import permissions_in
from .roles import Permission


@dataclass(frozen=True)
class Entry:
    """A line of the navigation: shown to those who hold the permission, by role.

    ``also(user, programme)`` is asked of the others: whether something else than a role lets the
    person in, such as an appointment.

    ``section`` is the first part of the path after the programme, by which the current entry is
    known; ``order`` follows the work from need to award, and tells the group (``GROUPS``).
    """

    label: str
    url_name: str
    icon: str
    section: str
    order: int
    needs: Permission
    also: Callable[[object, object], bool] | None = None

    def is_shown_to(self, user, programme) -> bool:
        """Whether the person gets in where the entry leads."""
        if self.needs in permissions_in(user, programme):
            return True
        return self.also is not None and self.also(user, programme)


@dataclass(frozen=True)
class Group:
    """Entries beside each other under one heading: those whose order is from ``start`` on."""

    label: str
    start: int


GROUPS = (
    Group(_("Programmet"), 0),
    Group(_("Vad vi behöver"), 20),
    Group(_("Kravställning"), 40),
    Group(pgettext_lazy("menyn", "Upphandling"), 50),
    Group(pgettext_lazy("menyn", "Övrigt"), 90),
)


def group_of(entry: Entry) -> Group:
    """The group that an entry stands in."""
    return next(group for group in reversed(GROUPS) if group.start <= entry.order)


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
