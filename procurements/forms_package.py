"""Forms of the package's requirements: the role that picked or chosen rows are to have."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from .choices import ItemRole
from .forms import NumberField
from .models import AwardCriterion, Lot, Procurement

ROLES = [choice for choice in ItemRole.choices if choice[0] != ItemRole.HEADING]
ALL_LOTS = "all"


class CriterionField(forms.ModelChoiceField):
    """A criterion of any of a procurement's lots, called by its lot's number and its title."""

    def label_from_instance(self, criterion: AwardCriterion) -> str:
        """``2 – Användbarhet``."""
        return f"{criterion.lot.number} – {criterion.title}"


def criteria_of(procurement: Procurement) -> QuerySet[AwardCriterion]:
    """The criteria to choose between, lot by lot."""
    criteria = AwardCriterion.objects.filter(lot__procurement=procurement)
    return criteria.select_related("lot").order_by("lot__number", "position", "pk")


class PlaceForm(forms.Form):
    """Role, lots, criterion and points; bör-krav need the last two."""

    role = forms.ChoiceField(label=_("Roll"), choices=ROLES)
    lots = forms.ModelMultipleChoiceField(
        Lot.objects.none(),
        label=_("Delkontrakt"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Utan markering gäller kravet alla delkontrakt."),
    )
    criterion = CriterionField(
        AwardCriterion.objects.none(),
        label=_("Tilldelningskriterium"),
        required=False,
        empty_label=_("välj för bör-krav"),
        help_text=_("Behövs för bör-krav, som gäller kriteriets delkontrakt."),
    )
    max_points = NumberField(
        label=_("Högsta poäng"),
        required=False,
        max_digits=9,
        decimal_places=3,
        help_text=_("Behövs för bör-krav."),
    )

    def __init__(self, *args, procurement: Procurement, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["criterion"].queryset = criteria_of(procurement)
        if "lots" in self.fields:
            self.fields["lots"].queryset = procurement.lots.all()

    def clean_max_points(self):
        """More than nothing."""
        points = self.cleaned_data["max_points"]
        if points is not None and points <= 0:
            raise forms.ValidationError(_("Ange ett tal som är större än noll."))
        return points


class PickForm(PlaceForm):
    """Which of the found requirements to pick, and what they are to be."""

    role = forms.ChoiceField(
        label=_("Roll"),
        required=False,
        choices=[("", _("som i katalogen")), *ROLES],
        help_text=_("Ska, bör eller upplysning efter kravets typ."),
    )


class ChangeForm(PlaceForm):
    """What many chosen requirements are to be; what is left empty stays."""

    role = forms.ChoiceField(label=_("Roll"), required=False, choices=[("", _("behåll")), *ROLES])
    lots = None
    lot = forms.ChoiceField(label=_("Delkontrakt"), required=False)

    field_order = ["role", "lot", "criterion", "max_points"]

    def __init__(self, *args, procurement: Procurement, **kwargs):
        # The filter above the list has fields of the same names.
        kwargs.setdefault("auto_id", "change_%s")
        super().__init__(*args, procurement=procurement, **kwargs)
        self.lots_by_key = {str(lot.pk): lot for lot in procurement.lots.all()}
        self.fields["lot"].choices = [
            ("", _("behåll")),
            (ALL_LOTS, _("alla delkontrakt")),
            *((key, str(lot)) for key, lot in self.lots_by_key.items()),
        ]
        self.fields["criterion"].empty_label = _("behåll")
        for name in ("criterion", "max_points"):
            self.fields[name].help_text = ""

    def clean(self) -> dict:
        """Something must be changed."""
        values = super().clean()
        if not self.errors and not any(value for value in values.values()):
            raise forms.ValidationError(_("Välj vad som ska ändras."))
        return values

    @property
    def values(self) -> dict:
        """Arguments of ``change_items``."""
        chosen = self.cleaned_data["lot"]
        lots = None
        if chosen:
            lots = [] if chosen == ALL_LOTS else [self.lots_by_key[chosen]]
        return {
            "role": self.cleaned_data["role"] or None,
            "lots": lots,
            "criterion": self.cleaned_data["criterion"],
            "max_points": self.cleaned_data["max_points"],
        }
