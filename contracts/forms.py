"""Forms of contracts; they check and label, the registers' actions write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurements.forms import NumberField
from procurements.models import Lot
from programmes.forms import DayInput
from programmes.forms_registers import RegisterForm, markdown, past
from requirements_catalog.forms.codes import RequirementCodesField

from .models import CallOff, Contract, ContractClause, lots_without_tender, scores_are_locked


class LotsField(forms.ModelMultipleChoiceField):
    """Lots, each with its procurement, for a programme may have several of the same number."""

    def label_from_instance(self, lot: Lot) -> str:
        """The procurement, then the lot."""
        return f"{lot.procurement}: {lot}"

    def of_programme(self, programme) -> None:
        """Only the programme's own."""
        self.queryset = (
            Lot.objects.filter(procurement__programme=programme)
            .select_related("procurement")
            .order_by("procurement", "number")
        )


class ContractForm(RegisterForm):
    """A contract or a draft of one."""

    class Meta:
        model = Contract
        fields = [
            "title",
            "registry_number",
            "kind",
            "procurement",
            "lots",
            "modules",
            "state",
            "operator",
            "signed_on",
            "runs_from",
            "runs_until",
            "extended_until",
            "value",
            "extended_value",
            "extensions",
        ]
        field_classes = {"lots": LotsField, "value": NumberField, "extended_value": NumberField}
        widgets = {
            "lots": forms.CheckboxSelectMultiple,
            "modules": forms.CheckboxSelectMultiple,
            "signed_on": DayInput(),
            "runs_from": DayInput(),
            "runs_until": DayInput(),
            "extended_until": DayInput(),
            "extensions": markdown(3),
        }
        labels = {"modules": _("andra moduler")}
        help_texts = {
            "procurement": _("Lämna tomt för ett avtal som fanns före programmet."),
            "lots": _("Lämna tomt om avtalet gäller hela upphandlingen."),
            "modules": _("Moduler utöver dem som delkontrakten omfattar."),
            "operator": _("Anges när avtalet tecknas. Ett utkast visar ingen leverantör."),
            "value": _(
                "Utan moms. I ett utkast är det uppskattat: alla i programmet ser det, så skriv "
                "inget som kommer ur ett anbud."
            ),
            "extended_value": _("Som i LOU 5 kap. 3 §, med optioner och förlängningar."),
            "extensions": _("Till exempel: två år, med rätt att förlänga ett år två gånger."),
        }

    def clean_signed_on(self):
        """A day that has been."""
        return past(self.cleaned_data["signed_on"])

    def clean(self) -> dict:
        """Lots of the procurement that is chosen, in which the supplier has tendered."""
        data = super().clean()
        procurement, operator = data.get("procurement"), data.get("operator")
        lots = data.get("lots") or ()
        if any(lot.procurement != procurement for lot in lots):
            self.add_error("lots", _("Välj delkontrakt i den upphandling som avtalet gäller."))
        elif procurement and operator and "lots" not in self.errors:
            self._refuse_lots_without_tender(operator, procurement, lots)
        return data

    def _refuse_lots_without_tender(self, operator, procurement, lots) -> None:
        if not scores_are_locked(procurement):
            return  # refused as such
        lacking = lots_without_tender(operator, procurement, lots)
        # One without any tender is refused as such, whatever the lots.
        if lacking and operator.tenders.filter(procurement=procurement).exists():
            text = _(
                "%(operator)s har inget anbud som gäller delkontrakt %(lots)s. Välj bara "
                "delkontrakt som leverantören har lämnat anbud i."
            )
            named = ", ".join(str(lot) for lot in lacking)
            self.add_error("lots", text % {"operator": operator, "lots": named})


class ClauseForm(RegisterForm):
    """A clause, and what it is there for."""

    class Meta:
        model = ContractClause
        fields = [
            "contract",
            "number",
            "heading",
            "purpose",
            "text",
            "requirements",
            "modules",
            "risks",
        ]
        field_classes = {"requirements": RequirementCodesField}
        widgets = {
            "text": markdown(8),
            "modules": forms.CheckboxSelectMultiple,
            "risks": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "purpose": _("Om villkoret skyddar beställaren från att låsas in."),
            "modules": _("Moduler som villkoret gäller. Lämna tomt om det gäller hela avtalet."),
        }


class CallOffForm(RegisterForm):
    """What is ordered under a framework."""

    class Meta:
        model = CallOff
        fields = [
            "contract",
            "title",
            "area",
            "opened_on",
            "answers_due_on",
            "outcome",
            "decided_on",
            "note",
        ]
        widgets = {
            "opened_on": DayInput(),
            "answers_due_on": DayInput(),
            "decided_on": DayInput(),
            "note": markdown(3),
        }
        help_texts = {
            "note": _("Nämn ingen som har svarat förrän avropet är avgjort."),
        }
