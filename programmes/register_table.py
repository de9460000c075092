"""The table of a register's list: its heads, its orders, and the cells of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Expression, F, Model, OrderBy
from django.db.models.functions import Collate

from common.lists import Order
from common.ordering import filled

from .models import Programme
from .register import Column, Register, Tag, between
from .registered_sections import columns_of


@dataclass(frozen=True)
class Heading:
    """The head of a column, or of several in one cell, and where it is sorted by it."""

    columns: Sequence[Column]
    name: str
    # "ascending" or "descending" while the list is in this order.
    direction: str = ""

    @property
    def next_name(self) -> str:
        """The order that a click asks for."""
        return f"-{self.name}" if self.direction == "ascending" else self.name

    @property
    def column(self) -> Column:
        """The first of its columns, and the only one where they are not a group."""
        return self.columns[0]

    @property
    def label(self) -> str:
        """What stands over the cells."""
        return self.column.group or self.column.label

    @property
    def order(self) -> tuple:
        """What it is sorted by, if it can be."""
        return () if self.column.group else self.column.order


class RegisterTable:
    """What a person sees of a register's rows, in the order that is ``asked`` for."""

    def __init__(self, user, programme: Programme, entry: Register, asked: str) -> None:
        self._user, self._programme, self._entry, self._asked = user, programme, entry, asked
        self.headings: list[Heading] = []

    def fill(self, rows: list[Model]) -> None:
        """Give each row its cells; the queries are as many for one row as for a page of them."""
        columns = columns_of(self._entry.name, self._user, self._programme, rows)
        self.headings = _headings(columns, self._asked)
        for row in rows:
            row.cells = [_shown(heading, row) for heading in self.headings]


def _headings(columns: Sequence[Column], asked: str) -> list[Heading]:
    named = [(f"c{number}", column) for number, column in enumerate(columns)]
    found = []
    for _key, some in groupby(named, key=lambda one: str(one[1].group) or one[0]):
        together = list(some)
        name = together[0][0]
        direction = {name: "ascending", f"-{name}": "descending"}.get(asked, "")
        found.append(Heading([column for _name, column in together], name, direction))
    return found


def _shown(heading: Heading, row: Model) -> dict:
    if not heading.column.group:
        return _cell(heading.column, row)
    parts = [_cell(column, row) for column in heading.columns]
    # None is what does not apply; what is lacking is empty, and is told as lacking.
    return {"column": heading, "parts": [one for one in parts if one["value"] is not None]}


def _cell(column: Column, row: Model) -> dict:
    value = column.value(row)
    return {
        "column": column,
        "value": value,
        "is_tag": isinstance(value, Tag),
        "is_day": isinstance(value, date),
        "is_figure": isinstance(value, int | Decimal),
        "is_many": isinstance(value, list | tuple),
        "between": between(value) if isinstance(value, list | tuple) else "",
    }


def orders_of(entry: Register) -> list[Order]:
    """Every column that can be sorted by, both ways; the register's own order comes first."""
    found = []
    for number, column in enumerate(entry.columns):
        if column.order:
            up = [_placed(one, is_reversed=False) for one in column.order]
            down = [_placed(one, is_reversed=True) for one in column.order]
            found += [
                Order(f"c{number}", column.label, (*up, "pk")),
                Order(f"-c{number}", column.label, (*down, "-pk")),
            ]
    return sorted(found, key=lambda order: order.name != entry.order)


def _placed(order: str | Expression, *, is_reversed: bool) -> OrderBy:
    """An order with what is empty last in both directions, whatever the database would do."""
    is_down = isinstance(order, str) and order.startswith("-")
    value = F(order.removeprefix("-")) if isinstance(order, str) else order
    if isinstance(value, Collate):
        value = filled(value)
    return OrderBy(value, descending=is_down != is_reversed, nulls_last=True)
