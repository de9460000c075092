"""Registers: what a programme keeps of one kind, such as goals, risks or interfaces.

An app declares its registers in a module named ``registers.py``, found when the site starts. Pages,
search, order, export, history, removal and its undoing are the same for all (``views_registers``);
a register says only what is its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from common.workbook_writer import CELL_CHARACTERS

from .forms_registers import RegisterForm
from .models import Programme
from .querysets import SearchedQuerySet
from .roles import Permission


@dataclass(frozen=True)
class Tag:
    """A word in a cell that stands in a tag; ``kind`` is one of the tags of components.css."""

    label: str
    kind: str = "information"

    def __str__(self) -> str:
        return str(self.label)


class Linked(str):
    """Text in a cell that leads to what it names; in a workbook it is the text alone."""

    __slots__ = ("url",)
    url: str

    def __new__(cls, text: str, url: str) -> "Linked":
        """The text with the address that it leads to."""
        made = super().__new__(cls, text)
        made.url = url
        return made


@dataclass(frozen=True)
class Column:
    """A column of a register's list and of its export.

    ``value(row)`` is text, a number, a day, a Tag, or a list of texts, Linked or not. A column with
    an order can be sorted by; a wide one is left out on a narrow screen. Columns beside each other
    of one ``group`` share a cell of the list, each under its own label, and are not sorted by
    there.
    """

    label: str
    value: Callable[[Model], object]
    order: tuple = ()
    is_number: bool = False
    is_wide: bool = False
    group: str = ""

    def exported(self, row: Model) -> object:
        """The value as a cell of a workbook."""
        value = self.value(row)
        if isinstance(value, list | tuple):
            return _fitting(f"{between(value)} ".join(str(one) for one in value))
        if value is None or isinstance(value, int | float | Decimal | date):
            return value
        return _fitting(str(value))


def between(values: Sequence) -> str:
    """The sign after each of several values: a semicolon where one of them has a comma itself."""
    return ";" if any("," in str(one) for one in values) else ","


def _fitting(text: str) -> str:
    """As much of a text as a cell takes, and where the rest is to be read."""
    if len(text) <= CELL_CHARACTERS:
        return text
    rest = " … " + _("(hela texten står på radens sida)")
    return text[: CELL_CHARACTERS - len(rest)] + rest


@dataclass(frozen=True)
class Filter:
    """A choice above a register's list that leaves some of its rows.

    ``name`` stands in the address, ``options`` are values with their labels, and
    ``left(rows, value)`` gives the rows of a value, in the same query. Where ``is_many``, several
    can be chosen, any of which will do, and ``left`` is given them all as a list.
    """

    name: str
    label: str
    options: Sequence[tuple[str, object]]
    left: Callable[[SearchedQuerySet, Any], SearchedQuerySet]
    is_many: bool = False

    def asked(self, given: QueryDict) -> list[str]:
        """The values that an address asks for, in the order of the options; of one choice the last
        that is said. Empty for none, and without what there is not."""
        said = given.getlist(self.name) if self.is_many else given.getlist(self.name)[-1:]
        return [value for value, _label in self.options if value in said]

    def words(self, given: QueryDict) -> str:
        """What a closed choice of several says is chosen: the labels, or how many they are."""
        asked = self.asked(given)
        if len(asked) > 2:
            return _("%(count)s valda") % {"count": len(asked)}
        return ", ".join(str(label) for value, label in self.options if value in asked)

    def narrowed(self, rows: SearchedQuerySet, given: QueryDict) -> SearchedQuerySet:
        """The rows that an address leaves."""
        if not (asked := self.asked(given)):
            return rows
        return self.left(rows, asked if self.is_many else asked[0])


@dataclass(frozen=True)
class Section:
    """A part of a row's own page: a template and what it is given, or None to show nothing."""

    template: str
    values: Callable[[HttpRequest, Model], dict | None]


@dataclass(frozen=True)
class Sheet:
    """A sheet of a list's workbook: rows, and what stands of each in columns."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Any]


@dataclass(frozen=True)
class ListPart(Section):
    """What is of the same kind as a register's rows and kept elsewhere, told below its list.

    Its values are given the programme for a row. ``sheet(request, programme)`` is the same for the
    list's workbook, in a fixed number of queries; None for no sheet, as where it is not shown. One
    that ``is_searched`` shows what the words of the list leave of it (``words_asked``), and is
    shown anew with them.
    """

    sheet: Callable[[HttpRequest, Programme], Sheet | None] = lambda _request, _programme: None
    is_searched: bool = False


@dataclass(frozen=True)
class Link:
    """An entry of the register's menu: another page about the same."""

    label: str
    url_name: str
    icon: str = ""


@dataclass(frozen=True)
class Register:
    """What there is of one kind in a programme, and how it is shown and written.

    ``name`` stands in addresses. ``crumb`` is (label, url name) of the page above, which takes the
    programme's slug. ``rows(programme)`` are those of a programme, each with all that the columns
    read, in a fixed number of queries, and in the order of a column where the list is not to begin
    in that of the first; ``new(programme)`` is one that is not saved. The first
    column names the row.
    """

    name: str
    model: type[Model]
    form: type[RegisterForm]
    title: str
    lead: str
    new_label: str
    empty: str
    columns: Sequence[Column]
    search: tuple[str, ...]
    rows: Callable[[Programme], SearchedQuerySet]
    new: Callable[[Programme], Model]
    crumb: tuple[str, str]
    icon: str = "list-ul"
    # The order that the list begins with, as in its address: "c2" by the third column, "-c2" down.
    order: str = "c0"
    needs: Permission = Permission.VIEW
    edits: Permission = Permission.EDIT_PROGRAMME
    sections: Sequence[Section] = field(default_factory=tuple)
    links: Sequence[Link] = field(default_factory=tuple)
    filters: Sequence[Filter] = field(default_factory=tuple)
    # Fields of a row whose history is not for this person; its facts follow ``Column`` and form.
    kept_back: Callable[[HttpRequest, Model], set[str]] = lambda request, row: set()

    def found(self, programme: Programme, words: str, given: QueryDict) -> SearchedQuerySet:
        """Rows in which every word is found, and that the filters of an address leave."""
        rows = self.rows(programme).with_words(words, *self.search)
        for one in self.filters:
            rows = one.narrowed(rows, given)
        return rows

    def url(self, page: str, programme: Programme, *keys: object) -> str:
        """The address of one of its pages: list, create, detail, edit, remove or export."""
        return reverse(f"programmes:register-{page}", args=[programme.slug, self.name, *keys])


REGISTERS: dict[str, Register] = {}
LONGEST_SEARCH = 200


def words_asked(request: HttpRequest) -> str:
    """What a list's page, and what stands below the list, is searched for."""
    # PostgreSQL takes no text with a NUL in it.
    return " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH]


def register(entry: Register) -> None:
    """Add a register under its name."""
    REGISTERS[entry.name] = entry
