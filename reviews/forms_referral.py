"""Forms of external referrals: a workbook that came back, and the day of a personal link."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.forms import DayInput

from .actions_referral import MOST_BYTES
from .models import Reviewer, ReviewRound

SUFFIXES = (".xlsx", ".ods")


class ReturnForm(forms.Form):
    """A workbook that a party has sent back."""

    file = forms.FileField(
        label=gettext_lazy("Fil"),
        help_text=gettext_lazy("Arbetsboken som parten har fyllt i, som .xlsx eller .ods."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )
    party = forms.ModelChoiceField(
        Reviewer.objects.none(),
        label=gettext_lazy("Från"),
        required=False,
        empty_label=gettext_lazy("känns igen i filen"),
        help_text=gettext_lazy("Välj en part om du vill att filen ska kontrolleras mot den."),
    )

    def __init__(self, *args, review: ReviewRound, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = review.reviewers.filter(user=None)

    def clean_file(self):
        """Of a kind and size that is read at all; the content is checked when it is read."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(SUFFIXES):
            raise ValidationError(_("Filen är ingen arbetsbok. Välj en .xlsx- eller .ods-fil."))
        if file.size > MOST_BYTES:
            raise ValidationError(_("Filen är för stor: högst 10 MB."))
        return file


class DiscardForm(forms.Form):
    """Why a workbook that came back is not taken in."""

    reason = forms.CharField(
        label=gettext_lazy("Skäl"),
        max_length=500,
        help_text=gettext_lazy("Till exempel: parten har skickat en nyare fil."),
    )


class LinkForm(forms.Form):
    """Until when a personal link works."""

    expires_on = forms.DateField(label=gettext_lazy("Länken gäller till"), widget=DayInput())
