"""Swedish order of text on either database."""

from django.db import connection
from django.db.models import F
from django.db.models.functions import Collate


def swedish(field: str) -> Collate:
    """Expression that orders by ``field`` in Swedish: å, ä, ö last, case folded."""
    collation = "sv-SE-x-icu" if connection.vendor == "postgresql" else "sv"
    return Collate(F(field), collation)
