"""The left navigation: each app adds its entry when its screens exist."""

from dataclasses import dataclass

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
