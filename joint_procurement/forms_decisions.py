"""The form of a decision about taking part in a procurement."""

from datetime import date

from django import forms
from django.core.validators import MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.keys import row_keys
from procurements.models import Procurement
from programmes.choices import ParticipationOutcome
from programmes.forms import DayInput
from programmes.forms_registers import past
from programmes.models import Body, Organisation, Programme

from .deciding import SameDayDecision, bodies_of, check_same_day, deciding_in

# The tick that another decision of the same day was made too.
CONFIRMED = "same_day_confirmed"

# A day before it is one that is half written, such as 0026-05-02: no programme is so old.
EARLIEST = date(1990, 1, 1)


class AnnulmentForm(forms.Form):
    """Why a decision is said to have been written down by mistake."""

    reason = forms.CharField(
        label=_("Skäl"), max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Vad som var fel, till exempel att fel organisation valdes. Det visas alltid."),
    )  # fmt: skip


class JoiningDecisionForm(forms.Form):
    """A decision about taking part; earlier ones stay.

    An organisation decides by a body of its own: of the bodies of the programme those are offered,
    or, where it has none there, those that belong to nobody. Any other is written by its name.
    """

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    outcome = forms.ChoiceField(label=_("Beslut"), choices=ParticipationOutcome)
    decided_on = forms.DateField(
        label=_("Beslutsdatum"), widget=DayInput(),
        validators=[MinValueValidator(EARLIEST, _("Kontrollera året: dagen är före 1990."))],
    )  # fmt: skip
    body = forms.ModelChoiceField(
        Body.objects.none(), label=_("Beslutande organ"), required=False,
        help_text=_(
            "Organ som beslutar för organisationen. Skriv det nedan om det inte finns i listan."
        ),
    )  # fmt: skip
    body_name = forms.CharField(label=_("Annat organ"), max_length=200, required=False)
    reason = forms.CharField(label=_("Skäl"), widget=forms.Textarea({"rows": 3}))
    document_reference = forms.CharField(
        label=_("Handling"), max_length=300, required=False,
        help_text=_("Diarienummer och paragraf."),
    )  # fmt: skip
    document_url = forms.URLField(
        label=_("Adress till handlingen"), required=False, max_length=500, assume_scheme="https"
    )

    def __init__(
        self, *args, programme: Programme, procurement: Procurement | None = None, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self._procurement = procurement
        own = Organisation.objects.taking_part_in(programme).by_name()
        self.fields["organisation"].queryset = own
        # By these the page knows a day that is half written from a whole one (decide.js).
        days = {"min": EARLIEST.isoformat(), "max": timezone.localdate().isoformat()}
        self.fields["decided_on"].widget.attrs.update(days)
        self.deciding = deciding_in(programme)
        self.fields["body"].queryset = Body.objects.in_programme(programme)
        self.who: Organisation | None = self.chosen("organisation")
        self.day: date | None = self.chosen("decided_on")
        self.fields["body"].choices = self._choices()
        for name in ("body", "body_name"):
            # One of the two is needed.
            self.fields[name].always_answered = True

    def chosen(self, name: str):
        """The organisation or the day that is chosen so far; None for none, or what is no such."""
        try:
            return self.fields[name].clean(self[name].value())
        except forms.ValidationError:
            return None

    def _choices(self) -> list:
        """Those of the organisation; before one is chosen all, each under its organisation."""
        if self.who is not None:
            rows = [(body.pk, body.name) for body in bodies_of(self.who, self.deciding)]
            return [("", "---------"), *rows]
        groups: dict[str, list] = {}
        for body in self.deciding:
            label = body.organisation.name if body.organisation else _("Utan organisation")
            groups.setdefault(str(label), []).append((body.pk, body.name))
        return [("", "---------"), *groups.items()]

    def clean_decided_on(self):
        """A day that has been."""
        return past(self.cleaned_data["decided_on"])

    def clean(self) -> dict:
        """One body: of the list, or by name."""
        data = super().clean()
        body = data.get("body")
        if body and data.get("body_name"):
            text = _("Ett organ är redan valt i listan. Töm det här fältet, eller valet i listan.")
            self.add_error("body_name", text)
        elif not body and not data.get("body_name") and "body" not in self.errors:
            text = _("Välj vilket organ som beslutade, eller skriv det under Annat organ.")
            self.add_error("body", text)
        self._check_same_day(data)
        return data

    def _check_same_day(self, data: dict) -> None:
        asked = [data.get(name) for name in ("organisation", "decided_on", "outcome")]
        if self._procurement is None or not all(asked):
            return
        try:
            check_same_day(self._procurement, *asked)
        except SameDayDecision as other:
            self.ask_about(other)

    def ask_about(self, other: SameDayDecision) -> None:
        """Put the question of another decision of the same day, unless it is answered."""
        self.fields[CONFIRMED] = forms.BooleanField(
            label=other.tick,
            required=False,
            widget=forms.CheckboxInput({"value": other.standing.pk}),
        )
        names = [name for name in self.fields if name != CONFIRMED]
        after = names.index("decided_on") + 1
        self.order_fields([*names[:after], CONFIRMED, *names[after:]])
        if other.standing.pk not in self._confirmed:
            self.data = self.data.copy()
            self.data.pop(CONFIRMED, None)
            self.add_error(CONFIRMED, str(other))

    @property
    def _confirmed(self) -> set[int]:
        # The answer is about one decision: of another it is asked anew.
        return row_keys(self.data.getlist(CONFIRMED))

    @property
    def asked(self) -> dict:
        """What the action is given."""
        data = {name: one for name, one in self.cleaned_data.items() if name != CONFIRMED}
        return {**data, "confirmed": self._confirmed}
