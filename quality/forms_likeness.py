"""What somebody says of pairs of requirements, and why a hole may stay."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .choices import Verdict

VERDICTS = [choice for choice in Verdict.choices if choice[0] != Verdict.REOPENED]


class JudgeForm(forms.Form):
    """What marked pairs are, with one reason for all of them."""

    verdict = forms.ChoiceField(
        label=_("Bedömning"),
        choices=VERDICTS,
        error_messages={
            "required": _("Välj vad paren är."),
            "invalid_choice": _("Välj vad paren är."),
        },
    )
    reason = forms.CharField(
        label=_("Skäl"),
        max_length=300,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class HoleForm(forms.Form):
    """Why holes in the coverage may stay."""

    reason = forms.CharField(
        label=_("Varför får hålet stå kvar?"),
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Skriv varför hålet får stå kvar.")},
    )
