"""Forms of what is done with several rows of the tree."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from common.ordering import swedish

from ..actions.copies import parts_of
from ..cell_values import Directory
from ..choices import RequirementStatus
from ..fields import BY_NAME, LINK_MODELS
from ..models import Catalogue, Requirement
from .cells import cell_field
from .need_picker import SearchingForm
from .requirements import PlaceForm, ReasonForm


class StepForm(SearchingForm):
    """What every step over rows is given: the catalogue and the rows."""

    reason = forms.CharField(
        label=_("Skäl till ändringen"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args, catalogue: Catalogue, rows: Sequence[Requirement], **kwargs):
        super().__init__(*args, **kwargs)
        self.catalogue, self.rows = catalogue, rows


class WithdrawForm(StepForm):
    """Why rows go, and whether all under the headings goes as well."""

    reason = ReasonForm.base_fields["reason"]
    with_below = forms.BooleanField(
        label=_("Låt även allt som står under rubrikerna utgå"), required=False
    )
    field_order = ["with_below", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not any(row.is_heading for row in self.rows):
            del self.fields["with_below"]


class MergeForm(StepForm):
    """Which requirement stays, and why they become one."""

    reason = ReasonForm.base_fields["reason"]
    into = forms.TypedChoiceField(label=_("Kravet som blir kvar"), coerce=int)
    field_order = ["into", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [(row.pk, str(row)) for row in self.rows]


class SplitForm(StepForm):
    """Where the new requirement begins, and its code."""

    at = forms.TypedChoiceField(
        label=_("Det nya kravet börjar med"), coerce=int, widget=forms.RadioSelect
    )
    code = forms.CharField(
        label=_("Krav-id för det nya kravet"),
        required=False,
        max_length=80,
        help_text=_("Lämna tomt för nästa lediga."),
    )
    expected = forms.CharField(widget=forms.HiddenInput, strip=False)
    field_order = ["at", "code", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        text = self.rows[0].text
        self.fields["expected"].initial = text
        self.fields["at"].choices = [
            (number, part[:200]) for number, part in enumerate(parts_of(text)[0]) if number
        ]

    def clean_expected(self) -> str:
        """The text as the database has it: browsers send carriage returns."""
        return self.cleaned_data["expected"].replace("\r\n", "\n")


class MoveForm(PlaceForm):
    """A place in the same catalogue."""

    reason = StepForm.base_fields["reason"]

    def __init__(self, *args, rows: Sequence[Requirement], **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        # Proposed: where the rows stand, so that a copy lands beside what it is made of.
        if rows and rows[0].catalogue_id == self.catalogue.pk:
            self.initial["parent"] = rows[0].parent_id


class CopyForm(MoveForm):
    """A catalogue of the programme and a place in it."""

    catalogue = forms.ModelChoiceField(
        label=_("Till katalogen"), queryset=Catalogue.objects.none(), empty_label=None
    )
    field_order = ["catalogue", "parent", "place", "after_code", "reason"]

    def __init__(self, data=None, *, catalogue: Catalogue, **kwargs):
        known = catalogue.programme.catalogues.order_by(swedish("name"))
        key = (data or {}).get("catalogue", "")
        chosen = known.filter(pk=key).first() if key.isascii() and key.isdecimal() else None
        super().__init__(data, catalogue=chosen or catalogue, **kwargs)
        self.fields["catalogue"].queryset = known
        self.fields["catalogue"].initial = self.catalogue.pk


class LinkForm(StepForm):
    """Modules, needs and standards that the rows are linked to, beside those they have."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        directory = Directory(self.catalogue)
        for name in LINK_MODELS:
            self.fields[name] = cell_field(BY_NAME[name], directory, [])
        self.order_fields([*LINK_MODELS, "reason"])

    def clean(self) -> dict:
        """At least one link is chosen, and there is a row that can have it."""
        data = super().clean() or {}
        if not any(data.get(name) for name in LINK_MODELS):
            raise forms.ValidationError(_("Välj minst en sak att koppla till."))
        if not self.linkable:
            raise forms.ValidationError(_("Rubriker och krav som har utgått kan inte kopplas."))
        return data

    @property
    def linkable(self) -> list[Requirement]:
        """Those of the rows that can be linked."""
        gone = RequirementStatus.WITHDRAWN
        return [row for row in self.rows if not row.is_heading and row.status != gone]
