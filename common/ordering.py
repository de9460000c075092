"""Swedish order of text on either database, and of texts that have been read."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.db import connection
from django.db.models import Case, Choices, Expression, F, TextField, Value, When
from django.db.models.functions import Collate, NullIf

_SWEDISH = str.maketrans(
    {"å": "z\ue001", "ä": "z\ue002", "ö": "z\ue003", "æ": "z\ue002", "ø": "z\ue003"}
)
_NUMBERS = re.compile(r"([0-9]+)")


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


def swedish_key(text: str) -> str:
    """Key that sorts text in Swedish order: å, ä, ö after z, letters before case."""
    return text.casefold().translate(_SWEDISH)


@lru_cache(maxsize=4096)
def natural_key(text: str) -> tuple[list, str]:
    """Key that sorts text in Swedish order and the numbers in it by size: 9.2 before 9.10."""
    parts = _NUMBERS.split(swedish_key(text))
    return [_size(part) if at % 2 else part for at, part in enumerate(parts)], text


def _size(digits: str) -> tuple[int, str]:
    """By the size of a number, however long: Python makes no number of some thousand digits."""
    counting = digits.lstrip("0")
    return len(counting), counting


def in_natural_order(texts: Iterable[str]) -> list[str]:
    """Texts as a database orders them by ``natural``: K-2 before K-10, å after z."""
    found = list(texts)
    return sorted(found, key=natural_key) if len(found) > 1 else found
