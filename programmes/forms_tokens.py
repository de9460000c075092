"""The form of a new key for programs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .choices import TokenScope
from .models import Programme

LIFETIMES = (
    (30, _("30 dagar")),
    (90, _("90 dagar")),
    (180, _("ett halvår")),
    (365, _("ett år")),
)


class TokenForm(forms.Form):
    """What a new key is for, what it may do, and for how long."""

    name = forms.CharField(
        label=_("Namn"), max_length=100, help_text=_("Var nyckeln ska användas, till exempel BI.")
    )
    scope = forms.ChoiceField(label=_("Får"), choices=TokenScope, initial=TokenScope.READ)
    programme = forms.ModelChoiceField(
        label=_("Program"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("alla mina program"),
    )
    days = forms.TypedChoiceField(label=_("Gäller i"), choices=LIFETIMES, coerce=int, initial=90)

    def __init__(self, data=None, *, person):
        super().__init__(data)
        self.fields["programme"].queryset = Programme.objects.visible_to(person)
