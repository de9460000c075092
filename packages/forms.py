"""Forms of packaging; they check and label, the actions write."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programmes.forms import DayInput, PartForm
from programmes.forms_registers import RegisterForm, past
from programmes.forms_seen import SeenForm
from programmes.models import Decision
from requirements_catalog.choices import ModuleKind

from .choice_record import Choice
from .choices import AlternativeState
from .log import check_decision
from .making import LINK, PackagePlan, bought_twice, digest_of
from .models import ModuleEstimate, OrderConstraint, Package, PackageLot, PackagingAlternative
from .problems import DoubtfulDecision
from .replacing import TakingBack

# The tick that a doubtful decision is the one.
CONFIRMED = "decision_confirmed"


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class AlternativeForm(PartForm):
    """What is said of a way to package."""

    class Meta:
        model = PackagingAlternative
        fields = ["title", "idea", "pros", "cons", "position"]
        widgets = {"idea": _lines(), "pros": _lines(), "cons": _lines()}
        help_texts = {
            "position": _("I jämförelsen står alternativen i den ordningen, det valda först.")
        }


class PackageForm(SeenForm):
    """A package: one procurement."""

    class Meta:
        model = Package
        fields = ["title", "procedure", "form", "starts_on", "procurement", "note"]
        widgets = {"starts_on": DayInput(), "note": _lines()}
        help_texts = {
            "starts_on": _("Den dag upphandlingen ska annonseras. Ordningen prövas mot den."),
            "procurement": _("Välj en om paketet redan upphandlas. Annars skapas en vid valet."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        programme = self.instance.alternative.programme
        self.fields["procurement"].queryset = programme.procurements.all()

    def _get_validation_exclusions(self) -> set:
        return super()._get_validation_exclusions() - {"alternative"}


class PackageLotForm(SeenForm):
    """A lot of a package."""

    class Meta:
        model = PackageLot
        fields = ["number", "title", "sub_areas"]
        widgets = {"sub_areas": _lines(4)}

    def _get_validation_exclusions(self) -> set:
        # The number is the only one in its package; of a package that is gone the action tells.
        checked = set() if self.instance.package._state.adding else {"package"}
        return super()._get_validation_exclusions() - checked


class UndoForm(forms.Form):
    """Why a choice is taken back."""

    reason = forms.CharField(
        label=_("Skäl"),
        max_length=500,
        widget=_lines(),
        help_text=_("Det står i alternativens historik."),
    )


class DecisionChoice(forms.ModelChoiceField):
    """A decision with the body that made it."""

    def label_from_instance(self, row: Decision) -> str:
        """Day, title and body."""
        return f"{row} ({row.body})"


class ChoiceForm(forms.Form):
    """The decision that chooses, why, why not the others, and what is made at once.

    A decision from before the alternative became as it is, or that chose what is replaced, has to
    be confirmed: most often it is another than the one that is meant, or the alternative has been
    changed since. The form carries a mark of what its page shows, so that nobody chooses anything
    else.
    """

    decision = DecisionChoice(
        label=_("Beslut"),
        queryset=Decision.objects.none(),
        help_text=_("Nyast först. Dag och organ följer av beslutet."),
    )
    reason = forms.CharField(label=_("Skäl till valet"), max_length=5000, widget=_lines())
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args,
        alternative: PackagingAlternative,
        plans: list[PackagePlan],
        replaced: TakingBack,
        again: Choice | None = None,
        **kwargs,
    ) -> None:
        """``again`` is an earlier choice of the alternative, whose words the form begins with."""
        super().__init__(*args, **kwargs)
        self._alternative, self._plans, self.again = alternative, plans, again
        self.standing = replaced.standing
        self.initial["seen"] = digest_of(plans, replaced.mark)
        decisions = Decision.objects.in_programme(alternative.programme)
        self.fields["decision"].queryset = decisions.select_related("body")
        rows = PackagingAlternative.objects.in_programme(alternative.programme)
        self.others = rows.filter(state=AlternativeState.DRAFT).exclude(pk=alternative.pk)
        said = again.reasons if again else {}
        if again:
            self.initial["decision"], self.initial["reason"] = again.decision_key, again.reason
        if self.standing:
            self.fields[f"rejected_{self.standing.pk}"] = forms.CharField(
                label=_("Varför gäller inte %(title)s längre?") % {"title": self.standing},
                max_length=5000,
                widget=_lines(3),
            )
        for other in self.others:
            self.fields[f"rejected_{other.pk}"] = forms.CharField(
                label=_("Varför inte %(title)s?") % {"title": other},
                initial=said.get(other.pk, other.cons),
                max_length=5000,
                widget=_lines(3),
            )
        made = [one for one in plans if one.kind != LINK and one.made]
        if made:
            self.fields["packages"] = forms.MultipleChoiceField(
                label=_("Skapa upphandlingar nu för"),
                choices=[(one.package.pk, one.package.title) for one in made],
                # None is ticked for whoever chooses, the first time or in another's place: what is
                # not made can be made later, and what is made may be something bought twice.
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_(
                    "Kryssa bara de som ska bli upphandlingar redan nu. De andra kan skapas "
                    "senare, från det valda alternativet."
                ),
            )

    def clean_decision(self) -> Decision:
        """One that has been made."""
        decision = self.cleaned_data["decision"]
        if decision.decided_on > timezone.localdate():
            raise forms.ValidationError(_("Beslutet är daterat en dag som inte har varit än."))
        return decision

    def clean(self) -> dict:
        """Ask whether a doubtful decision really chooses the alternative as it is now."""
        data = super().clean() or self.cleaned_data
        decision = data.get("decision")
        if decision is None:
            return data
        try:
            check_decision(self._alternative, decision, self.standing)
        except DoubtfulDecision as doubtful:
            self.ask_about(decision, doubtful)
        return data

    def ask_about(self, decision: Decision, doubtful: DoubtfulDecision) -> None:
        """Put the question of a doubtful decision, unless it is answered."""
        self.fields[CONFIRMED] = forms.BooleanField(
            label=doubtful.tick,
            required=False,
            widget=forms.CheckboxInput({"value": decision.pk}),
        )
        names = [name for name in self.fields if name not in ("decision", CONFIRMED)]
        self.order_fields(["decision", CONFIRMED, *names])
        if not self._is_confirmed(decision):
            self.data = self.data.copy()
            self.data.pop(CONFIRMED, None)
            self.add_error(CONFIRMED, str(doubtful))

    def _is_confirmed(self, decision: Decision) -> bool:
        # The answer is about one decision: of another it is asked anew.
        return self.data.get(CONFIRMED) == str(decision.pk)

    @property
    def is_as_shown(self) -> bool:
        """Whether the page that was sent is of what is there; what is written asks once more."""
        return self.data.get("seen") == self.initial["seen"]

    def show_anew(self) -> None:
        """Keep what was typed, on a page of what is there now; a tick was about what was there.

        One for a package that the page warns of, as buying something twice, is given anew.
        """
        data = self.data.copy()
        data["seen"] = self.initial["seen"]
        data.pop(CONFIRMED, None)
        self.data = data
        data.setlist("packages", self._ticks_of(data.getlist("packages")))
        self.full_clean()

    @property
    def typed(self) -> dict:
        """What was sent, as it was, to begin anew with (``begin_with``)."""
        return {name: self[name].value() for name in self.fields}

    def begin_with(self, typed: Mapping[str, Any]) -> bool:
        """Show what was typed before; whether the page is still of what it was typed on."""
        seen = self.initial["seen"]
        self.initial = {**self.initial, **typed, "seen": seen}
        if typed.get("seen") == seen:
            return True
        self.initial["packages"] = self._ticks_of(typed.get("packages") or [])
        return False

    def _ticks_of(self, sent: Iterable[str]) -> list[str]:
        """Of ticks for what was there before, those that stand for what is there now."""
        field, warned = self.fields.get("packages"), bought_twice(self._plans)
        choices = field.choices if field else ()
        there = [str(key) for key, _title in choices if key not in warned]
        return [key for key in sent if key in there]

    @property
    def asked(self) -> dict:
        """What the action is given."""
        data = self.cleaned_data
        rejected = [*self.others, *filter(None, [self.standing])]
        return {
            "decision": data["decision"],
            "reason": data["reason"],
            "rejected": {one.pk: data[f"rejected_{one.pk}"] for one in rejected},
            "packages": {int(key) for key in data.get("packages", [])},
            "seen": data["seen"],
            "is_confirmed": self._is_confirmed(data["decision"]),
        }


def _to_procure(field) -> None:
    field.queryset = field.queryset.filter(kind=ModuleKind.TO_PROCURE)


class EstimateForm(RegisterForm):
    """What a module is thought to cost."""

    class Meta:
        model = ModuleEstimate
        fields = ["module", "low", "likely", "high", "source", "estimated_on", "note"]
        widgets = {"estimated_on": DayInput(), "note": _lines()}
        help_texts = {
            "low": _("Hela avtalstiden, i kronor utan moms."),
            "source": _("Till exempel en jämförbar upphandling eller svar på en RFI."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _to_procure(self.fields["module"])

    def clean_estimated_on(self):
        """A day that has been."""
        return past(self.cleaned_data["estimated_on"])


class OrderForm(RegisterForm):
    """Which module has to be bought before which."""

    class Meta:
        model = OrderConstraint
        fields = ["before", "after", "reason"]
        widgets = {"reason": _lines()}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _to_procure(self.fields["before"])
        _to_procure(self.fields["after"])
