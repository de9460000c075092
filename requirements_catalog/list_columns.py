"""The list's columns: their headings with the orders they give, and the cells of its rows."""

from dataclasses import dataclass

from .addresses import SORT
from .cell_values import value_in
from .field_queries import can_order
from .fields import LEVEL, LINKS, LONG_TEXT, NUMBER, PERSON, Field
from .look import Look
from .models import Requirement
from .querysets import LINKED

# Columns that stay when a requirement is open beside the list.
KEPT = ("code", "title", "kind", "status")
ASCENDING, DESCENDING = "ascending", "descending"
# A sign for the kinds whose cells are more than words.
TAGS = {"kind": "kind", "status": "status", "changed": "day"}


@dataclass(frozen=True)
class Heading:
    """The heading of a column."""

    field: Field
    # How a cell is shown: "code", "words", "kind", "status", "links", "person", "day", "number" …
    look: str
    sort_url: str
    direction: str

    @property
    def is_wide(self) -> bool:
        """Whether the column gives way to a requirement that is open beside the list."""
        return self.field.name not in KEPT


@dataclass(frozen=True)
class Cell:
    """One cell: how it is shown, and its words or linked rows."""

    look: str
    value: object


def headings_of(look: Look) -> list[Heading]:
    """The headings of the look's columns; title and text share one."""
    return [
        Heading(look.fields[name], _look_of(look.fields[name]), *_sorting(look, name))
        for name in look.columns
        if name != "text"
    ]


def fill_cells(rows: list[Requirement], headings: list[Heading], look: Look) -> None:
    """Give each row ``cells``, one for each heading; no query for a row."""
    people = [known for known in (one.field for one in headings) if _is_own_person(known)]
    if people:
        named = (value_in(row, known) for row in rows for known in people)
        look.directory.learn_people(int(str(value)) for value in named if value)
    for row in rows:
        row.cells = [Cell(one.look, _value(row, one, look)) for one in headings]


def _value(row: Requirement, heading: Heading, look: Look) -> object:
    known = heading.field
    if known.kind == LINKS:
        label = LINKED[known.name]
        return [(one.code, getattr(one, label)) for one in getattr(row, f"shown_{known.name}")]
    if known.kind == PERSON and not known.extra_key:
        person = getattr(row, known.name)
        return person.get_short_name() if person else ""
    if heading.look in ("code", "words", "kind", "status", "day"):
        return ""
    return look.directory.show(known, value_in(row, known))


def _look_of(known: Field) -> str:
    if known.name in ("code", "title"):
        return "code" if known.name == "code" else "words"
    if known.name in TAGS:
        return TAGS[known.name]
    if known.kind in (LINKS, NUMBER):
        return known.kind
    return "long" if known.kind == LONG_TEXT else "short" if known.kind != LEVEL else LEVEL


def _sorting(look: Look, name: str) -> tuple[str, str]:
    """The address that the heading leads to, and the direction that holds now."""
    if name != "changed" and not can_order(look.fields[name]):
        return "", ""
    # Of changes the newest are wanted first, so that order has the name without a sign.
    first, second = (DESCENDING, ASCENDING) if name == "changed" else (ASCENDING, DESCENDING)
    if look.order.name == name:
        return look.href(**{SORT: f"-{name}"}), first
    if look.order.name == f"-{name}":
        return look.href(**{SORT: ""}), second
    return look.href(**{SORT: name}), ""


def _is_own_person(known: Field) -> bool:
    return known.kind == PERSON and bool(known.extra_key)
