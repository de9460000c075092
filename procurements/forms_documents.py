"""The choice of which document to issue, in which form and language."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .document_registry import KINDS
from .documents import DocumentProblem, check_kind


class IssueForm(forms.Form):
    """One button of the document list: kind and format are fixed in it, language is chosen."""

    kind = forms.CharField(widget=forms.HiddenInput)
    format = forms.CharField(widget=forms.HiddenInput)
    language = forms.ChoiceField(
        label=_("Språk"), choices=[("sv", _("Svenska")), ("en", _("Engelska"))], initial="sv"
    )

    def clean(self):
        """Refuse a kind or format that does not exist."""
        super().clean()
        values = self.cleaned_data
        if {"kind", "format", "language"} <= set(values):
            try:
                check_kind(
                    kind=values["kind"], format=values["format"], language=values["language"]
                )
            except DocumentProblem as problem:
                raise forms.ValidationError(str(problem)) from problem
        return values

    @property
    def label(self) -> str:
        """Name of the chosen document; call it on a valid form."""
        return str(KINDS[self.cleaned_data["kind"]].label)
