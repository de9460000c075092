"""Forms of the package; they check and label, the actions write."""

from decimal import Decimal
from itertools import chain, count

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from common.numbers import format_number, read_number
from programmes.forms import DayInput
from requirements_catalog.models import Module
from steering.models import Undertaking

from .actions_state import FEWEST_OPENERS, different_persons
from .choices import RESERVED_SLUGS
from .models import Lot, Procurement
from .problems import TooFewOpeners

CURRENCIES = [
    ("SEK", _("svenska kronor (SEK)")),
    ("EUR", _("euro (EUR)")),
    ("NOK", _("norska kronor (NOK)")),
    ("DKK", _("danska kronor (DKK)")),
]


class MomentInput(forms.DateTimeInput):
    """The browser's own field for day and time."""

    input_type = "datetime-local"

    def __init__(self, **options) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **options)


class NumberField(forms.DecimalField):
    """A number as people write it: ``40 000 000`` or ``2,5``; shown again in the same way."""

    widget = forms.TextInput

    def __init__(self, **options) -> None:
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value):
        """The number, by the same rule as in a form that came back; else the field's own error."""
        number = read_number(value) if isinstance(value, str) else None
        return super().to_python(value if number is None else number)

    def prepare_value(self, value):
        """Grouped, with decimal comma; what could not be read stays as it was typed."""
        return format_number(value, 3) if isinstance(value, Decimal) else value


def number_field(model_field, **options):
    """``formfield_callback`` of the forms here: decimal numbers are written as people do."""
    if model_field.get_internal_type() == "DecimalField":
        options["form_class"] = NumberField
    return model_field.formfield(**options)


def add_problem(form: forms.BaseForm, problem: Exception) -> None:
    """Show what an action refused: beside the field it concerns, or above the form."""
    if not isinstance(problem, ValidationError):
        form.add_error(None, str(problem))
        return
    by_field = hasattr(problem, "error_dict")
    errors = problem.error_dict if by_field else {NON_FIELD_ERRORS: problem.error_list}
    for name, found in errors.items():
        form.add_error(name if name in form.fields else None, found)


def proposed_slug(title: str, taken: QuerySet, name: str = "slug") -> str:
    """A short name made of the title, with a number when some row of ``taken`` has it already."""
    longest = taken.model._meta.get_field(name).max_length - 3
    stem = slugify(title)[:longest].strip("-") or name
    known = set(taken.filter(**{f"{name}__startswith": stem}).values_list(name, flat=True))
    return next(
        slug
        for slug in chain([stem], (f"{stem}-{number}" for number in count(2)))
        if slug not in known | RESERVED_SLUGS
    )


class ProcurementForm(forms.ModelForm):
    """The facts of a procurement."""

    currency = forms.ChoiceField(label=_("Valuta"), choices=CURRENCIES)

    class Meta:
        model = Procurement
        fields = [
            "title", "slug", "registry_number", "procedure", "currency", "description",
            "questions_until", "tender_deadline_at", "tender_valid_until", "contact_name",
            "contact_email", "no_lots_reason", "undertaking",
        ]  # fmt: skip
        help_texts = {
            "slug": _("Används i adressen och i kommandon: små bokstäver, siffror, bindestreck."),
            "questions_until": _(
                "Svar ska lämnas senast sex dagar före sista anbudsdag (LOU 12 kap. 11 §)."
            ),
            "tender_deadline_at": _(
                "Öppet förfarande: minst 30 dagar från annonsen (LOU 11 kap. 6 §). "
                "Komplexa system behöver oftast mer (11 kap. 1 §)."
            ),
            "undertaking": _("Vilket försök i programmets upphandlingskedja den här är."),
            "tender_valid_until": _("Till och med. Ska framgå (LOU 10 kap. 10 §)."),
        }
        widgets = {
            "description": forms.Textarea({"rows": 4}),
            "no_lots_reason": forms.Textarea({"rows": 3}),
            "questions_until": MomentInput(),
            "tender_deadline_at": MomentInput(),
            "tender_valid_until": DayInput(),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if place := self.fields.get("undertaking"):
            place.queryset = Undertaking.objects.in_programme(self.instance.programme_id)

    def clean_slug(self) -> str:
        """A short name that is not one of the site's own words."""
        slug = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise ValidationError(_("Kortnamnet är upptaget av systemet. Välj ett annat."))
        return slug


class PlaceForm(forms.ModelForm):
    """Which attempt of the chain a procurement is."""

    class Meta:
        model = Procurement
        fields = ["undertaking"]
        help_texts = {"undertaking": ProcurementForm.Meta.help_texts["undertaking"]}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        chain_of = Undertaking.objects.in_programme(self.instance.programme_id)
        self.fields["undertaking"].queryset = chain_of


class NewProcurementForm(ProcurementForm):
    """The first step: what is bought, by which procedure, whole or in lots."""

    modules = forms.ModelMultipleChoiceField(
        Module.objects.none(),
        label=_("Moduler som upphandlas"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    split = forms.ChoiceField(
        label=_("Delkontrakt"),
        choices=[
            ("one", _("Ett delkontrakt för allt")),
            ("module", _("Ett delkontrakt för varje modul")),
        ],
        initial="module",
        widget=forms.RadioSelect,
        help_text=_("Kan ändras fram till publiceringen."),
    )

    class Meta(ProcurementForm.Meta):
        fields = ["title", "slug", "registry_number", "procedure", "currency", "description"]

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _(
            "Används i adressen och i kommandon. Lämnas det tomt bildas det av benämningen."
        )
        self.fields["modules"].queryset = Module.objects.in_programme(programme)

    def clean_slug(self) -> str:
        """What was written, or else a short name made of the title."""
        if slug := super().clean_slug():
            return slug
        return proposed_slug(self.cleaned_data.get("title", ""), Procurement.objects.all())


class LotForm(forms.ModelForm):
    """A lot and the modules it buys."""

    class Meta:
        model = Lot
        formfield_callback = number_field
        fields = ["number", "title", "description", "estimated_value", "modules"]
        widgets = {
            "description": forms.Textarea({"rows": 3}),
            "modules": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["modules"].queryset = Module.objects.in_programme(programme)


class PublishForm(forms.Form):
    """The confirmation of a publication."""

    without_mandatory = forms.BooleanField(
        label=_("Upphandlingen ska inte ha några ska-krav"), required=False
    )
    confirmed = forms.BooleanField(
        label=_("Jag har läst vad som låses och vill publicera"),
        error_messages={"required": _("Bekräfta att du har läst vad som låses.")},
    )


class OpeningForm(forms.Form):
    """The two who open the tenders together."""

    first = forms.CharField(label=_("Öppnas av"), max_length=60)
    second = forms.CharField(label=_("tillsammans med"), max_length=60)

    def clean(self) -> dict:
        """Two different persons (LOU 12:10)."""
        values = super().clean()
        names = [values.get("first", ""), values.get("second", "")]
        if all(names) and len(different_persons(names)) < FEWEST_OPENERS:
            self.add_error("second", str(TooFewOpeners()))
        return values
