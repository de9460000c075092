"""Parts of *Mitt arbete* that apps to the right add: the catalogue cannot know what they ask for.

They stand in a module named ``my_work.py``, found when the site starts.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class WorkPart:
    """A part of the page: a template, and the function that gathers what it shows.

    ``build(programme, user)`` returns the template's context, or None to show nothing.
    """

    template: str
    build: Callable[[object, object], dict | None]
    order: int


PARTS: list[WorkPart] = []


def register(part: WorkPart) -> None:
    """Add a part; the list stays in its order."""
    PARTS.append(part)
    PARTS.sort(key=lambda known: known.order)


def parts_for(programme, user) -> list[tuple[str, dict]]:
    """What the parts show of a programme to a person: template and context of each."""
    found = [(part.template, part.build(programme, user)) for part in PARTS]
    return [(template, context) for template, context in found if context is not None]
