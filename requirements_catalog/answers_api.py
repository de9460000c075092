"""What the API answers with, as plain data (the shapes are those of serializers_api.py)."""

from django.http import HttpRequest

from .access_api import requirements_of
from .actions import revision_of
from .cell_values import Directory
from .fields import LINKS, LONG_TEXT, PERSON, TEXT, Field
from .json_values import row_as_json
from .models import Catalogue, Requirement
from .timeline import ShownChange


def requirement_answer(row: Requirement, fields: dict[str, Field], emails: dict[int, str]) -> dict:
    """A row with what the API says beside its fields."""
    shown = row_as_json(row, fields, emails)
    return {
        "catalogue": row.catalogue.slug,
        "depth": row.depth,
        "revision": revision_of(row),
        "changed_at": row.changed_at,
        "created_at": row.created_at,
        **shown,
    }


def catalogue_answer(catalogue: Catalogue) -> dict:
    """A catalogue (``with_counts``)."""
    return {
        "slug": catalogue.slug,
        "name": catalogue.name,
        "description": catalogue.description,
        "programme": catalogue.programme.slug,
        "requirements": catalogue.requirement_count,
        "created_at": catalogue.created_at,
    }


def field_answer(known: Field, directory: Directory) -> dict:
    """A field with what can be chosen in it."""
    if known.kind == LINKS:
        options = [(code, label) for _pk, code, label in directory.options(known.name)]
    elif known.kind == PERSON:
        options = directory.addresses()
    else:
        options = list(known.choices)
    return {
        "name": known.name,
        "label": str(known.label),
        "kind": known.kind,
        "is_required": known.is_required,
        "on_headings": known.on_headings,
        "max_length": known.limit if known.kind in (TEXT, LONG_TEXT) else None,
        "choices": [{"value": value, "label": str(label)} for value, label in options],
    }


def linked_answer(linked) -> dict:
    """A module, need or standard."""
    return {"code": linked.code, "name": getattr(linked, "title", "") or linked.name}


def code_of(linked) -> str:
    """What links are ordered by."""
    return linked.code


def relations_answer(request: HttpRequest, row: Requirement) -> list[dict]:
    """Relations to rows that the key may read, both ways; two queries."""
    readable = requirements_of(request.auth)
    found = []
    for direction, relations, other in (
        ("out", row.relations_out.filter(target__in=readable), "target"),
        ("in", row.relations_in.filter(source__in=readable), "source"),
    ):
        for relation in relations.select_related(f"{other}__catalogue").order_by("pk"):
            found.append(
                {
                    "direction": direction,
                    "kind": relation.kind,
                    "requirement": _other(getattr(relation, other)),
                    "note": relation.note,
                }
            )
    return found


def _other(row: Requirement) -> dict:
    return {
        "uid": str(row.uid),
        "catalogue": row.catalogue.slug,
        "code": row.code,
        "title": row.title,
    }


def history_answer(entry: ShownChange) -> dict:
    """A change of the line of time."""
    change = entry.change
    return {
        "at": change.at,
        "by": change.by,
        "reason": change.reason,
        "what": entry.title,
        "fields_changed": [
            {
                "name": field.name,
                "label": shown.label,
                "old": field.old,
                "new": field.new,
            }
            for field, shown in zip(change.fields, entry.fields, strict=True)
        ],
    }
