"""Swedish order of text on either database."""

from django.db import connection
from django.db.models import Expression, F
from django.db.models.functions import Collate


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
    return Collate(F(field), "sv_natural")
