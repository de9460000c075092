"""Fields of a form for what a catalogue adds itself: one sort of field for each sort of value.

What is sent is read by ``Directory.read``, as in the grid; a value that was there before and can
no longer be read, after the field changed its sort, is kept as long as nobody touches it.
"""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .cell_values import CellRefused, Directory, number_text
from .fields import CHOICE, DATE, LONG_TEXT, NUMBER, PERSON, YES_NO, Field


class PlainNumber(forms.DecimalField):
    """A number as people write it: decimal comma, and no zeros that say nothing."""

    def __init__(self, **kwargs):
        super().__init__(localize=True, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value):
        """The number without the zeros that the database fills it with."""
        return number_text(value).replace(".", ",") if isinstance(value, Decimal) else value


class _Chosen(forms.ChoiceField):
    """One of the stored values; what stood there before may stay."""

    def __init__(self, *, value: str, choices, **kwargs):
        known = [("", _("inte valt")), *choices]
        if value and value not in dict(known):
            known.append((value, value))
        super().__init__(choices=known, initial=value, **kwargs)


class _Written(forms.CharField):
    """A value written as text: kept as it is when untouched, else read as the field's sort."""

    def __init__(self, *, field: Field, value: str, directory: Directory, **kwargs):
        self.value, self.field, self.directory = value, field, directory
        shown = directory.show(field, value)
        super().__init__(initial=shown, **kwargs)

    def clean(self, value):
        """The stored form of what was written."""
        text = super().clean(value)
        if text == self.initial:
            return self.value
        try:
            return str(self.directory.read(self.field, text) or "")
        except CellRefused as refused:
            raise ValidationError(str(refused)) from refused


def extra_form_field(field: Field, value: str, directory: Directory) -> forms.Field:
    """A field of a form for one of the catalogue's own fields; it cleans to the stored text."""
    common = {"label": field.label, "required": False}
    if field.kind == CHOICE:
        return _Chosen(value=value, choices=field.choices, **common)
    if field.kind == YES_NO:
        return _Chosen(value=value, choices=[("yes", _("ja")), ("no", _("nej"))], **common)
    if field.kind == PERSON:
        people = [(str(key), name) for key, name in directory.people.items()]
        if value and value not in dict(people):
            people.append((value, directory.show(field, value)))
        return _Chosen(value=value, choices=people, **common)
    if field.kind in (NUMBER, DATE):
        widget = forms.DateInput({"type": "date"}) if field.kind == DATE else forms.TextInput
        return _Written(field=field, value=value, directory=directory, widget=widget, **common)
    assert field.kind == LONG_TEXT
    lines = 1 + value.count("\n") + len(value) // 80
    area = forms.Textarea({"rows": min(lines, 8)})
    return forms.CharField(initial=value, widget=area, strip=False, **common)
