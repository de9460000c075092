"""Forms of the evaluation: appointing, scoring, and giving reasons."""

import re
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.numbers import format_number, read_number
from common.ordering import swedish
from procurements.models import ProcurementRequirement as Item
from programmes.roles import Permission, roles_with

from .basis import scale_of

# A scale with more levels than this is a number to type, not a list to choose from.
MAX_CHOICES = 11
# No exponent: a few signs such as 1e-999999999 are a number that takes days to work with.
_POINTS = re.compile(r"[0-9]{1,9}(?:[,.][0-9]{1,9})?")


class EvaluatorsForm(forms.Form):
    """Who is to score: members with the role of evaluator that are not yet appointed."""

    users = forms.ModelMultipleChoiceField(
        label=_("Utvärderare"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj minst en person.")},
    )

    def __init__(self, *args, programme, evaluation=None, is_required=True, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.filter(
            memberships__programme=programme, memberships__role__in=roles_with(Permission.SCORE)
        ).distinct()
        if evaluation is not None:
            people = people.exclude(evaluation_assignments__evaluation=evaluation)
        self.fields["users"].queryset = people.order_by(swedish("full_name"), "email")
        self.fields["users"].required = is_required


class ReasonForm(forms.Form):
    """Why something is done; kept in the history."""

    reason = forms.CharField(
        label=_("Skäl"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sparas i historiken och syns för den som granskar."),
    )

    def __init__(self, *args, is_required=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_required


class ScoreForm(forms.Form):
    """Points and reason for one tender's answer to one bör-requirement."""

    points = forms.CharField(
        label=_("Poäng"), error_messages={"required": _("Välj poäng. Noll är också en poäng.")}
    )
    reason = forms.CharField(
        label=_("Motivering"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Vad i svaret ger poängen? Bara det som står i anbudet får räknas."),
        error_messages={
            "required": _("Skriv en motivering: varje poäng ska kunna förklaras."),
        },
    )

    def clean_points(self) -> Decimal:
        """The number, with decimal comma or point; the action checks the scale."""
        text = self.cleaned_data["points"].strip()
        if not _POINTS.fullmatch(text):
            raise forms.ValidationError(_("Skriv poängen som ett tal, till exempel 3 eller 2,5."))
        return Decimal(text.replace(",", "."))


def levels_of(item: Item) -> list[dict]:
    """The scale of a requirement, highest first: value, words and what the level means.

    Empty when the scale has too many levels to choose from.
    """
    criterion, highest = scale_of(item)
    step = criterion.score_step
    count = int(highest / step) + 1
    if count > MAX_CHOICES:
        return []
    texts = {
        read_number(str(level["points"])): level.get("text", "")
        for level in criterion.levels
        if isinstance(level, dict) and "points" in level
    }
    points = [step * number for number in range(count)]
    if points[-1] != highest:
        points.append(highest)
    return [
        {
            "value": format_number(value, 3),
            "points": value,
            "text": texts.get(value, ""),
        }
        for value in reversed(points)
    ]
