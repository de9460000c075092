"""Forms of suppliers and of who owns them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programmes.forms import DayInput
from programmes.forms_registers import RegisterForm, markdown, past

from .actions_suppliers import TenderProblem, checked_organisation_number
from .models import EconomicOperator, OwnerChange


class SupplierForm(RegisterForm):
    """A supplier that the programme deals with."""

    class Meta:
        model = EconomicOperator
        fields = ["name", "organisation_number", "country", "contact_email"]
        help_texts = {"country": _("Två bokstäver, till exempel SE.")}

    def clean_organisation_number(self) -> str:
        """A number that can be right; one of another country is kept as it is written."""
        number = self.cleaned_data["organisation_number"]
        if self.data.get("country", "SE").strip().upper() != "SE":
            return number
        try:
            return checked_organisation_number(number)
        except TenderProblem as problem:
            raise ValidationError(str(problem)) from problem

    def clean_country(self) -> str:
        """In capitals."""
        return self.cleaned_data["country"].upper()


class OwnerChangeForm(RegisterForm):
    """That a supplier got another owner."""

    class Meta:
        model = OwnerChange
        fields = [
            "operator",
            "from_owner",
            "to_owner",
            "country",
            "changed_on",
            "note",
            "assessed_on",
        ]
        widgets = {
            "changed_on": DayInput(),
            "assessed_on": DayInput(),
            "note": markdown(),
        }
        help_texts = {
            "country": _("Två bokstäver, till exempel US. Utanför EES är tredjeland."),
            "note": _("Vad bytet betyder för avtal, drift och vem som kan begära ut uppgifter."),
            "assessed_on": _("Dagen när följden bedömdes. Lämna tomt om den inte är bedömd."),
        }

    def clean_changed_on(self):
        """A day that has been."""
        return past(self.cleaned_data["changed_on"])

    def clean_assessed_on(self):
        """A day that has been, if any."""
        return past(self.cleaned_data["assessed_on"])
