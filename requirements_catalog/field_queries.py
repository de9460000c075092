"""What the database is asked about a field of a requirement: conditions, holes and orders.

Values are as stored (fields.py). The catalogue's own fields are texts in ``Requirement.extra``.
"""

from collections.abc import Sequence

from django.db.models import Case, Exists, F, OrderBy, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import NullIf
from django.db.models.lookups import GreaterThanOrEqual, IContains, In, IsNull, LessThanOrEqual

from common.json_text import JsonText, json_date, json_number
from common.ordering import natural, natural_text, swedish, swedish_text

from . import models
from .fields import (
    CHOICE,
    DATE,
    LEVEL,
    LINK_MODELS,
    LINKS,
    LONG_TEXT,
    NUMBER,
    PEOPLE,
    PERSON,
    YES_NO,
    Field,
)
from .querysets import NEED_IN_USE


def any_of(known: Field, values: Sequence) -> Q:
    """Rows whose field holds one of the values."""
    if known.extra_key:
        return Q(In(JsonText("extra", known.extra_key), list(values)))
    if known.kind == LINKS:
        through, column = _through(known)
        links = through.objects.filter(**{f"{column}__in": values})
        return Q(pk__in=links.values("requirement"))
    return Q((f"{_column(known)}__in", list(values)))


def contains(known: Field, text: str) -> Q:
    """Rows in whose field the text stands, in any letter case."""
    if known.extra_key:
        return Q(IContains(JsonText("extra", known.extra_key), text))
    return Q((f"{known.name}__icontains", text))


def at_least(known: Field, value: str) -> Q:
    """Rows with this number or date, or a larger one; rows without any are left out."""
    if known.extra_key:
        return Q(GreaterThanOrEqual(_comparable(known), _bound(known, value)))
    return Q((f"{known.name}__gte", value))


def at_most(known: Field, value: str) -> Q:
    """Rows with this number or date, or a smaller one; rows without any are left out."""
    if known.extra_key:
        return Q(LessThanOrEqual(_comparable(known), _bound(known, value)))
    return Q((f"{known.name}__lte", value))


def can_lack(known: Field) -> bool:
    """Whether the field can be empty at all."""
    return bool(known.extra_key) or not (known.is_required or known.kind == YES_NO)


def lacking(known: Field) -> Q:
    """Rows whose field is empty."""
    if known.extra_key:
        # An empty text has no key, but what other programs have written may be blank.
        text = JsonText("extra", known.extra_key)
        return Q(IsNull(text, True)) | Q(In(text, [""]))
    if known.kind == LINKS:
        through, _column_name = _through(known)
        links = through.objects.filter(requirement=OuterRef("pk"))
        return Q(~Exists(links.filter(NEED_IN_USE) if known.name == "needs" else links))
    if known.name in PEOPLE or known.kind in (NUMBER, LEVEL):
        return Q((f"{_column(known)}__isnull", True))
    return Q((known.name, ""))


# ---------------------------------------------------------------- orders


def can_order(known: Field) -> bool:
    """Whether rows have a sensible order by the field: not by long texts and people's keys."""
    if known.extra_key:
        return known.kind != PERSON
    return known.kind != LONG_TEXT


def ordered(known: Field, *, is_descending: bool) -> OrderBy:
    """The order of rows by a field, what is empty last."""
    return OrderBy(_sorted_by(known), descending=is_descending, nulls_last=True)


def _sorted_by(known: Field):
    if known.kind == CHOICE and known.choices:
        value = JsonText("extra", known.extra_key) if known.extra_key else F(known.name)
        places = [
            When(In(value, [choice]), then=Value(number))
            for number, (choice, _label) in enumerate(known.choices)
        ]
        return Case(*places, default=None)
    if known.extra_key:
        if known.kind in (NUMBER, DATE):
            return _comparable(known)
        text = JsonText("extra", known.extra_key)
        return swedish_text(NullIf(text, Value("", TextField())))
    if known.kind == LINKS:
        through, column = _through(known)
        code = f"{column.removesuffix('_id')}__code"
        first = through.objects.filter(requirement=OuterRef("pk")).order_by(natural(code))
        # Collated outside as well: this is what the rows are ordered by.
        return natural_text(Subquery(first.values(code)[:1]))
    if known.name in PEOPLE:
        return swedish(f"{known.name}__full_name")
    if known.kind in (NUMBER, LEVEL, YES_NO):
        return F(known.name)
    return swedish_text(NullIf(F(known.name), Value("")))


def _through(known: Field):
    name, column = LINK_MODELS[known.name]
    return getattr(models, name), column


def _column(known: Field) -> str:
    return f"{known.name}_id" if known.name in PEOPLE else known.name


def _comparable(known: Field):
    read = json_number if known.kind == NUMBER else json_date
    return read("extra", known.extra_key)


def _bound(known: Field, value: str) -> float | str:
    # An own field is text in JSON and compared as the database's double; no points or money are.
    return float(value) if known.kind == NUMBER else value
