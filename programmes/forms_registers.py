"""The form of a row of a register: only what belongs to the programme can be chosen."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.models import ModelChoiceField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .decision_choice import DecisionField, Offered
from .forms import DayInput, PartForm
from .models import (
    Body,
    Decision,
    Goal,
    GoalMeasurement,
    Milestone,
    Organisation,
    Replanning,
    Stream,
)
from .registered_citations import CitedDecision, rests_on_annulled


class RegisterForm(PartForm):
    """A row of a register with the reason for its change.

    Whatever is chosen among rows that belong to programmes is chosen among this programme's.
    """

    change_reason = forms.CharField(label=_("Skäl till ändringen"), required=False, max_length=500)

    def __init__(self, *args, programme, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        for field in self.fields.values():
            if hasattr(field, "of_programme"):
                field.of_programme(programme)
            elif isinstance(field, ModelChoiceField):
                field.queryset = self.own(field.queryset)
        if self.instance.pk is None:
            del self.fields["change_reason"]

    def own(self, rows):
        """The programme's rows of a model that belongs to programmes; others as they are.

        Organisations are common to the programmes. Those that take part in this one can be chosen,
        and the one that the row names already.
        """
        if rows.model is Organisation:
            own = Q(pk__in=Organisation.objects.taking_part_in(self.programme).values("pk"))
            named = getattr(self.instance, "organisation_id", None)
            return rows.filter(own | Q(pk=named)).by_name()
        if any(field.name == "programme" for field in rows.model._meta.fields):
            return rows.filter(programme=self.programme)
        return rows

    @property
    def links(self) -> dict:
        """What was chosen in fields of many: name → rows."""
        names = {field.name for field in self._meta.model._meta.many_to_many}
        return {name: rows for name, rows in self.cleaned_data.items() if name in names}


def markdown(rows: int = 4) -> forms.Textarea:
    """A field for text with an editor."""
    return forms.Textarea({"rows": rows, "data-markdown-editor": ""})


def past(day):
    """A day that has been; ValidationError for one that is to come."""
    if day and day > timezone.localdate():
        raise ValidationError(_("Dagen har inte varit än."))
    return day


class GoalForm(RegisterForm):
    """What the programme is to achieve, and how that is seen."""

    class Meta:
        model = Goal
        fields = [
            "code",
            "kind",
            "title",
            "perspective",
            "description",
            "indicator",
            "unit",
            "baseline_value",
            "baseline_on",
            "target_value",
            "target_on",
            "position",
        ]
        widgets = {
            "description": markdown(),
            "baseline_on": DayInput(),
            "target_on": DayInput(),
        }
        help_texts = {
            "code": _("Kort beteckning, till exempel E1."),
            "indicator": _("Det som mäts för att se om målet är nått."),
            "unit": _("Till exempel procent, minuter eller antal."),
        }

    def clean(self) -> dict:
        """Values are in a unit."""
        data = super().clean()
        values = [data.get("baseline_value"), data.get("target_value")]
        if any(value is not None for value in values) and not data.get("unit"):
            self.add_error("unit", _("Ange vilken enhet värdena har."))
        return data


class GoalMeasurementForm(RegisterForm):
    """What a goal's indicator was on a day."""

    class Meta:
        model = GoalMeasurement
        fields = ["goal", "measured_on", "value", "source", "note"]
        widgets = {"measured_on": DayInput(), "note": markdown(3)}

    def clean_measured_on(self):
        """A day that has been."""
        return past(self.cleaned_data["measured_on"])


class StreamForm(RegisterForm):
    """A main line of work, and where it stands."""

    class Meta:
        model = Stream
        fields = [
            "code", "name", "lead", "status", "status_text", "planned_from", "planned_until",
            "description", "position",
        ]  # fmt: skip
        widgets = {
            "status_text": markdown(),
            "description": markdown(),
            "planned_from": DayInput(),
            "planned_until": DayInput(),
        }
        help_texts = {"status_text": _("Till styrgruppen: vad som har hänt och vad som behövs.")}


