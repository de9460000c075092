"""What stood beside the text of a requirement at a moment, in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from requirements_catalog.cell_values import number_text
from requirements_catalog.fields import FIELDS, LINKS, LONG_TEXT, PERSON, YES_NO
from requirements_catalog.models import Catalogue

from .frozen import own_fields_at
from .moment import Linked

# Shown by themselves, above or below the facts.
_ELSEWHERE = {"code", "title", "kind", "status"}


def facts_then(record, linked: Mapping[str, Sequence[Linked]]) -> list[tuple[str, str]]:
    """(label, text) of each field but the texts that held something; one query for its people."""
    people = {
        user.pk: str(user)
        for user in User.objects.filter(pk__in=[record.owner_id, record.assignee_id])
    }
    facts = []
    for field in FIELDS:
        if field.name in _ELSEWHERE or field.kind == LONG_TEXT:
            continue
        if field.kind == LINKS:
            text = ", ".join(f"{one.code} {one.name}".strip() for one in linked[field.name])
        elif field.kind == PERSON:
            text = people.get(getattr(record, f"{field.name}_id"), "")
        else:
            text = _words(field, getattr(record, field.name))
        if text:
            facts.append((str(field.label), text))
    return facts


def _words(field, value) -> str:
    if value in (None, ""):
        return ""
    if field.kind == YES_NO:
        return _("ja") if value else ""
    if isinstance(value, Decimal):
        return number_text(value).replace(".", ",")
    return str(dict(field.choices).get(value, value))


def own_texts_then(
    catalogue: Catalogue, moment: datetime, extra: Mapping[str, str]
) -> list[tuple[str, str]]:
    """(label, text) of the catalogue's own fields as they were called then; at most two queries."""
    own = own_fields_at(catalogue.pk, moment)
    labels = {one.key: one.label for one in own}
    people = {one.key for one in own if one.kind == "person"}
    keys = {int(text) for key, text in extra.items() if key in people and str(text).isdecimal()}
    names = {str(user.pk): str(user) for user in User.objects.filter(pk__in=keys)} if keys else {}
    answers = {one.key for one in own if one.kind == "yes_no"}
    words = {"yes": _("ja"), "no": _("nej")}
    order = [one.key for one in own] + sorted(set(extra) - set(labels))

    def shown(key: str) -> str:
        text = str(extra[key])
        if key in answers:
            return words.get(text, text)
        return names.get(text, text) if key in people else text

    return [(labels.get(key, key), shown(key)) for key in order if extra.get(key)]
