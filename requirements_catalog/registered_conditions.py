"""Conditions that apps to the right add to the catalogue's filter.

The catalogue cannot know what baselines or the linter know of its rows, so they come to it: in a
module named ``catalogue_conditions.py``, found when the site starts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from .models import Catalogue


@dataclass(frozen=True)
class RegisteredCondition:
    """A parameter of the address with what can be chosen in it, any of which will do.

    ``options(catalogue)`` gives (word in the address, label); ``narrows(catalogue, words)`` the
    question to the rows. Both are called only where the condition is used.
    """

    name: str
    label: str
    options: Callable[[Catalogue], list[tuple[str, str]]]
    narrows: Callable[[Catalogue, list[str]], Q]


CONDITIONS: dict[str, RegisteredCondition] = {}


def register(condition: RegisteredCondition) -> None:
    """Add a condition; its name is then known in every address of a catalogue."""
    CONDITIONS[condition.name] = condition