class PlannedForm(RegisterForm):
    """Something with a day. Once it is planned it is moved by re-planning only."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            field = self.fields["planned_on"]
            field.disabled = True
            field.help_text = _("Dagen flyttas med Planera om, så att beslut och skäl sparas.")


class MilestoneForm(PlannedForm):
    """A dated event."""

    class Meta:
        model = Milestone
        fields = [
            "title",
            "lane",
            "stream",
            "planned_on",
            "is_preliminary",
            "decided_by",
            "done_on",
        ]
        widgets = {"planned_on": DayInput(), "done_on": DayInput()}
        help_texts = {
            "decided_by": _("Till exempel regionfullmäktige eller programstyrgruppen."),
            "stream": _("Milstolpens dag bör ligga inom delprojektets."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        stream = self.instance.stream
        if self.instance.pk and self.instance.is_outside_stream:
            text = _("Dagen ligger utanför delprojektet, som pågår %(first)s – %(last)s.")
            told = {"first": stream.planned_from, "last": stream.planned_until}
            self.fields["stream"].help_text = text % told


class ReplanningForm(forms.ModelForm):
    """A new day for a milestone, with who decided it and why.

    A form for something else that is planned names its own model in its Meta.
    """

    decision = DecisionField(
        label=_("Beslut"),
        help_text=_("Välj i listan, eller ange nedan vem som beslutade och när."),
    )

    class Meta:
        model = Replanning
        fields = ["planned_after", "decision", "decided_by_body", "decided_on", "reason"]
        widgets = {
            "planned_after": DayInput(),
            "decided_on": DayInput(),
            "reason": forms.Textarea({"rows": 3}),
        }
        help_texts = {
            "decided_by_body": _("Behövs när beslutet inte är valt i listan."),
            "decided_on": _("Behövs när beslutet inte är valt i listan."),
        }

    def __init__(self, *args, planned, offered: Offered | None = None, **kwargs) -> None:
        model = self._meta.model
        super().__init__(*args, instance=model(**{model.planned_field: planned}), **kwargs)
        decisions = Decision.objects.in_programme(planned.programme_id).select_related("body")
        self.fields["decision"].offer(decisions, offered or {})
        self.planned = planned
        stream = getattr(planned, "stream", None)
        if stream and stream.planned_from:
            text = _("Delprojektet %(stream)s pågår %(first)s – %(last)s.")
            told = {"first": stream.planned_from, "last": stream.planned_until}
            self.fields["planned_after"].help_text = text % {"stream": stream, **told}
        for name in ("decision", "decided_by_body", "decided_on"):
            # A decision of the list says both; one of the two ways must be taken.
            self.fields[name].required = False
            self.fields[name].always_answered = True

    def clean_planned_after(self):
        """Another day than the one that holds, unless its decision does not hold."""
        day = self.cleaned_data["planned_after"]
        if day == self.planned.planned_on and not rests_on_annulled(self.planned):
            raise ValidationError(_("Välj en annan dag än den som gäller."))
        return day

    def clean_decided_on(self):
        """A day that has been."""
        return past(self.cleaned_data["decided_on"])

    def clean(self) -> dict:
        """Who decided and when: as written, or as the decision that was chosen says."""
        super().clean()
        data = self.cleaned_data
        chosen = data.get("decision")
        cited = chosen if isinstance(chosen, CitedDecision) else None
        data["decision"], data["cited"] = None if cited else chosen, cited
        if chosen:
            self._as_decided("decided_by_body", cited.body if cited else chosen.body.name)
            self._as_decided("decided_on", chosen.decided_on)
        for name in ("decided_by_body", "decided_on"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Ange det, eller välj ett beslut ur listan."))
        day, decided = data.get("planned_after"), data.get("decided_on")
        if day and decided and day < decided:
            text = _(
                "Dagen ligger före beslutet, som är från %(day)s. Välj en senare dag eller ett "
                "annat beslut."
            )
            self.add_error("planned_after", text % {"day": decided})
        return data

    def _as_decided(self, name: str, said) -> None:
        """What the decision says; another answer is refused, for one decision makes one plan."""
        written = self.cleaned_data.get(name)
        if written and written != said:
            text = _("Beslutet i listan säger %(said)s. Töm fältet, eller välj ett annat beslut.")
            self.add_error(name, text % {"said": said})
        else:
            self.cleaned_data[name] = said


class UndoReplanningForm(forms.Form):
    """Why a re-planning is taken back."""

    reason = forms.CharField(
        label=_("Skäl"), max_length=500, widget=forms.Textarea({"rows": 2}),
        help_text=_("Till exempel att fel dag antecknades. Skälet sparas i historiken."),
    )  # fmt: skip


class BodyForm(RegisterForm):
    """A group that decides, prepares or carries out."""

    class Meta:
        model = Body
        fields = [
            "name",
            "kind",
            "organisation",
            "reports_to",
            "chair",
            "decides_on",
            "members",
            "position",
        ]
        widgets = {"decides_on": markdown(), "members": markdown()}


class DecisionForm(RegisterForm):
    """What a body has decided."""

    document_url = forms.URLField(
        label=_("Adress till handlingen"), required=False, max_length=500, assume_scheme="https"
    )

    class Meta:
        model = Decision
        fields = [
            "title",
            "body",
            "decided_on",
            "recommended_by",
            "document_reference",
            "document_url",
            "content",
            "conditions",
            "grounds",
        ]
        widgets = {
            "decided_on": DayInput(),
            "content": markdown(),
            "conditions": markdown(3),
            "grounds": markdown(3),
        }
