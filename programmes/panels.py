"""The panels of the overview page: the programme cannot know the apps to its right, so they come
to it."""

from collections.abc import Callable
from dataclasses import dataclass

from .roles import Permission


@dataclass(frozen=True)
class Panel:
    """A part of the overview: a template and the function that gathers what it shows.

    ``build(programme, user)`` returns the template's context, or None to show nothing.
    ``column`` is "main" (what needs me, work) or "aside" (health, figures).
    """

    template: str
    build: Callable[[object, object], dict | None]
    column: str
    order: int
    needs: Permission


PANELS: list[Panel] = []


def register(panel: Panel) -> None:
    """Add a panel; the list stays in its order."""
    PANELS.append(panel)
    PANELS.sort(key=lambda known: known.order)
