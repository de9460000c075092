"""A register's list as a workbook: its rows, and a sheet for what stands below the list."""

from collections.abc import Iterable, Sequence

from django.db.models import Model
from django.http import HttpRequest

from common.lists import order_asked
from common.workbook_writer import Table

from .models import Programme
from .register import Register, Sheet, words_asked
from .register_table import orders_of
from .registered_sections import LIST_PARTS, columns_of

# The widths of a workbook's columns in characters: of texts, and of what is short; what the sign
# that filters takes beside a head; and the longest name of a sheet.
WIDE, NARROW, LEAST, BESIDE_HEAD, NAME = 36, 20, 10, 4, 31


def tables_of(request: HttpRequest, programme: Programme, entry: Register) -> list[Table]:
    """The rows that are found, in the order they are shown; then what of the same kind is kept
    elsewhere, of that what the person may read and the same words are found in."""
    parts = (part.sheet(request, programme) for part in LIST_PARTS.get(entry.name, ()))
    return [_table(one) for one in (_listed(request, programme, entry), *parts) if one]


def _listed(request: HttpRequest, programme: Programme, entry: Register) -> Sheet:
    order = order_asked(request, orders_of(entry))
    found = entry.found(programme, words_asked(request), request.GET)
    rows: Sequence[Model] = list(found.order_by(*order.fields))
    return Sheet(entry.title, columns_of(entry.name, request.user, programme, rows), rows)


def _table(sheet: Sheet) -> Table:
    cells = [[column.exported(row) for column in sheet.columns] for row in sheet.rows]
    heads = [str(column.label) for column in sheet.columns]
    return Table(
        name=str(sheet.title)[:NAME],
        heads=heads,
        rows=cells,
        widths=[
            _width(head, (row[number] for row in cells), is_wide=number == 1 or bool(one.group))
            for number, (head, one) in enumerate(zip(heads, sheet.columns, strict=True))
        ],
    )


def _width(head: str, values: Iterable, *, is_wide: bool) -> int:
    """So wide that no word is broken, and no wider than what stands there needs.

    A column of texts is wide where one of them is long.
    """
    texts = [str(value) for value in values if value is not None]
    longest = max(map(len, texts), default=0)
    if is_wide and longest > NARROW:
        return WIDE
    of_head = max((len(word) for word in head.split()), default=0) + BESIDE_HEAD
    of_texts = max((len(word) for text in texts for word in text.split()), default=0) + 2
    return max(LEAST, of_head, min(WIDE, of_texts), min(NARROW, longest + 2))
