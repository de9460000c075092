"""The left navigation: each app adds its entry when its screens exist."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .access import permissions_in
from .roles import Permission


@dataclass(frozen=True)
class Entry:
    """A line of the navigation: shown to those who hold the permission, by role.

    ``also(user, programme)`` is asked of the others: whether something else than a role lets the
    person in, such as an appointment.

    ``section`` is the first part of the path after the programme, by which the current entry is
    known; ``order`` follows the work from need to award.
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
