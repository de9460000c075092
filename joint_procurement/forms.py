"""Forms of what is bought together."""

import json
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from procurements.forms import NumberField, number_field
from procurements.models import Lot
from programmes.forms import DayInput
from programmes.forms_registers import RegisterForm, markdown
from programmes.models import Organisation

from . import models
from .choices import MandateState, OptionState, Stance


def _own_or_represented(programme):
    """Those who take part in the programme, and those who buy through one that does."""
    mandates = models.Mandate.objects.in_programme(programme)
    own = Q(pk__in=Organisation.objects.taking_part_in(programme).values("pk"))
    found = Organisation.objects.filter(own | Q(pk__in=mandates.values("principal")))
    return found.by_name()


class OfProcurementForm(RegisterForm):
    """A row of a procurement; its lot is one of the programme's."""

    class Meta:
        formfield_callback = number_field

    def own(self, rows):
        """Lots of the programme's procurements; the rest as in every register."""
        if rows.model is Lot:
            return rows.filter(procurement__programme=self.programme).select_related("procurement")
        return super().own(rows)

    def __init__(self, *args, programme, **kwargs) -> None:
        super().__init__(*args, programme=programme, **kwargs)
        if "lot" in self.fields:
            self.fields["lot"].label_from_instance = lambda lot: f"{lot.procurement}: {lot}"


class MandateForm(OfProcurementForm):
    """Who buys for whom."""

    document_url = forms.URLField(
        label=_("Adress till handlingen"), required=False, max_length=500, assume_scheme="https"
    )

    class Meta(OfProcurementForm.Meta):
        model = models.Mandate
        fields = [
            "procurement",
            "principal",
            "agent",
            "state",
            "valid_from",
            "valid_until",
            "document_reference",
            "document_url",
            "covers",
        ]
        widgets = {"valid_from": DayInput(), "valid_until": DayInput(), "covers": markdown(3)}
        help_texts = {
            "principal": _("Saknas organisationen lägger en programledare till den."),
            "valid_from": _("Behövs när fullmakten är lämnad."),
        }

    def __init__(self, *args, programme, **kwargs) -> None:
        super().__init__(*args, programme=programme, **kwargs)
        # Who only buys through another need not take part (docs/joint-procurement.md).
        self.fields["principal"].queryset = Organisation.objects.by_name()

    def clean(self) -> dict:
        """One that is given holds from a day; the refusal stands by the day."""
        data = super().clean()
        is_given = data.get("state") == MandateState.GIVEN
        if is_given and not data.get("valid_from") and "valid_from" not in self.errors:
            text = _("Ange från vilken dag den lämnade fullmakten gäller.")
            self.add_error("valid_from", text)
        return data


class JoiningOptionForm(OfProcurementForm):
    """Who may join later, and how."""

    class Meta(OfProcurementForm.Meta):
        model = models.JoiningOption
        fields = [
            "procurement",
            "lot",
            "name",
            "holder",
            "organisations",
            "is_for_others",
            "state",
            "trigger",
            "call_from",
            "call_until",
            "value",
            "covers",
        ]
        widgets = {
            "organisations": forms.CheckboxSelectMultiple,
            "call_from": DayInput(),
            "call_until": DayInput(),
            "covers": markdown(3),
        }

    def __init__(self, *args, programme, **kwargs) -> None:
        super().__init__(*args, programme=programme, **kwargs)
        self.fields["organisations"].queryset = _own_or_represented(programme)

    def clean(self) -> dict:
        """Others join through somebody, and nothing is called off before its first day; each
        refusal stands by its field."""
        data = super().clean()
        first = data.get("call_from")
        if data.get("state") == OptionState.CALLED and first and first > timezone.localdate():
            text = _(
                "Optionen kan avropas först från %(day)s, så den är inte avropad än. Välj ett "
                "annat läge, eller rätta dagen."
            )
            self.add_error("state", text % {"day": first.isoformat()})
        if data.get("is_for_others") and not data.get("organisations"):
            text = _("Välj de organisationer som andra ansluter genom.")
            self.add_error("organisations", text)
        return data


class FixedPartForm(OfProcurementForm):
    """How much of a value stays whatever the volume."""

    class Meta(OfProcurementForm.Meta):
        model = models.FixedPart
        fields = ["procurement", "lot", "percent", "applies_from", "reason"]
        widgets = {"applies_from": DayInput(), "reason": markdown(3)}


class OwnUpgradeForm(RegisterForm):
    """What an organisation does by itself meanwhile."""

    class Meta:
        model = models.OwnUpgrade
        fields = [
            "title",
            "organisation",
            "system",
            "module",
            "ground",
            "is_reviewed",
            "decision",
            "decided_by",
            "document_reference",
            "why",
            "legal_ground",
        ]
        widgets = {"why": markdown(3), "legal_ground": markdown()}


class VolumesForm(forms.Form):
    """A quantity for every price item of a lot and every organisation; empty is not known.

    It carries what was saved when it was opened, so that what somebody else writes meanwhile is
    neither lost nor taken for a change.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, items, members, known, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.cells = {
            f"v-{item.pk}-{member.key}": (item.pk, member.key)
            for item in items
            for member in members
        }
        names = {member.key: member.organisation.name for member in members}
        titles = {item.pk: str(item) for item in items}
        self.initial["seen"] = json.dumps(
            {name: str(known[cell]) for name, cell in self.cells.items() if cell in known}
        )
        for name, (item, organisation) in self.cells.items():
            self.fields[name] = NumberField(
                label=f"{titles[item]}, {names[organisation]}",
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=2,
                initial=known.get((item, organisation)),
            )

    @property
    def volumes(self) -> dict:
        """(item, organisation) → quantity or None."""
        return {cell: self.cleaned_data[name] for name, cell in self.cells.items()}

    @property
    def seen_volumes(self) -> dict:
        """The same as it was saved when the form was opened; nothing is known of what lacks."""
        return {
            self.cells[name]: quantity
            for name, quantity in _quantities(self.cleaned_data["seen"]).items()
            if name in self.cells
        }


def _quantities(text: str) -> dict[str, Decimal]:
    """Names and quantities as a form carries them; empty for what no form of ours carries."""
    try:
        found = {name: Decimal(str(number)) for name, number in json.loads(text or "{}").items()}
    except (ValueError, AttributeError, RecursionError, InvalidOperation):
        return {}
    # What is no number cannot be compared with one: a signalling NaN raises.
    return found if all(number.is_finite() for number in found.values()) else {}


class StanceForm(forms.Form):
    """What one organisation says of one requirement."""

    stance = forms.ChoiceField(choices=[("", "–"), *Stance.choices], required=False)
    text = forms.CharField(max_length=2000, required=False, strip=True)
    # The mark of what was said when the page was opened; empty where nothing was.
    seen = forms.CharField(required=False)

    def clean(self) -> dict:
        """Another way is told in words."""
        data = super().clean() or {}
        if data.get("stance") == Stance.DIFFERS and not data.get("text"):
            raise ValidationError(_("Skriv på vilket sätt behovet är ett annat."))
        if data.get("stance") != Stance.DIFFERS:
            data["text"] = ""
        return data
