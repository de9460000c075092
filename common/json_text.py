"""Texts that stand in a JSON object, read by the database: any key, on either database.

Django's own transforms take a key that looks like a number for a place in a list, and SQLite's
paths cannot name a key with quotation marks in it.
"""

from django.db.models import Case, F, FloatField, Func, TextField, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import Regex

NUMBER = r"^-?[0-9]{1,12}(\.[0-9]{1,3})?$"
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class JsonText(Func):
    """The text under ``key`` of the object in ``column``; NULL where there is none."""

    function = "jsonb_extract_path_text"
    output_field = TextField()

    def __init__(self, column: str, key: str) -> None:
        super().__init__(F(column), Value(key))

    def as_sqlite(self, compiler, connection, **context):
        """SQLite reads the object as rows of key and value."""
        return self.as_sql(
            compiler,
            connection,
            template="(SELECT value FROM json_each(%(expressions)s)",
            arg_joiner=") WHERE key = ",
            **context,
        )


def json_number(column: str, key: str) -> Case:
    """The text as a number; NULL where it is none: old values may be of another kind."""
    text = JsonText(column, key)
    return Case(When(Regex(text, NUMBER), then=Cast(text, FloatField())))


def json_date(column: str, key: str) -> Case:
    """The text where it is a date as YYYY-MM-DD; it compares and sorts as text."""
    text = JsonText(column, key)
    return Case(When(Regex(text, DATE), then=text), output_field=TextField())
