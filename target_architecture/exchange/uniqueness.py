"""What only one row of a programme may have, looked at for many rows at once.

A database says of one row at a time that it breaks such a rule, and not which of a file's rows
would: here the rules of the models are read, and asked in advance.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models

from ..choices import StateKind

Key = tuple[str, tuple]


def unique_keys(
    model: type[models.Model], value_of: Callable[[str], Any]
) -> Iterator[tuple[Key, str]]:
    """Each rule with a row's values, and what is said where another has them.

    ``value_of`` gives the value of a field, by its name. The programme is left out: all rows that
    are looked at are of one. The only rule with a condition is that of the two ends of the states.
    """
    for rule in model._meta.constraints:
        if not isinstance(rule, models.UniqueConstraint):
            continue
        if rule.condition is not None and value_of("kind") == StateKind.TRANSITION:
            continue
        names = [name for name in rule.fields if name != "programme"]
        message = str(rule.violation_error_message)
        yield (rule.name, tuple(value_of(name) for name in names)), message


def keys_of(row: models.Model) -> Iterator[Key]:
    """What a row that is there has alone."""
    for key, _message in unique_keys(
        type(row), lambda name: getattr(row, row._meta.get_field(name).attname)
    ):
        yield key
