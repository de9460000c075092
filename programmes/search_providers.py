"""Global search: each app answers for what it holds, limited to what the person may see."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """One thing found: where it is, what it is and a line of its text.

    ``list_url`` is the list that holds it, narrowed to what was searched for, and ``list_name``
    what tells that list from others of its kind: the programme or the catalogue.
    """

    url: str
    title: str
    kind: str
    text: str = ""
    list_url: str = ""
    list_name: str = ""


@dataclass(frozen=True)
class Provider:
    """A source of hits: ``find(user, words, limit)`` returns at most ``limit`` of them."""

    label: str
    order: int
    find: Callable[[object, str, int], list[Hit]]


PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a source; the list stays in its order."""
    PROVIDERS.append(provider)
    PROVIDERS.sort(key=lambda known: known.order)
