"""Forms of what is suspect: going through it, a law that changed, the fields that are watched."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from .choices import CauseKind
from .suspect_history import MODELS, WATCHABLE
from .suspects import label_of


class ClearForm(forms.Form):
    """What going through the requirements came to."""

    note = forms.CharField(
        label=_("Vad gav genomgången?"),
        max_length=300,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class LawForm(forms.Form):
    """A provision that has changed."""

    text = forms.CharField(
        label=_("Lagrum"),
        max_length=200,
        help_text=_("Som det står i kraven, till exempel 4 kap. 2 § PDL eller bara PDL."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    in_force_on = forms.DateField(
        label=_("Gäller från"), required=False, widget=forms.DateInput({"type": "date"})
    )
    note = forms.CharField(
        label=_("Vad har ändrats?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Till exempel SFS-nummer och vad ändringen betyder för kraven."),
    )


class WatchedForm(forms.Form):
    """The fields whose change makes what depends on them suspect, by kind of cause.

    ``own`` is name → label of the own fields of the programme's catalogues.
    """

    def __init__(
        self, *args, watched: dict[str, list[str]], own: Mapping[str, str], **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        for kind in MODELS:
            self.fields[kind] = forms.MultipleChoiceField(
                label=TITLES[kind],
                required=False,
                choices=[(name, label_of(kind, name)) for name in WATCHABLE[kind]]
                + (_own_choices(own) if kind == CauseKind.REQUIREMENT else []),
                initial=watched[kind],
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["reason"] = forms.CharField(
            label=_("Skäl"),
            max_length=100,
            required=False,
            widget=forms.TextInput({"autocomplete": "off"}),
        )

    @property
    def chosen(self) -> dict[str, list[str]]:
        """Kind of cause → names of fields."""
        return {kind: self.cleaned_data[kind] for kind in MODELS}


def _own_choices(own: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, _("%(label)s (eget fält)") % {"label": label}) for name, label in own.items()]


TITLES = {
    CauseKind.NEED.value: _("När ett behov ändras"),
    CauseKind.STANDARD.value: _("När en standard ändras"),
    CauseKind.MODULE.value: _("När en modul ändras"),
    CauseKind.REQUIREMENT.value: _("När ett krav ändras"),
}
