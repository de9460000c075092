"""What apps to the right know holds a row as it is, though the row does not refer to it.

A decision on a procurement names an organisation, not its place in the programme; without the place
it would be shown nowhere. They register in a module named ``register_holds.py``, found when the
site starts.
"""

from collections.abc import Callable, Iterable

from django.db.models import Model

HOLDS: dict[type[Model], list[Callable[[Model], Iterable[object]]]] = {}


def add_hold(model: type[Model], held: Callable[[Model], Iterable[object]]) -> None:
    """Keep rows of a model while ``held(row)`` gives anything; what it gives is named as text.

    A row of a register is not removed; what else is kept, the app of the model says.
    """
    HOLDS.setdefault(model, []).append(held)


def held_by_others(row: Model) -> list[object]:
    """What holds a row in place according to apps to the right."""
    return [one for held in HOLDS.get(type(row), ()) for one in held(row)]
