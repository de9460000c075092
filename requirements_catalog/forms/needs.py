"""What a person writes of needs: one at a time, many at an occasion, and when some become one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.models import Goal, Programme

from ..choices import SourceKind
from ..models import Module, Need, NeedSource
from ..need_values import source_value, united_sources
from .requirements import _Boxes, _markdown

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class SourceForm(forms.ModelForm):
    """From where a need is known; an occasion that many needs come from is told in the same way."""

    class Meta:
        model = NeedSource
        fields = ["kind", "name", "held_on", "participants"]
        widgets = {"held_on": DAY}
        help_texts = {"participants": _("Namn eller roller, med komma emellan.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = SourceKind.choices
        self.fields["kind"].initial = SourceKind.WORKSHOP

    @property
    def value(self) -> list[str]:
        """The source as plain values."""
        data = self.cleaned_data
        day = data["held_on"]
        return [data["kind"], data["name"], str(day) if day else "", data["participants"]]


class OneSourceForm(SourceForm):
    """A source among those of a need; one without a name is left out."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False

    def clean(self):
        """Day and participants belong to something that has a name."""
        data = super().clean()
        if not data.get("name") and (data.get("held_on") or data.get("participants")):
            self.add_error("name", _("Skriv vad eller var det var, eller töm raden."))
        return data

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"name", "need"}


Sources = forms.formset_factory(OneSourceForm, extra=1, max_num=60)


class NeedForm(forms.ModelForm):
    """A need: from where things stand to where they should be, and from where that is known."""

    reason = forms.CharField(label=_("Skäl till ändringen"), required=False, max_length=100)

    class Meta:
        model = Need
        fields = [
            "code", "title", "perspective", "dimension", "priority", "current_state",
            "target_state", "consequence", "measure", "goals", "modules",
        ]  # fmt: skip
        help_texts = {
            "current_state": _("Hur det är i dag."),
            "target_state": _("Hur det ska vara, så att det går att se när målet är nått."),
            "consequence": _("Vad som händer, och för vem, om inget görs."),
            "measure": _("Vad som leder från nuläget till målbilden."),
        }
        widgets = {
            "current_state": _markdown(4),
            "target_state": _markdown(4),
            "consequence": _markdown(3),
            "measure": _markdown(3),
            "goals": _Boxes,
            "modules": _Boxes,
        }

    def __init__(self, data=None, *, programme: Programme, instance: Need, **kwargs):
        super().__init__(data, instance=instance, **kwargs)
        self.fields["goals"].queryset = Goal.objects.in_programme(programme)
        self.fields["modules"].queryset = Module.objects.in_programme(programme)
        known = instance.sources.all() if instance.pk else ()
        initial = [
            {"kind": one.kind, "name": one.name, "held_on": one.held_on,
             "participants": one.participants}
            for one in known
        ]  # fmt: skip
        self.kept = [source_value(one) for one in known]
        self.sources = Sources(data, initial=initial, prefix="source")
        # A program that sends no rows of sources leaves them as they are.
        self.tells_sources = data is None or "source-TOTAL_FORMS" in data

    def clean(self):
        """The sources, as ``need_values`` has them."""
        data = super().clean() or {}
        data["sources"] = None
        if not self.tells_sources:
            return data
        if self.sources.is_valid():
            rows = [form.value for form in self.sources if form.cleaned_data.get("name")]
            data["sources"] = united_sources(rows)
        else:
            self.add_error(None, _("En av källorna är inte rätt ifylld. Felet står vid den."))
        return data


class CaptureForm(forms.ModelForm):
    """One need as it is said at an occasion."""

    class Meta:
        model = Need
        fields = [
            "title", "perspective", "dimension", "current_state", "target_state", "priority",
        ]  # fmt: skip
        widgets = {
            "current_state": forms.Textarea({"rows": 2}),
            "target_state": forms.Textarea({"rows": 2}),
        }


class PasteForm(forms.Form):
    """Rows copied from a spreadsheet."""

    text = forms.CharField(
        label=_("Rader att klistra in"),
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
        max_length=500_000,
        strip=False,
        help_text=_(
            "En rad för varje behov. Kolumnerna i ordningen rubrik, perspektiv, dimension, nuläge, "
            "målbild, prioritet; eller med en rubrikrad som säger vad de är. Det som inte står får "
            "det som är valt här ovanför."
        ),
    )


class MergeForm(forms.Form):
    """Which of some needs is kept, and whose text it gets in each field."""

    def __init__(self, data=None, *, needs: list[Need], names: tuple[str, ...]):
        super().__init__(data)
        self.needs = {str(need.pk): need for need in needs}
        choices = [(key, need.code) for key, need in self.needs.items()]
        self.fields["keep"] = forms.ChoiceField(label=_("Behåll"), choices=choices)
        self.names = names
        for name in names:
            self.fields[name] = forms.ChoiceField(
                label=Need._meta.get_field(name).verbose_name, choices=choices, required=False
            )

    @property
    def keep(self) -> Need:
        """The need that is kept."""
        return self.needs[self.cleaned_data["keep"]]

    @property
    def others(self) -> list[Need]:
        """The needs that become part of it."""
        return [need for need in self.needs.values() if need is not self.keep]

    @property
    def values(self) -> dict[str, str]:
        """Name → the chosen text."""
        data = self.cleaned_data
        return {name: getattr(self.needs[data[name]], name) for name in self.names if data[name]}
