"""Forms of programmes: what a programme lead writes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .choices import Role
from .forms_seen import SeenForm
from .models import ParticipationDecision, Programme


class DayInput(forms.DateInput):
    """The browser's own date field; always written as 2026-11-22."""

    input_type = "date"

    def __init__(self, **options) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class PartForm(SeenForm):
    """A part of a programme: what must be unique within the programme is checked here too."""

    def _get_validation_exclusions(self) -> set:
        return super()._get_validation_exclusions() - {"programme"}


class ProgrammeForm(forms.ModelForm):
    """What the programme is."""

    class Meta:
        model = Programme
        fields = ["name", "description", "vision", "guiding_strategy", "predecessor_reason"]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "vision": forms.Textarea(attrs={"rows": 4, "data-markdown-editor": True}),
            "predecessor_reason": forms.Textarea(attrs={"rows": 3}),
        }


class ParticipationDecisionForm(forms.ModelForm):
    """A decision about taking part; earlier decisions stay."""

    document_url = forms.URLField(
        label=_("Adress till handlingen"), required=False, max_length=500, assume_scheme="https"
    )

    class Meta:
        model = ParticipationDecision
        fields = [
            "outcome",
            "decided_on",
            "decided_by_body",
            "reason",
            "document_reference",
            "document_url",
        ]
        widgets = {"decided_on": DayInput(), "reason": forms.Textarea(attrs={"rows": 3})}


def reason_field() -> forms.CharField:
    """Why a role is given or taken; both are asked for the same."""
    return forms.CharField(
        label=_("Skäl"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Sparas i historiken och syns för revisorer och programledare."),
    )


class MemberRemovalForm(forms.Form):
    """Why a role is taken from a person."""

    reason = reason_field()


class MemberForm(forms.Form):
    """A person, by e-mail address, and the role to give."""

    email = forms.EmailField(label=_("E-postadress"), max_length=254)
    full_name = forms.CharField(
        label=_("Namn"),
        max_length=150,
        required=False,
        help_text=_("Behövs bara om personen inte har något konto."),
    )
    role = forms.ChoiceField(label=_("Roll"), choices=Role)
    reason = reason_field()

    def clean_email(self) -> str:
        """The address as it is stored: in lower case."""
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict:
        """A new account needs a name."""
        data = super().clean()
        email = data.get("email")
        self.user = User.objects.filter(email__iexact=email).first() if email else None
        if email and not self.user and not data.get("full_name"):
            self.add_error(
                "full_name", _("Ingen har den adressen än. Ange namn för ett nytt konto.")
            )
        return data
