"""A catalogue as one JSON document that holds everything and can be read back (docs/api.md)."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from io import BytesIO

from django.db.models import QuerySet

from common.history import chunks

from ..cell_words import LINKED, linked_codes
from ..fields import EXTRA_PREFIX, Field, fields_of
from ..json_document.values import emails_in, row_as_json
from ..models import Catalogue, Requirement, RequirementRelation

FORMAT, VERSION = "fvm-requirements", 2
# The mark of a row that leaves out what is empty, and the name of its relations.
WHOLE, RELATIONS = "whole", "relations"
# What a row always says.
_ALWAYS = ("uid", "parent", "code")
_AT_ONCE = 1000


def export_requirements_json(
    queryset: QuerySet, catalogue: Catalogue, columns: Sequence[str] | None = None
) -> bytes:
    """Rows of a catalogue, in document order, as UTF-8 with a row on each line.

    ``columns`` are names of fields or keys of extra fields; everything when None. What places a
    row (uid, parent, is_heading) and its code come always.
    """
    fields = _fields_in(catalogue, columns)
    file = BytesIO()
    # Row by row: the document is never held both as plain data and as text.
    head = _line(_head(catalogue, fields, columns)).removesuffix(b"}")
    file.write(head + b',\n"requirements":[')
    separator = b"\n"
    for row in _rows(queryset, fields, columns):
        file.write(separator + _line(row))
        separator = b",\n"
    file.write(b"\n]}\n")
    return file.getvalue()


def requirements_document(
    queryset: QuerySet, catalogue: Catalogue, columns: Sequence[str] | None = None
) -> dict:
    """The same as plain data; five queries for each 1,000 rows."""
    fields = _fields_in(catalogue, columns)
    rows = list(_rows(queryset, fields, columns))
    return {**_head(catalogue, fields, columns), "requirements": rows}


def _line(data: dict) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _fields_in(catalogue: Catalogue, columns: Sequence[str] | None) -> dict[str, Field]:
    fields = fields_of(catalogue)
    if columns is None:
        return fields
    wanted = {"code", *columns, *(f"{EXTRA_PREFIX}{key}" for key in columns)}
    return {name: known for name, known in fields.items() if name in wanted}


def _head(catalogue: Catalogue, fields: dict[str, Field], columns: Sequence[str] | None) -> dict:
    """Everything but the rows."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "catalogue": {
            "slug": catalogue.slug,
            "name": catalogue.name,
            "description": catalogue.description,
        },
        "extra_fields": [
            {
                "key": extra.key,
                "label": extra.label,
                "kind": extra.kind,
                "choices": extra.choice_list.splitlines(),
                "help_text": extra.help_text,
            }
            for extra in catalogue.extra_fields.all()
            if f"{EXTRA_PREFIX}{extra.key}" in fields
        ],
        "stated": [*fields, *([RELATIONS] if columns is None else [])],
    }


def _rows(
    queryset: QuerySet, fields: dict[str, Field], columns: Sequence[str] | None
) -> Iterator[dict]:
    """Each row with what it has; what is left out of what it states is empty."""
    has_all = columns is None
    keys = list(queryset.order_by("position").values_list("pk", flat=True))
    for part in chunks(keys, _AT_ONCE):
        rows = Requirement.objects.filter(pk__in=part)
        links = {name: linked_codes(rows, name) for name in LINKED if name in fields}
        people = rows.select_related("parent", "owner", "assignee")
        found = list(people.order_by("position"))
        emails = emails_in(found, fields)
        relations = _relations(part) if has_all else {}
        for row in found:
            shown = row_as_json(row, fields, emails, all_extra=has_all, links=links)
            shown[RELATIONS] = relations.get(row.pk)
            kept = {name: value for name, value in shown.items() if value or name in _ALWAYS}
            yield {**kept, WHOLE: True}


def _relations(keys: Sequence[int]) -> dict[int, list[dict]]:
    """Row → its relations to others, by the other's lasting identity."""
    found: dict[int, list[dict]] = defaultdict(list)
    rows = RequirementRelation.objects.filter(source__in=keys).order_by("kind", "target__uid")
    for source, kind, target, note in rows.values_list("source", "kind", "target__uid", "note"):
        found[source].append({"kind": kind, "target": str(target), "note": note})
    return found
