"""Forms of organisations: what each is, and its place in a programme."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from .choices import ParticipationRole
from .forms import DayInput
from .forms_registers import RegisterForm, past
from .forms_seen import SeenForm
from .models import Organisation, Participation


class ParticipantForm(RegisterForm):
    """An organisation that takes part, or may do so, and in what capacity."""

    class Meta:
        model = Participation
        fields = ["organisation", "role"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        if self.instance.pk:
            # Its decisions are those of the organisation.
            field.disabled = True
        else:
            taken = Organisation.objects.taking_part_in(self.programme).values("pk")
            field.queryset = Organisation.objects.exclude(pk__in=taken).by_name()
            field.help_text = format_html(
                '{} <a href="{}">{}</a>',
                _("Finns den inte i listan?"),
                reverse("programmes:organisation-create", args=[self.programme.slug]),
                _("Lägg till en ny organisation"),
            )


class OrganisationForm(SeenForm):
    """What an organisation is, and how many live there on which day."""

    class Meta:
        model = Organisation
        fields = ["name", "kind", "organisation_number", "population", "population_on"]
        widgets = {"population_on": DayInput()}

    def clean_population_on(self):
        """A day that has been."""
        return past(self.cleaned_data["population_on"])

    def clean(self) -> dict:
        """A day is that of a figure."""
        data = super().clean()
        has_figure = "population" in self.errors or data.get("population") is not None
        if data.get("population_on") and not has_figure:
            self.add_error("population", _("Ange befolkningen, eller ta bort dagen."))
        return data


class NewOrganisationForm(OrganisationForm):
    """A new organisation, and its role in the programme if it is to have one."""

    role = forms.ChoiceField(
        label=_("Roll i programmet"),
        choices=[("", _("ingen")), *ParticipationRole.choices],
        required=False,
        help_text=_("Ingen roll för den som bara köper genom någon annans fullmakt."),
    )


class ChangedOrganisationForm(OrganisationForm):
    """What is otherwise with an organisation, and why."""

    change_reason = forms.CharField(label=_("Skäl till ändringen"), required=False, max_length=500)
