"""Forms of a lot's award: plan, criteria with what each level means, price items."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from common.numbers import format_number, read_number

from .award_plans import MONETARY_MODELS
from .choices import AwardModel
from .forms import NumberField, number_field, proposed_slug
from .models import AwardCriterion, AwardPlan, Lot, PriceItem

# What each model means, for those who choose between them (docs/scoring.md).
EXPLAINED = {
    AwardModel.MONETARY_DEDUCTION: _("Priset minskas med vad kvaliteten är värd. Lägst vinner."),
    AwardModel.MONETARY_ADDITION: _("Priset ökas med vad som fattas i kvalitet. Lägst vinner."),
    AwardModel.WEIGHTED_POINTS: _("Pris och kvalitet ger poäng som vägs samman. Högst vinner."),
    AwardModel.LOWEST_PRICE: _("Bara ska-krav och pris. Inga tilldelningskriterier."),
}
# Spaces belong to the number only between digits: a long row of them is gone through once.
_LEVEL = re.compile(r"^\s*(\d{1,9}(?:\s\d{1,9}){0,9}(?:[,.]\d{1,9})?)\s*[–—:=-]\s*(.+)$")


class AwardPlanForm(forms.ModelForm):
    """How the lot's tenders are ranked."""

    class Meta:
        model = AwardPlan
        fields = [
            "model", "price_method", "price_weight", "price_max_points", "zero_points_at",
            "full_points_at", "minimum_total_points",
        ]  # fmt: skip
        formfield_callback = number_field
        widgets = {"model": forms.RadioSelect, "price_method": forms.RadioSelect}
        help_texts = {
            "price_weight": _("Tillsammans med kriteriernas vikter ska summan bli exakt 100."),
            "price_max_points": _("Vanligen 100. Påverkar bara hur prispoängen skrivs."),
            "zero_points_at": _("Vid detta pris och däröver ger priset inga poäng."),
            "full_points_at": _(
                "Ska vara 0 kr. Ett högre värde är ett prisgolv, och det är inte tillåtet "
                "(HFD 2022 ref. 41)."
            ),
            "minimum_total_points": _("Anbud med färre poäng än så förkastas."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A radio list of a required field needs no empty choice.
        for name in ("model", "price_method"):
            self.fields[name].choices = [c for c in self.fields[name].choices if c[0]]
        self.fields["model"].choices = [
            (value, format_lazy("{label} – {meaning}", label=label, meaning=EXPLAINED[value]))
            for value, label in self.fields["model"].choices
        ]
        self.fields["price_method"].required = False


class CriterionForm(forms.ModelForm):
    """An award criterion; ``levels`` is written one level a line: ``5 – Mycket god …``."""

    levels = forms.CharField(
        label=_("Vad poängen betyder"),
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_(
            "En nivå på varje rad, den högsta först: poäng, tankstreck, beskrivning. "
            "Till exempel: 5 – Mycket god. Lösningen visas i drift och …"
        ),
    )

    class Meta:
        model = AwardCriterion
        fields = [
            "title", "key", "description", "max_deduction", "weight", "minimum_points",
            "score_step", "levels", "position",
        ]  # fmt: skip
        formfield_callback = number_field
        widgets = {"description": forms.Textarea({"rows": 3})}
        help_texts = {
            "key": _("Kort namn i filer och rapporter: små bokstäver och bindestreck."),
            "max_deduction": _("Vad full poäng är värd i kronor."),
            "weight": _("Andel av 100 tillsammans med priset och övriga kriterier."),
            "minimum_points": _("Anbud med färre poäng än så förkastas."),
            "score_step": _("Hur fint poängen sätts, till exempel 1 eller 0,5."),
            "position": _("Kriterierna visas i denna ordning."),
        }

    def __init__(self, *args, lot: Lot, **kwargs):
        super().__init__(*args, **kwargs)
        self.lot = lot
        model = lot.plan.model
        worth = "max_deduction" if model in MONETARY_MODELS else "weight"
        if model == AwardModel.MONETARY_ADDITION:
            self.fields["max_deduction"].label = _("Högsta påslag")
            self.fields["max_deduction"].help_text = _("Påslaget för ett anbud utan poäng.")
        elif model == AwardModel.MONETARY_DEDUCTION:
            self.fields["max_deduction"].label = _("Högsta avdrag")
        self.fields[worth].required = True
        for name in {"max_deduction", "weight"} - {worth}:
            del self.fields[name]
        if self.instance.pk is None:
            del self.fields["position"]
            self.fields["key"].required = False
            self.fields["key"].help_text = _(
                "Kort namn i filer och rapporter. Lämnas det tomt bildas det av benämningen."
            )
        self.initial["levels"] = "\n".join(
            f"{_as_shown(level['points'])} – {level['text']}" for level in self.instance.levels
        )

    def clean_key(self) -> str:
        """A key that no other criterion of the lot has; made of the title when left empty."""
        key = self.cleaned_data["key"]
        if not key:
            return proposed_slug(self.cleaned_data.get("title", ""), self.lot.criteria.all(), "key")
        if self.lot.criteria.filter(key=key).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Nyckeln används redan i delkontraktet."))
        return key

    def clean_levels(self) -> list[dict]:
        """The lines as ``[{"points": "5", "text": "…"}]``, highest first."""
        levels = []
        for number, line in enumerate(self.cleaned_data["levels"].splitlines(), 1):
            if not line.strip():
                continue
            match = _LEVEL.match(line)
            if not match:
                raise ValidationError(
                    _("Rad %(number)s: skriv poäng, tankstreck och beskrivning."),
                    params={"number": number},
                )
            levels.append((read_number(match[1]), match[2].strip()))
        if len({points for points, _text in levels}) < len(levels):
            raise ValidationError(_("Varje poäng ska beskrivas en gång."))
        levels.sort(key=lambda level: level[0], reverse=True)
        return [{"points": f"{points.normalize():f}", "text": text} for points, text in levels]


def _as_shown(points: str) -> str:
    return format_number(read_number(points), 3)


class PriceItemForm(forms.ModelForm):
    """A price that the tenderers state."""

    quantity = NumberField(label=_("Mängd"), min_value=0, max_digits=12, decimal_places=2)

    class Meta:
        model = PriceItem
        fields = ["number", "title", "unit", "quantity"]
        help_texts = {"unit": _("Till exempel år, användare, timme, styck.")}

    def __init__(self, *args, lot: Lot, **kwargs):
        super().__init__(*args, **kwargs)
        self.lot = lot

    def clean_number(self) -> int:
        """A number that no other price item of the lot has."""
        number = self.cleaned_data["number"]
        if self.lot.price_items.filter(number=number).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Det finns redan en prispost med det numret."))
        return number
