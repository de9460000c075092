"""What apps to the right add to the pages of registers they do not own.

A risk's page shows what only an app to the right knows, such as clauses of contracts, and the menu
of the goals leads to what is bought for them. They register in a module named
``register_sections.py``, found when the site starts. What is the register's own stands first, then
the rest in the order of the apps.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model

from .models import Programme
from .register import REGISTERS, Column, Link, ListPart, Section


@dataclass(frozen=True)
class AddedColumn:
    """A column of the list, and of its export, that another app fills.

    ``values(user, programme, rows)`` gives the value of rows by key, in a fixed number of queries,
    or None where the person may not read it: then there is no column.
    """

    label: str
    group: str
    values: Callable[[object, Programme, Sequence[Model]], Mapping[int, object] | None]

    def filled(self, user, programme: Programme, rows: Sequence[Model]) -> Column | None:
        """The column with the values of these rows."""
        values = self.values(user, programme, rows)
        if values is None:
            return None
        return Column(self.label, lambda row: values.get(row.pk, ""), group=self.group)


SECTIONS: dict[str, list[Section]] = {}
# Below a register's list.
LIST_PARTS: dict[str, list[ListPart]] = {}
LINKS: dict[str, list[Link]] = {}
COLUMNS: dict[str, list[AddedColumn]] = {}


def add_section(register_name: str, section: Section) -> None:
    """Add a section to every row's page of the register with this name."""
    SECTIONS.setdefault(register_name, []).append(section)


def add_list_part(register_name: str, part: ListPart) -> None:
    """Add what is of the same kind and kept elsewhere below the list of the register."""
    LIST_PARTS.setdefault(register_name, []).append(part)


def add_link(register_name: str, link: Link) -> None:
    """Add an entry to the menu of the register with this name, and to its block on *Styrning*."""
    LINKS.setdefault(register_name, []).append(link)


def add_column(register_name: str, column: AddedColumn) -> None:
    """Add a column, after the register's own, to the list of the register with this name."""
    COLUMNS.setdefault(register_name, []).append(column)


def columns_of(
    register_name: str, user, programme: Programme, rows: Sequence[Model]
) -> list[Column]:
    """The columns that the person may read: the register's own, then those of apps to the right."""
    added = (one.filled(user, programme, rows) for one in COLUMNS.get(register_name, ()))
    return [*REGISTERS[register_name].columns, *filter(None, added)]


def links_of(register_name: str) -> Sequence[Link]:
    """The entries of a register's menu: its own, then those of apps to the right."""
    return [*REGISTERS[register_name].links, *LINKS.get(register_name, ())]
