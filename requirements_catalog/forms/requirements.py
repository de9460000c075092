"""Forms of the catalogue; they check and label, the actions write."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..cell_values import Directory, put_in, value_in
from ..choices import RequirementStatus
from ..fields import BY_NAME, LINK_MODELS, PEOPLE, Field, field_of
from ..models import Catalogue, Module, Requirement, Standard
from ..tree import indented
from .cells import cell_field
from .need_picker import SearchingForm

RESERVED_SLUGS = {"new", "row", "import"}
EXTRA_PREFIX = "extra_"
KLASSA = ("confidentiality", "integrity", "availability", "traceability")
HELP = {
    "code": _("Unikt i katalogen och aldrig återanvänt."),
    "text": _("Ett krav i taget, skrivet så att det går att svara på och att följa upp."),
    "motive": _("Varför kravet ställs. Stöd för proportionalitet och för leverantören."),
    "verification": _("Hur ni kontrollerar att kravet är uppfyllt."),
    "verification_delivery": _("Vad som ska visas innan leveransen godkänns."),
    "verification_contract": _("Hur ni följer upp kravet medan avtalet gäller."),
    "scale": _("Vad som krävs för olika poäng, så att bedömningen går att förutse."),
    "answer_choices": _("Åtskilda med semikolon."),
    "standards": _("Ur programmets lista, som finns under Målarkitektur."),
    "assignee": _("Den som ska göra nästa sak med kravet."),
    "max_value": _("Kronor. Ett förslag till upphandlingen, inte en del av utvärderingen."),
    "suitability_assessment": _(
        "Om uppgifter får lämnas ut för teknisk bearbetning (OSL 10 kap. 2 a §)."
    ),
    "standard_reference": _("Lägg till ”eller likvärdig” när en standard nämns."),
}
# Texts with an editor, and how many rows of it show.
MARKDOWN_ROWS = {
    "text": 8,
    "motive": 4,
    "verification": 4,
    "verification_delivery": 3,
    "verification_contract": 3,
    "scale": 3,
}
# What few requirements have: sections that are folded while they are empty.
RARE = {
    "later": ("verification_method", "verification_delivery", "verification_contract"),
    "value": ("max_points", "max_value", "scale"),
    "protection": (*KLASSA, "suitability_assessment"),
}


def _markdown(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "data-markdown-editor": ""})


class _Boxes(forms.CheckboxSelectMultiple):
    """A list of boxes that the page's script gives a search field when it is long."""


class CatalogueForm(forms.ModelForm):
    """Name and short name of a catalogue."""

    class Meta:
        model = Catalogue
        fields = ["name", "slug", "description"]
        help_texts = {"slug": _("Används i adressen: små bokstäver, siffror och bindestreck.")}
        widgets = {"description": forms.Textarea({"rows": 3})}

    def clean_slug(self) -> str:
        """A short name that is not one of the site's own words."""
        slug = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise ValidationError(_("Kortnamnet är upptaget av systemet. Välj ett annat."))
        return slug


class ModuleForm(forms.ModelForm):
    """A module of the target architecture."""

    reason = forms.CharField(label=_("Skäl till ändringen"), required=False, max_length=100)

    class Meta:
        model = Module
        fields = [
            "code",
            "name",
            "kind",
            "layer",
            "in_use_from",
            "in_use_until",
            "description",
        ]
        help_texts = {
            "code": _("Kort, till exempel VIS. Används vid import och i dokument."),
            "layer": _("Moduler i samma lager visas tillsammans."),
            "in_use_from": _("Lämna tomt om det redan är i bruk."),
            "in_use_until": _("Lämna tomt om det gäller tills vidare."),
        }
        widgets = {"description": _markdown(5)}


class _Address(forms.URLField):
    """An address on the web; one without a scheme is meant as https."""

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)


class StandardForm(forms.ModelForm):
    """A standard or profile, with the version that is meant."""

    reason = forms.CharField(label=_("Skäl till ändringen"), required=False, max_length=100)

    class Meta:
        model = Standard
        fields = ["code", "name", "version", "publisher", "url", "is_open"]
        field_classes = {"url": _Address}
        help_texts = {
            "code": _("Kort, till exempel FHIR R4. Används vid import och i dokument."),
            "is_open": _("Vem som helst får läsa den och bygga efter den."),
        }


class PlaceForm(forms.Form):
    """Where in the tree a row stands: under a heading, first or last there, or after a row."""

    parent = forms.ModelChoiceField(
        label=_("Under rubrik"),
        queryset=Requirement.objects.none(),
        required=False,
        empty_label=_("överst i katalogen"),
    )
    place = forms.ChoiceField(
        label=_("Plats"),
        choices=(("last", _("sist under rubriken")), ("first", _("först under rubriken"))),
    )
    after_code = forms.CharField(
        label=_("Direkt efter krav-id"),
        required=False,
        max_length=80,
        help_text=_("Fyll i för att placera raden efter ett visst krav; rubriken följer då med."),
    )

    def __init__(self, *args, catalogue: Catalogue, **kwargs):
        super().__init__(*args, **kwargs)
        self.catalogue = catalogue
        headings = catalogue.requirements.headings().live().order_by("position")
        self.fields["parent"].queryset = headings
        self.fields["parent"].label_from_instance = indented
        self.after: Requirement | None = None

    def clean_after_code(self) -> str:
        """The code of a row in the same catalogue."""
        code = self.cleaned_data["after_code"].strip()
        if code:
            self.after = self.catalogue.requirements.filter(code=code).first()
            if self.after is None:
                raise ValidationError(_("Inget krav i katalogen har det id:t."))
            if self.after.status == RequirementStatus.WITHDRAWN:
                raise ValidationError(_("Kravet har utgått. Välj ett annat."))
        return code

    @property
    def placement(self) -> dict:
        """Arguments ``parent``, ``after`` and ``first`` of the actions."""
        return {
            "parent": self.cleaned_data["parent"],
            "after": self.after,
            "first": self.cleaned_data["place"] == "first",
        }


