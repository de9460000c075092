"""What the API answers with, as plain data (the shapes are those of serializers_api.py)."""

from django.http import HttpRequest

from common.timeline import ShownChange

from ..access.api import requirements_of
from ..actions.api import catalogue_revision_of, full_revision_of
from ..cell_values import Directory
from ..fields import LINKS, LONG_TEXT, PERSON, TEXT, Field
from ..json_document.values import row_as_json
from ..models import Catalogue, Requirement, RequirementRelation


def requirement_answer(row: Requirement, fields: dict[str, Field], emails: dict[int, str]) -> dict:
    """A row with what the API says beside its fields."""
    shown = row_as_json(row, fields, emails)
    return {
        "catalogue": row.catalogue.slug,
        "depth": row.depth,
        "revision": full_revision_of(row),
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
        "revision": catalogue_revision_of(catalogue),
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
    """Relations to rows that the key may read, both ways, those it states first; two queries."""
    readable = requirements_of(request.auth)
    out = row.relations_out.filter(target__in=readable).select_related("target__catalogue")
    back = row.relations_in.filter(source__in=readable).select_related("source__catalogue")
    return [relation_answer(one, row) for rows in (out, back) for one in rows.order_by("pk")]


def relation_answer(relation: RequirementRelation, row: Requirement) -> dict:
    """A relation as it is read from one of its ends."""
    is_out = relation.source_id == row.pk
    other = relation.target if is_out else relation.source
    return {
        "id": relation.pk,
        "direction": "out" if is_out else "in",
        "kind": relation.kind,
        "requirement": {
            "uid": str(other.uid),
            "catalogue": other.catalogue.slug,
            "code": other.code,
            "title": other.title,
        },
        "note": relation.note,
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
