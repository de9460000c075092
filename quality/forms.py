"""Forms of the glossary and of the linter's remarks and rules."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .choices import Severity
from .judging import linter, words_of
from .models import RuleSetting, Term

# A workbook of two thousand long definitions.
MOST_PASTED = 1_000_000
LARGEST_NUMBER = 10_000


class TermForm(forms.ModelForm):
    """A term of the glossary."""

    reason = forms.CharField(label=_("Skäl till ändringen"), required=False, max_length=100)

    class Meta:
        model = Term
        fields = ["term", "definition", "source", "avoid", "is_abbreviation"]
        help_texts = {
            "term": _("I grundform, som den skrivs i löpande text."),
            "definition": _("Vad ordet betyder i det här programmet, i en eller två meningar."),
            "source": _("Var definitionen är hämtad, till exempel Socialstyrelsens termbank."),
            "avoid": _("Ord som inte ska användas i stället. Ett per rad."),
            "is_abbreviation": _("Förkortningen räknas då som förklarad i kraven."),
        }
        widgets = {
            "definition": forms.Textarea({"rows": 4}),
            "avoid": forms.Textarea({"rows": 3}),
        }


class PasteForm(forms.Form):
    """A table of terms, pasted from a spreadsheet."""

    table = forms.CharField(
        label=_("Tabell"),
        max_length=MOST_PASTED,
        strip=False,
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
        help_text=_(
            "Kolumnerna i ordning: term, definition, källa, ord att undvika, förkortning (ja/nej). "
            "De två första behövs. Kopiera cellerna i Excel och klistra in dem här, gärna med "
            "rubrikraden."
        ),
    )


class AcceptForm(forms.Form):
    """Why remarks may stand."""

    reason = forms.CharField(
        label=_("Varför får anmärkningen stå kvar?"),
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Skriv varför anmärkningen får stå kvar.")},
    )


class RuleForm(forms.Form):
    """How a catalogue uses a rule: whether, how much it weighs, and the rule's own values."""

    is_muted = forms.BooleanField(label=_("Använd inte regeln i den här katalogen"), required=False)
    severity = forms.ChoiceField(label=_("Tyngd"), required=False)

    def __init__(self, *args, rule: linter.Rule, setting: RuleSetting | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.rule = rule
        own = setting.parameters if setting else {}
        usual = Severity(rule.severity).label
        self.fields["severity"].choices = [
            ("", _("som regeln har: %(usual)s") % {"usual": usual}),
            *Severity.choices,
        ]
        for parameter in rule.parameters:
            value = own.get(parameter.name, parameter.default)
            self.fields[f"value_{parameter.name}"] = _field_of(parameter, value)
        self.fields["reason"] = forms.CharField(
            label=_("Skäl"), max_length=100, widget=forms.TextInput({"autocomplete": "off"})
        )
        if setting:
            self.initial["is_muted"] = setting.is_muted
            self.initial["severity"] = setting.severity

    @property
    def values(self) -> dict:
        """Arguments of the action."""
        data = self.cleaned_data
        return {
            "is_muted": data["is_muted"],
            "severity": data["severity"],
            "reason": data["reason"],
            "parameters": {
                parameter.name: data[f"value_{parameter.name}"]
                for parameter in self.rule.parameters
            },
        }


class WordList(forms.CharField):
    """Words, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value):
        """The words as they stand in the box."""
        return value if isinstance(value, str) else "\n".join(value or ())

    def clean(self, value) -> list[str]:
        """The words in order, each once."""
        text = super().clean(value)
        words = dict.fromkeys(" ".join(line.split()) for line in text.splitlines())
        found = [word for word in words if word]
        if any(len(word) > 100 for word in found):
            raise ValidationError(_("Ett ord i listan är längre än 100 tecken."))
        return found


def _field_of(parameter: linter.Parameter, value) -> forms.Field:
    label = words_of(parameter.label)
    if isinstance(parameter.default, int):
        return forms.IntegerField(label=label, min_value=1, max_value=LARGEST_NUMBER, initial=value)
    return WordList(
        label=label,
        initial=value,
        required=False,
        max_length=20_000,
        help_text=_("Ett per rad. Stjärna efter ett ord tar med alla ändelser."),
        widget=forms.Textarea({"rows": min(12, max(4, len(parameter.default)))}),
    )