class RequirementForm(SearchingForm):
    """Every field of a requirement and of the catalogue's own, read as in the grid."""

    revision = forms.CharField(widget=forms.HiddenInput, required=False)
    # A mark of each field as it was when the form was opened (conflicts.py).
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Skäl till ändringen"),
        required=False,
        max_length=100,
        help_text=_("Visas i historiken. Hjälper den som undrar varför om ett år."),
    )

    def __init__(self, *args, catalogue: Catalogue, instance: Requirement, **kwargs):
        super().__init__(*args, **kwargs)
        self.catalogue, self.instance = catalogue, instance
        own = {
            f"{EXTRA_PREFIX}{extra.pk}": field_of(extra) for extra in catalogue.extra_fields.all()
        }
        self.own_names = list(own)
        self.known: dict[str, Field] = BY_NAME | own
        directory = Directory(catalogue)
        for name, field in self.known.items():
            is_linked = name in LINK_MODELS
            value = None if is_linked and not instance.pk else value_in(instance, field)
            more: dict = {"help_text": HELP[name]} if name in HELP else {}
            if name in MARKDOWN_ROWS:
                more["widget"] = _markdown(MARKDOWN_ROWS[name])
            self.fields[name] = cell_field(field, directory, value, **more)
        # Rows that were brought in with a heading alone may stay so.
        self.fields["text"].required = not instance.pk or bool(instance.text)

    def bound_extra_fields(self) -> list[forms.BoundField]:
        """The catalogue's own fields, for the template."""
        return [self[name] for name in self.own_names]

    @property
    def rare(self) -> dict[str, bool]:
        """Which of the folded sections hold something, or a fault, and so stand open."""
        return {
            name: any(self[field].value() or self[field].errors for field in fields)
            for name, fields in RARE.items()
        }

    def stored(self, row: Requirement) -> dict[str, object]:
        """The stored value of each field of the form in a row."""
        return {name: value_in(row, field) for name, field in self.known.items()}

    @property
    def typed(self) -> dict[str, object]:
        """The stored value of what was sent for each field."""
        data, row = self.cleaned_data, Requirement(extra=dict(self.instance.extra))
        found = {}
        for name, field in self.known.items():
            put_in(row, field, data[name])
            found[name] = data[name] if name in LINK_MODELS else value_in(row, field)
        return found

    @property
    def values(self) -> dict:
        """Arguments of the actions: columns, ``extra``, the links and ``reason``."""
        data, links = self.cleaned_data, {}
        row = Requirement(extra=dict(self.instance.extra))
        for name, field in self.known.items():
            put_in(row, field, data[name])
            if name in LINK_MODELS:
                links[name] = getattr(self.catalogue.programme, name).filter(pk__in=data[name])
        columns = [
            f"{name}_id" if name in PEOPLE else name for name in BY_NAME if name not in links
        ]
        fields = {name: getattr(row, name) for name in [*columns, "extra"]}
        return {**fields, **links, "reason": data["reason"]}


class HeadingForm(forms.ModelForm):
    """A heading: its text and what is said below it."""

    revision = forms.CharField(widget=forms.HiddenInput, required=False)
    # A mark of each field as it was when the form was opened (conflicts.py).
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("Skäl till ändringen"), required=False, max_length=100)

    class Meta:
        model = Requirement
        fields = ["code", "title", "text"]
        labels = {"code": _("Nummer"), "text": _("Inledande text")}
        widgets = {"text": _markdown(6)}

    def __init__(self, *args, catalogue: Catalogue, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True

    def bound_extra_fields(self) -> list:
        """Headings have none."""
        return []

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | {"is_heading"}

    def stored(self, row: Requirement) -> dict[str, object]:
        """The stored value of each field of the form in a row."""
        return {name: getattr(row, name) for name in self.Meta.fields}

    @property
    def typed(self) -> dict[str, object]:
        """The stored value of what was sent for each field."""
        return {name: self.values[name] for name in self.Meta.fields}

    @property
    def values(self) -> dict:
        """Arguments of the actions."""
        data = self.cleaned_data
        return {name: _plain(data[name]) for name in [*self.Meta.fields, "reason"]}


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Skäl"), max_length=100, widget=forms.TextInput({"autocomplete": "off"})
    )


def _plain(value):
    """Text with the line ends of the database: browsers send carriage returns."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def add_problems(error: ValidationError, *shown: forms.BaseForm) -> None:
    """Put what an action refused beside the fields concerned, or above the first form."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for name, problems in by_field.items():
        owner = next((form for form in shown if name in form.fields), None)
        target, field = (owner, name) if owner else (shown[0], None)
        target.add_error(field, problems)
