"""A row that a file asks for, and how the properties of an element or relationship fill it."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Choices
from django.utils.translation import gettext as _

from common.archimate import Concept

from . import words

Names = tuple[str, ...]


@dataclass
class Wanted:
    """A row that a file asks for: plain values, and by identifier what it refers to.

    A value that the file does not tell is not among ``values``: it is left as it is.
    """

    kind: str
    identifier: str
    type: str
    name: str
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    # Field -> identifier, or identifiers where there may be many.
    references: dict[str, str | list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def is_only_named(self) -> bool:
        """Whether no element of the file stands for it, only the words of a property."""
        return self.identifier.startswith("=")


def text(row: Wanted, one: Concept, name: str, names: Names) -> None:
    """The text of a property, where the file tells it."""
    if found := one.values(*names):
        row.values[name] = found[0]


def number(row: Wanted, one: Concept, name: str, names: Names) -> None:
    """A whole number, perhaps with spaces between its thousands."""
    for told in one.values(*names):
        plain = "".join(told.split())
        if plain.isascii() and plain.isdigit() and len(plain) < 10:
            row.values[name] = int(plain)
        else:
            row.problems.append(not_understood(names[0], told))


def years(row: Wanted, one: Concept) -> None:
    """The years that something is in use."""
    number(row, one, "in_use_from", words.FROM)
    number(row, one, "in_use_until", words.UNTIL)


def yes_no(row: Wanted, one: Concept, name: str, names: Names) -> None:
    """Yes or no."""
    for told in one.values(*names):
        if told.casefold() in (*words.YES, *words.NO):
            row.values[name] = told.casefold() in words.YES
        else:
            row.problems.append(not_understood(names[0], told))


def choice(row: Wanted, one: Concept, name: str, names: Names, choices: type[Choices]) -> None:
    """One of some choices; other words are told."""
    for told in one.values(*names):
        found = words.chosen(choices, told)
        if found is None:
            row.problems.append(not_understood(names[0], told))
        else:
            row.values[name] = found


def choices_in(one: Concept, names: Names, choices: type[Choices]) -> list:
    """The choices that properties mean; other words are passed over."""
    found = (words.chosen(choices, told) for told in one.values(*names))
    return [value for value in found if value is not None]


def not_understood(name: str, told: str) -> str:
    """That a property says something that its field cannot hold."""
    return _("Egenskapen %(name)s har ett värde som inte går att tolka: %(text)s") % {
        "name": name,
        "text": told[:60],
    }
