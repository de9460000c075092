"""One sort of form field for each sort of field of a requirement, whoever defined it.

Each cleans to the stored value. What is written is read by ``Directory.read``, as in the grid. A
value that stands there and can no longer be read or chosen, because the field changed its sort or
somebody left, may stay as long as nobody touches it.
"""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..cell_values import CellRefused, Directory, empty_value
from ..fields import DATE, LINKS, LONG_TEXT, NUMBER, PERSON, TEXT, YES_NO, Field
from .need_picker import NeedsField

ROW_OF_TEXT = 80


class _Written(forms.CharField):
    """A value written as text: kept as it is when untouched, else read as the field's sort."""

    def __init__(self, *, field: Field, value: object, directory: Directory, **kwargs):
        self.field, self.value, self.directory = field, value, directory
        shown = directory.show(field, value)
        widget = kwargs.pop("widget", None) or _writing(field, shown)
        super().__init__(initial=shown, widget=widget, strip=False, **kwargs)

    def clean(self, value):
        """The stored form of what was written."""
        text = super().clean(value).replace("\r\n", "\n")
        if self.required and not text.strip():
            raise ValidationError(self.error_messages["required"], code="required")
        if text == self.initial:
            return self.value
        try:
            return self.directory.read(self.field, text)
        except CellRefused as refused:
            raise ValidationError(str(refused)) from refused


class _Chosen(forms.ChoiceField):
    """One of the stored values; what stood there before may stay."""

    def __init__(self, *, field: Field, value: object, directory: Directory, **kwargs):
        self.stored = dict(_choices(field, directory))
        self.empty = empty_value(field)
        if value != self.empty and value not in self.stored:
            self.stored[value] = directory.show(field, value)
        nothing = _("ingen") if field.kind == PERSON else _("inte valt")
        choices = [] if field.is_required else [("", nothing)]
        choices += [(str(key), label) for key, label in self.stored.items()]
        super().__init__(choices=choices, initial="" if value is None else str(value), **kwargs)

    def clean(self, value):
        """The stored value that was chosen."""
        chosen = super().clean(value)
        return next((key for key in self.stored if str(key) == chosen), self.empty)


class _Ticked(forms.BooleanField):
    """Yes or no in one box."""

    def __init__(self, *, field: Field, value: object, directory: Directory, **kwargs):
        super().__init__(initial=bool(value), **{**kwargs, "required": False})


class _Linked(forms.MultipleChoiceField):
    """Modules or standards; cleans to their keys in order."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, field: Field, value, directory: Directory, **kwargs):
        choices = [(str(row.key), row.choice) for row in directory.linkables(field.name)]
        super().__init__(choices=choices, initial=[str(key) for key in value], **kwargs)

    def clean(self, value):
        """The keys, sorted as they are stored."""
        return sorted(map(int, super().clean(value)))


class _Needs(NeedsField):
    """Needs, which are many: they are searched for."""

    def __init__(self, *, field: Field, value, directory: Directory, **kwargs):
        super().__init__(programme=directory.programme, value=value, **kwargs)


def cell_field(field: Field, directory: Directory, value: object = None, **more) -> forms.Field:
    """A form's field for one field of a requirement that holds ``value`` (None: nothing).

    ``more`` is what the field of a form takes.
    """
    options = {"label": field.label, "required": field.is_required, "help_text": field.help_text}
    stored = empty_value(field) if value is None else value
    return _sort_of(field)(field=field, value=stored, directory=directory, **{**options, **more})


def field_to_set(field: Field, directory: Directory, value: object = None, **more) -> forms.Field:
    """A field that must be answered, where nothing is chosen until somebody does."""
    if field.kind != YES_NO and _sort_of(field) is not _Chosen:
        return cell_field(field, directory, value, required=True, **more)
    options = {"label": field.label, "help_text": field.help_text, **more, "required": True}
    stored = empty_value(field) if value is None else value
    built = _Chosen(field=field, value=stored, directory=directory, **options)
    built.choices = [("", _("välj")), *((key, label) for key, label in built.choices if key)]
    built.initial = built.initial if value is not None else ""
    return built


def _sort_of(field: Field):
    if field.kind in (TEXT, LONG_TEXT, NUMBER, DATE):
        return _Written
    if field.kind == LINKS:
        return _Needs if field.name == "needs" else _Linked
    return _Ticked if field.kind == YES_NO and not field.extra_key else _Chosen


def _choices(field: Field, directory: Directory) -> list[tuple]:
    """Stored values with their words."""
    if field.kind == PERSON:
        people = directory.people.items()
        return [(str(key) if field.extra_key else key, name) for key, name in people]
    if field.kind == YES_NO and not field.extra_key:
        return [(True, _("ja")), (False, _("nej"))]
    if field.kind == YES_NO:
        return [("yes", _("ja")), ("no", _("nej"))]
    return list(field.choices)


def _writing(field: Field, shown: str) -> forms.Widget:
    if field.kind == DATE:
        # The browser's own control would not show a value from before the field held dates.
        return forms.DateInput({"type": "date"} if not shown or _is_date(shown) else {})
    if field.kind == LONG_TEXT:
        lines = 1 + shown.count("\n") + len(shown) // ROW_OF_TEXT
        return forms.Textarea({"rows": min(lines, 8)})
    return forms.TextInput({"inputmode": "decimal"} if field.kind == NUMBER else {})


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
