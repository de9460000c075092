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
