"""Forms of suppliers and of who owns them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.ordering import swedish
from procurements.choices import ProcurementState
from procurements.models import Procurement
from programmes.forms import DayInput
from programmes.forms_registers import RegisterForm, markdown, past

from .actions_suppliers import TenderProblem, checked_organisation_number
from .models import EconomicOperator, OwnerChange


class SupplierForm(RegisterForm):
    """A supplier that the programme deals with.

    While tenders are awaited, one that is new is written for another reason than a tender: who has
    tendered is under absolute secrecy until the opening (OSL 19:3), from colleagues too.
    """

    class Meta:
        model = EconomicOperator
        fields = ["name", "organisation_number", "country", "contact_email"]
        help_texts = {"country": _("Två bokstäver, till exempel SE.")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and (awaiting := self._awaiting_tenders()):
            text = _(
                "Anbuden är inte öppnade i %(procurements)s. Vilka som har lämnat anbud får inte "
                "röjas före öppningen (OSL 19 kap. 3 §). Den som har lämnat anbud läggs till när "
                "anbudet registreras, efter öppningen."
            )
            self.fields["has_other_reason"] = forms.BooleanField(
                label=_("Leverantören läggs till av ett annat skäl än att den har lämnat anbud"),
                help_text=text % {"procurements": ", ".join(awaiting)},
                error_messages={"required": _("Markera rutan, eller vänta till öppningen.")},
            )

    def _awaiting_tenders(self) -> list[str]:
        """The programme's procurements that may be tendered for and are not opened; one query."""
        rows = Procurement.objects.in_programme(self.programme)
        rows = rows.filter(state=ProcurementState.PUBLISHED)
        return list(rows.order_by(swedish("title"), "pk").values_list("title", flat=True))

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
