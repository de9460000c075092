"""Forms that decide about what an origin has published."""

from django import forms
from django.utils.translation import gettext_lazy as _

from requirements_catalog.cell_values import Directory
from requirements_catalog.forms.cells import cell_field

from .origins import Copy

FIELD_PREFIX = "field-"


class _Decision(forms.Form):
    """What the person saw is sent along, so that nothing else is decided about."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data=None, *, copy: Copy, **kwargs):
        super().__init__(data, initial={"seen": copy.seen}, **kwargs)
        self.copy = copy


class AdoptForm(_Decision):
    """The origin's words are taken over."""

    reason = forms.CharField(
        label=_("Skäl till ändringen"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class DeclineForm(_Decision):
    """The copy stays as it is."""

    note = forms.CharField(
        label=_("Varför tas ändringen inte över?"),
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Skriv varför ändringen inte tas över.")},
    )


class MergeForm(_Decision):
    """Both texts made into one: a field of a form for each that the origin has changed.

    Those that the copy has not changed itself hold the origin's new words from the beginning.
    """

    reason = forms.CharField(
        label=_("Skäl till ändringen"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, data=None, *, copy: Copy, **kwargs):
        super().__init__(data, copy=copy, **kwargs)
        directory = Directory(copy.requirement.catalogue)
        for name in copy.changed:
            field = copy.fields[name]
            self.fields[FIELD_PREFIX + name] = cell_field(field, directory, copy.proposed(name))

    def bound(self, name: str):
        """The field of the form for a field of the copy."""
        return self[FIELD_PREFIX + name]

    @property
    def values(self) -> dict[str, object]:
        """What is to stand in the copy: stored values by name."""
        return {name: self.cleaned_data[FIELD_PREFIX + name] for name in self.copy.changed}
