"""Forms for tenders."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from procurements.models import Lot, Procurement

from .actions_suppliers import (
    OtherNumber,
    TenderProblem,
    checked_organisation_number,
    operator_named,
)
from .choices import FormKind

FORM_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")


class TenderForm(forms.Form):
    """A tender that came in: from whom, for which lots, when."""

    name = forms.CharField(
        label=_("Leverantör"),
        max_length=200,
        help_text=_(
            "Skriv namnet som i anbudet. En leverantör som finns sedan tidigare återanvänds."
        ),
        widget=forms.TextInput(attrs={"list": "known-suppliers", "autocomplete": "off"}),
    )
    organisation_number = forms.CharField(
        label=_("Organisationsnummer"), max_length=20, required=False
    )
    lots = forms.ModelMultipleChoiceField(
        label=_("Delkontrakt"), queryset=Lot.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    received_at = forms.DateTimeField(
        label=_("Mottaget"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Datum och klockslag då anbudet togs emot."),
    )

    def __init__(self, *args, procurement: Procurement, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.procurement = procurement
        self.fields["lots"].queryset = procurement.lots.all()

    def clean_name(self) -> str:
        """One tender a supplier."""
        name = " ".join(self.cleaned_data["name"].split())
        if self.procurement.tenders.filter(operator__name__iexact=name).exists():
            raise ValidationError(_("Leverantören har redan ett anbud i upphandlingen."))
        return name

    def clean_organisation_number(self) -> str:
        """The number in its usual form, checked by its check digit."""
        try:
            return checked_organisation_number(self.cleaned_data["organisation_number"])
        except TenderProblem as problem:
            raise ValidationError(str(problem)) from problem

    def clean_received_at(self):
        """Not in the future."""
        received_at = self.cleaned_data["received_at"]
        if received_at > timezone.now():
            raise ValidationError(_("Tidpunkten ligger i framtiden."))
        return received_at

    def clean(self) -> dict:
        """A number that is not the known supplier's is told; dropped unseen it would mislead."""
        super().clean()
        values = self.cleaned_data
        number = values.get("organisation_number")
        if number and "name" in values:
            known = operator_named(self.procurement.programme, values["name"])
            if known and known.organisation_number not in ("", number):
                self.add_error("organisation_number", str(OtherNumber(known)))
        return values


class TenderCorrectionForm(forms.Form):
    """When a tender came in and for which lots, put right with a reason."""

    lots = TenderForm.base_fields["lots"]
    received_at = TenderForm.base_fields["received_at"]
    reason = forms.CharField(
        label=_("Skäl"),
        max_length=100,
        help_text=_("Vad som var fel. Visas i historiken."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, procurement: Procurement, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lots"].queryset = procurement.lots.all()

    clean_received_at = TenderForm.clean_received_at


class FormUploadForm(forms.Form):
    """A returned form."""

    kind = forms.ChoiceField(
        label=_("Formulär"),
        choices=FormKind.choices,
        widget=forms.RadioSelect,
        initial=FormKind.ANSWERS,
    )
    file = forms.FileField(
        label=_("Fil"),
        help_text=_("Formuläret som leverantören skickade tillbaka, som .xlsx, .xls eller .ods."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(FORM_SUFFIXES)}),
    )

    def clean_file(self):
        """Of a kind and size that is read at all; the content is checked when it is read."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(FORM_SUFFIXES):
            raise ValidationError(
                _("Filen är ingen arbetsbok. Välj en .xlsx-, .xls- eller .ods-fil.")
            )
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(
                _("Filen är för stor: högst %(limit)s MB.")
                % {"limit": settings.UPLOAD_MAX_BYTES // 1024 // 1024}
            )
        return file


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Skäl"), widget=forms.Textarea(attrs={"rows": 3}))
