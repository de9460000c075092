"""Swedish order of text on either database."""

from django.db import connection
from django.db.models import Case, Choices, Expression, F, TextField, Value, When
from django.db.models.functions import Collate, NullIf


def swedish(field: str) -> Collate:
    """Expression that orders by ``field`` in Swedish: å, ä, ö last, case folded."""
    return swedish_text(F(field))


def swedish_text(text: Expression | F) -> Collate:
    """The same for an expression."""
    return Collate(text, "sv-SE-x-icu" if connection.vendor == "postgresql" else "sv")


def natural(field: str) -> Collate:
    """Expression that orders by ``field`` as people count: clause 9 before 10, 9.2 before 9.10.

    PostgreSQL's collation is made by ``contracts`` 0002 (ICU, key ``kn``: Unicode TS 35, part 5).
    """
    return natural_text(F(field))


def natural_text(text: Expression | F) -> Collate:
    """The same for an expression."""
    return Collate(text, "sv_natural")


def filled(text: Collate) -> Collate:
    """The same order with no place for a text that is empty: NULL, as what is not said."""
    (inner,) = text.get_source_expressions()
    # Collated outside: what a function gives has no collation of its own in SQLite.
    return Collate(NullIf(inner, Value(""), output_field=TextField()), text.collation)


def by_choice(field: str, choices: type[Choices]) -> Case:
    """Expression that orders by ``field`` as its choices are declared, not by the stored words.

    What is none of them, as what is empty, has no place: NULL.
    """
    return Case(
        *(When(**{field: value}, then=Value(place)) for place, value in enumerate(choices.values))
    )
