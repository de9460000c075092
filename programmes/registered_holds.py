"""What rests on the rows of registers: where it is read, and what refers to none of them.

What refers to a row by a foreign key is found as it is (``used_by.py``). What has a register of its
own is read there; of other kinds the app says where and by whom. An app to the right also knows
what holds a row though it does not refer to it: a decision on a procurement names an organisation,
not its place in the programme; without the place it would be shown nowhere. They register in a
module named ``register_holds.py``, found when the site starts.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Model

from .models import Programme
from .register import REGISTERS
from .roles import Permission


@dataclass(frozen=True)
class Use:
    """Something that rests on a row, in words; with the address of its page where it has one."""

    text: str
    url: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Page:
    """Where rows of a model are read, by those who hold the permission.

    ``label`` is what they are called together, ``url(programme, row)`` the address of one. Rows
    come with what their foreign keys name, and with what ``joined`` does, for ``name`` and ``url``.
    """

    label: str
    needs: Permission
    url: Callable[[Programme, Model], str]
    name: Callable[[Model], str] = str
    joined: Sequence[str] = ()


@dataclass(frozen=True)
class Hold:
    """What else holds the rows of a model: what it is called together, and who may read of it."""

    label: str
    needs: Permission
    held: Callable[[Model], Iterable[object]]


HOLDS: dict[type[Model], list[Hold]] = {}
PAGES: dict[type[Model], Page] = {}


def add_page(model: type[Model], page: Page) -> None:
    """Tell where rows of a model that has no register are read."""
    PAGES[model] = page


def page_of(model: type[Model]) -> Page | None:
    """Where rows of a model are read; None where that is not told, as of tenders: not even their
    number is everybody's to know."""
    if model in PAGES:
        return PAGES[model]
    entry = next((one for one in REGISTERS.values() if one.model is model), None)
    return entry and Page(
        str(entry.title), entry.needs, lambda programme, row: entry.url("detail", programme, row.pk)
    )


def add_hold(model: type[Model], hold: Hold) -> None:
    """Keep rows of a model while ``hold.held(row)`` gives anything: a Use, or what is named as
    text.

    A row of a register is not removed; what else is kept, the app of the model says.
    """
    HOLDS.setdefault(model, []).append(hold)


def held_by_others(row: Model) -> list[object]:
    """What holds a row in place according to apps to the right."""
    return [one for hold in HOLDS.get(type(row), ()) for one in hold.held(row)]
