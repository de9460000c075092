"""Forms of a catalogue's own fields."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..choices import FieldKind
from ..models import ExtraField

MOST_CHOICES, LONGEST_CHOICE = 200, 200


class OwnFieldForm(forms.ModelForm):
    """What a field is called, what it holds and what is said about it."""

    reason = forms.CharField(label=_("Skäl till ändringen"), required=False, max_length=100)

    class Meta:
        model = ExtraField
        fields = ["label", "kind", "choice_list", "help_text"]
        labels = {"kind": _("Innehåll"), "help_text": _("Hjälptext")}
        help_texts = {
            "label": _("Som den står i rutnätet, på kravets sida och i exporter."),
            "choice_list": _("Ett per rad, i den ordning de ska visas. Bara för val."),
            "help_text": _("Visas under fältet när någon fyller i det."),
        }
        widgets = {"choice_list": forms.Textarea({"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["reason"]

    def clean_label(self) -> str:
        """The label in one line."""
        return " ".join(self.cleaned_data["label"].split())

    def clean_choice_list(self) -> str:
        """Each alternative once, without empty lines."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["choice_list"].splitlines()]
        words = list(dict.fromkeys(line for line in lines if line))
        if len(words) > MOST_CHOICES:
            raise ValidationError(_("Högst %(count)d alternativ.") % {"count": MOST_CHOICES})
        if any(len(word) > LONGEST_CHOICE for word in words):
            raise ValidationError(
                _("Ett alternativ är högst %(count)d tecken.") % {"count": LONGEST_CHOICE}
            )
        return "\n".join(words)

    def clean(self) -> dict:
        """A choice has something to choose from; other kinds have no list."""
        data = super().clean() or {}
        if data.get("kind") != FieldKind.CHOICE:
            data["choice_list"] = ""
        elif not data.get("choice_list") and "choice_list" not in self.errors:
            self.add_error("choice_list", _("Skriv minst ett alternativ att välja på."))
        return data
