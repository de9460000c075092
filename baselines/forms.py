"""What a person says when a baseline is published, and what is asked of two of them."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.filters import Search, Select
from requirements_catalog.choices import RequirementKind

from .comparison import NOW, Comparison, Moment
from .difference import WAYS
from .models import Baseline

OLDER, NEWER, WAY = "from", "to", "way"


class PublishForm(forms.Form):
    """Name, purpose and reason; why what is not approved is taken along, when something is."""

    name = forms.CharField(
        label=_("Namn"), max_length=200, help_text=_("Till exempel Till extern remiss.")
    )
    purpose = forms.CharField(
        label=_("Syfte"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Vad baslinjen ska användas till."),
    )
    reason = forms.CharField(
        label=_("Skäl"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Varför den publiceras just nu, och vem som har beslutat det."),
    )
    override_reason = forms.CharField(
        label=_("Skäl att ta med krav som inte är godkända"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Skälet står i baslinjen och i varje dokument ur den."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, needs_override: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not needs_override:
            del self.fields["override_reason"]

    def clean_name(self) -> str:
        """The name on one line."""
        return " ".join(self.cleaned_data["name"].split())


class MomentsForm(forms.Form):
    """Two moments to compare."""

    def __init__(self, data, *, baselines: list[Baseline]):
        super().__init__(data)
        self._moments = {NOW: None} | {str(one.number): one for one in baselines}
        named = [(str(one.number), str(one)) for one in baselines]
        unknown = {"invalid_choice": _("Baslinjen finns inte i katalogen.")}
        now = (NOW, _("Katalogen nu"))
        for name, label in ((OLDER, _("Från")), (NEWER, _("Till"))):
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[now, *named], error_messages=unknown, widget=Select()
            )

    def clean(self) -> dict:
        """Two different moments."""
        found = self.cleaned_data
        if found.get(OLDER) and found.get(OLDER) == found.get(NEWER):
            raise forms.ValidationError(_("Välj två olika tillfällen att jämföra."))
        return found

    def moment(self, name: str) -> Moment:
        """A chosen moment."""
        baseline = self._moments[self.cleaned_data[name]]
        return Moment.of(baseline) if baseline else Moment.now()


class DifferenceFilter(forms.Form):
    """Which of the differences are shown; unknown words in an address mean nothing."""

    q = forms.CharField(label=_("Sök"), required=False, max_length=1000, widget=Search)
    chapter = forms.ChoiceField(label=_("Kapitel"), required=False, widget=Select())
    module = forms.ChoiceField(label=_("Modul"), required=False, widget=Select())
    way = forms.ChoiceField(
        required=False, choices=[(way, way) for way in WAYS], widget=forms.HiddenInput
    )

    def __init__(self, data, *, comparison: Comparison):
        super().__init__(data)
        modules = comparison.catalogue.programme.modules.values_list("code", "name")
        self.fields["chapter"].choices = [("", _("alla kapitel")), *comparison.chapters]
        self.fields["module"].choices = [
            ("", _("alla moduler")),
            *((code, f"{code} {name}") for code, name in modules),
        ]
        for name, moment in ((OLDER, comparison.older), (NEWER, comparison.newer)):
            self.fields[name] = forms.CharField(
                required=False, initial=moment.word, widget=forms.HiddenInput
            )
        self.is_valid()

    @property
    def conditions(self) -> dict[str, str]:
        """What ``Comparison.narrowed`` takes."""
        found = self.cleaned_data
        names = {"q": "text", "chapter": "chapter", "module": "module", "way": "way"}
        return {name: found.get(field, "") for field, name in names.items()}

    def words(self) -> list[tuple[str, str, str]]:
        """(field, label, chosen words) of what narrows beside the way."""
        found = []
        for name in ("q", "chapter", "module"):
            value = self.cleaned_data.get(name, "")
            if value:
                choices = dict(getattr(self.fields[name], "choices", ()))
                found.append((name, str(self.fields[name].label), str(choices.get(value, value))))
        return found


class EntryFilter(forms.Form):
    """Which rows of a baseline are shown."""

    q = forms.CharField(label=_("Sök"), required=False, max_length=1000, widget=Search)
    kind = forms.ChoiceField(label=_("Typ"), required=False, widget=Select())
    changed = forms.ChoiceField(label=_("Ändrat"), required=False, widget=Select())

    def __init__(self, data, *, previous: Baseline | None):
        super().__init__(data)
        self.fields["kind"].choices = [("", _("alla typer")), *RequirementKind.choices]
        if previous is None:
            del self.fields["changed"]
        else:
            label = _("nytt eller ändrat sedan %(code)s") % {"code": previous.code}
            self.fields["changed"].choices = [
                ("", pgettext_lazy("krav", "alla krav")),
                ("yes", label),
            ]
        self.is_valid()

    @property
    def is_active(self) -> bool:
        """Whether anything is left out."""
        return any(self.cleaned_data.values())
