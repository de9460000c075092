"""The grid's rows and columns as JSON.

A row is ``{"key", "heading", "depth", "withdrawn", "cells": {field: words}, "stored": {field:
value}}``. Empty cells are left out, and a stored value that is the same as its words; ``empty`` of
the column is what stands in an empty cell.
"""

from collections.abc import Iterable, Sequence

from django.utils.timezone import localtime

from ..cell_values import Directory, empty_value, value_in
from ..choices import RequirementStatus
from ..field_queries import can_order
from ..fields import (
    CHANGED,
    CHOICE,
    DATE,
    LEVEL,
    LINK_MODELS,
    LINKS,
    LONG_TEXT,
    NUMBER,
    OUTLINE,
    PERSON,
    SHOWN_ONLY,
    TEXT,
    YES_NO,
    Field,
)
from ..look import Look
from ..models import Catalogue, ColumnLayout
from ..numbering import numbers_in_outline

WIDTHS = {LONG_TEXT: 340, TEXT: 180, NUMBER: 110, DATE: 110, YES_NO: 100, LEVEL: 130}
OWN_WIDTHS = {
    "outline_number": 120,
    "code": 110,
    "title": 240,
    "text": 420,
    "kind": 110,
    "status": 130,
}
FIRST_SHOWN = ("title", "text", "kind", "status", "owner", "modules", "motive", "verification")
NARROWEST, WIDEST = 48, 1200


class LayoutRefused(ValueError):
    """What was sent is no choice of columns."""


# ---------------------------------------------------------------- columns


def grid_columns(
    fields: dict[str, Field],
    directory: Directory,
    layout: list | None,
    asked: Sequence[str] = (),
) -> list[dict[str, object]]:
    """Every column in the person's order, with what can be chosen in it.

    ``asked`` are the columns that the address or its view wants instead; widths stay the person's.
    """
    known = {entry[0]: entry for entry in layout or [] if entry[0] in fields}
    first = [name for name in asked if name in fields] or known
    order = [*first, *(name for name in fields if name not in first)]
    columns = [_column(fields[name], directory, known.get(name), bool(layout)) for name in order]
    if asked:
        # The code heads each row already.
        shown = set(asked) - {"code"}
        columns = [{**column, "shown": column["name"] in shown} for column in columns]
    return columns


def _column(field: Field, directory: Directory, entry: list | None, has_layout: bool) -> dict:
    width = OWN_WIDTHS.get(field.name) or WIDTHS.get(field.kind, 150)
    if entry:
        width, shown = entry[1], entry[2]
    else:
        # A field that came after the choice was made is offered, not put in the way.
        shown = not has_layout and (field.name in FIRST_SHOWN or bool(field.extra_key))
    return {
        "name": field.name,
        "label": str(field.label),
        "kind": field.kind,
        "width": width,
        "shown": shown,
        "required": field.is_required,
        "headings": field.on_headings,
        "sorts": field is CHANGED or (field is not OUTLINE and can_order(field)),
        "readOnly": field.name in SHOWN_ONLY,
        "empty": empty_value(field),
        "options": _options(field, directory),
    }


def _options(field: Field, directory: Directory) -> list[list[str]]:
    """What can be chosen, each as [what is written in the cell, what explains it]."""
    if field.kind in (CHOICE, LEVEL):
        return [[str(label), ""] for _value, label in field.choices]
    if field.kind == YES_NO:
        return [[directory.show(field, value), ""] for value in (True, False)]
    if field.kind == PERSON:
        return [[name, ""] for name in directory.people.values()]
    if field.kind == LINKS:
        # Needs may be thousands: the editor asks for those that match (views/needs.py).
        return (
            []
            if field.name == "needs"
            else [[code, label] for _key, code, label in directory.options(field.name)]
        )
    return []


def layout_of(catalogue: Catalogue, person) -> list | None:
    """The person's columns as [name, width, is shown]; None before any were chosen."""
    layout = ColumnLayout.objects.filter(catalogue=catalogue, person=person).first()
    return layout.columns.get("grid") or None if layout else None


def columns_in_grid(look: Look) -> tuple[str, ...]:
    """Names of the columns that the grid shows: those asked for, else the person's own."""
    layout = layout_of(look.catalogue, look.user)
    found = grid_columns(look.fields, look.directory, layout, look.asked_columns)
    return tuple(str(column["name"]) for column in found if column["shown"])


def read_layout(sent: object, fields: dict[str, Field]) -> list[list]:
    """Columns as a browser sends them, checked; LayoutRefused when they are none."""
    if not isinstance(sent, list) or len(sent) > 500:
        raise LayoutRefused
    columns = {}
    for entry in sent:
        if not isinstance(entry, list) or len(entry) != 3 or not isinstance(entry[0], str):
            raise LayoutRefused
        name, width, shown = entry
        if type(width) is not int or type(shown) is not bool:
            raise LayoutRefused
        if name in fields:
            columns[name] = [name, min(max(width, NARROWEST), WIDEST), shown]
    return list(columns.values())


# ---------------------------------------------------------------- rows


def packed(keys: Iterable[int]) -> list:
    """Keys in their order as few characters: each as its difference to the one before, and
    ``[n]`` for n keys that follow one by one. 5, 6, 7, 9, 3 is ``[5, [2], 2, -6]``.
    """
    found: list = []
    last = 0
    for key in keys:
        if key != last + 1 or not found:
            found.append(key - last)
        elif isinstance(found[-1], list):
            found[-1][0] += 1
        else:
            found.append([1])
        last = key
    return found


def grid_rows(
    catalogue: Catalogue,
    keys: Iterable[int],
    fields: dict[str, Field],
    directory: Directory,
) -> list[dict[str, object]]:
    """The rows with these keys, in the order of the keys; four queries whatever their number."""
    keys = list(keys)
    found = catalogue.requirements.filter(pk__in=keys).prefetch_related(*LINK_MODELS)
    rows = {row.pk: row for row in found}
    people = [field for field in fields.values() if field.kind == PERSON]
    named = (value_in(row, field) for row in rows.values() for field in people)
    directory.learn_people(named)
    return [_row(rows[key], fields, directory) for key in keys if key in rows]


def _row(row, fields: dict[str, Field], directory: Directory) -> dict[str, object]:
    cells, stored = {}, {}
    for name, field in fields.items():
        if field is OUTLINE or (row.is_heading and not field.on_headings):
            continue
        if field is CHANGED:
            cells[name] = localtime(row.changed_at).date().isoformat()
            continue
        value = value_in(row, field)
        words = directory.show(field, value)
        if words:
            cells[name] = words
        if value != (words or empty_value(field)):
            stored[name] = value
    return {
        "key": row.pk,
        "heading": row.is_heading,
        "depth": row.depth,
        "withdrawn": row.status == RequirementStatus.WITHDRAWN,
        "cells": cells,
        "stored": stored,
    }


def with_outline_numbers(catalogue: Catalogue, rows: list[dict]) -> list[dict]:
    """The rows with their numbers in the outline; three queries."""
    numbers = numbers_in_outline(catalogue, [row["key"] for row in rows])
    for row in rows:
        if row["key"] in numbers:
            row["cells"][OUTLINE.name] = numbers[row["key"]]
    return rows


def shown_cell(row: int, field: Field, value: object, directory: Directory) -> list[object]:
    """One cell as [row, field, words, stored]."""
    return [row, field.name, directory.show(field, value), value]
