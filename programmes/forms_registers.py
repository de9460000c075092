"""The form of a row of a register: only what belongs to the programme can be chosen."""

from django import forms
from django.forms.models import ModelChoiceField
from django.utils.translation import gettext_lazy as _

from .forms import PartForm


class RegisterForm(PartForm):
    """A row of a register with the reason for its change.

    Whatever is chosen among rows that belong to programmes is chosen among this programme's.
    """

    reason = forms.CharField(label=_("Skäl till ändringen"), required=False, max_length=500)

    def __init__(self, *args, programme, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        for field in self.fields.values():
            if isinstance(field, ModelChoiceField):
                field.queryset = self.own(field.queryset)
        if self.instance.pk is None:
            del self.fields["reason"]

    def own(self, rows):
        """The programme's rows of a model that belongs to programmes; others as they are."""
        if any(field.name == "programme" for field in rows.model._meta.fields):
            return rows.filter(programme=self.programme)
        return rows

    @property
    def links(self) -> dict:
        """What was chosen in fields of many: name → rows."""
        names = {field.name for field in self._meta.model._meta.many_to_many}
        return {name: rows for name, rows in self.cleaned_data.items() if name in names}
