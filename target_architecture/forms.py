"""Forms of the target architecture; they check and label, the actions write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.forms import DayInput
from programmes.forms_registers import RegisterForm
from requirements_catalog.choices import ModuleKind
from requirements_catalog.forms.codes import RequirementCodeField, RequirementCodesField

from .choices import SafeguardPurpose
from .models import (
    ArchitectureState,
    InformationClass,
    Interface,
    LockIn,
    Principle,
    Replacement,
    Safeguard,
)


def _markdown(rows: int = 4) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "data-markdown-editor": ""})


class InterfaceForm(RegisterForm):
    """A seam between two modules."""

    class Meta:
        model = Interface
        fields = [
            "code",
            "name",
            "source",
            "target",
            "direction",
            "information",
            "standards",
            "criticality",
            "messages_per_day",
            "in_use_from",
            "in_use_until",
            "description",
        ]
        widgets = {
            "description": _markdown(),
            "information": forms.CheckboxSelectMultiple,
            "standards": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "code": _("Kort beteckning, till exempel G-12. Den står vid linjen i kartan."),
            "standards": _(
                "Väljs ur programmets lista. Saknas standarden läggs den till där först."
            ),
            "messages_per_day": _("Ungefärligt antal i drift. Lämna tomt om det inte är känt."),
            "in_use_from": _("Lämna tomt om det redan är i bruk."),
            "in_use_until": _("Lämna tomt om det gäller tills vidare."),
        }


class InformationClassForm(RegisterForm):
    """A kind of information, and how it must be protected."""

    class Meta:
        model = InformationClass
        fields = [
            "code",
            "name",
            "is_personal",
            "confidentiality",
            "integrity",
            "availability",
            "traceability",
            "description",
        ]
        widgets = {"description": _markdown()}
        help_texts = {
            "confidentiality": _("KLASSA: följden om någon obehörig får läsa uppgifterna."),
            "integrity": _("Följden om uppgifterna är fel eller ändras."),
            "availability": _("Följden om uppgifterna inte går att nå."),
            "traceability": _("Följden om det inte går att se vem som har gjort vad."),
        }


class PrincipleForm(RegisterForm):
    """A rule of design, and the requirements that carry it out."""

    class Meta:
        model = Principle
        fields = ["code", "title", "text", "rationale", "is_shared", "requirements"]
        field_classes = {"requirements": RequirementCodesField}
        widgets = {"text": _markdown(), "rationale": _markdown(3)}


class StateForm(RegisterForm):
    """A picture of the architecture in one year."""

    class Meta:
        model = ArchitectureState
        fields = ["kind", "name", "year", "description"]
        widgets = {"description": _markdown()}
        help_texts = {"year": _("Kartan visar de moduler och gränssnitt som är i bruk det året.")}


class ReplacementForm(RegisterForm):
    """What takes over from an older module, and when."""

    class Meta:
        model = Replacement
        fields = ["old", "new", "planned_on", "done_on", "note"]
        widgets = {"planned_on": DayInput(), "done_on": DayInput(), "note": _markdown()}


class LockInForm(RegisterForm):
    """What ties the buyer to a module's supplier."""

    class Meta:
        model = LockIn
        fields = [
            "module",
            "data_location",
            "jurisdiction",
            "third_country_access",
            "suitability_assessment",
            "assessed_on",
            "exit_plan",
            "formats",
            "escrow",
            "alternatives",
        ]
        labels = {"module": _("Modul")}
        widgets = {
            "assessed_on": DayInput(),
            "exit_plan": _markdown(),
            "formats": _markdown(3),
            "escrow": _markdown(3),
            "alternatives": _markdown(3),
        }
        help_texts = {
            "data_location": _(
                "Land och driftställe, till exempel Sverige, regionens egna datorhallar."
            ),
            "jurisdiction": _("Vilket lands lag leverantören och dess ägare lyder under."),
        }


class SafeguardForm(RegisterForm):
    """Which requirement protects the buyer in one respect of a module."""

    class Meta:
        model = Safeguard
        fields = ["module", "purpose", "requirement"]
        labels = {"module": _("Modul")}
        field_classes = {"requirement": RequirementCodeField}
        help_texts = {
            "module": _("För en anslutning: den nationella tjänst som kravet ansluter till."),
        }

    def clean(self) -> dict:
        """A connection is to a national service: the requirement stands in the modules using it."""
        cleaned = super().clean() or self.cleaned_data
        module, purpose = cleaned.get("module"), cleaned.get("purpose")
        is_connection = purpose == SafeguardPurpose.CONNECTION
        if is_connection and module and module.kind != ModuleKind.NATIONAL:
            self.add_error("module", _("Välj den nationella tjänst som kravet ansluter till."))
        return cleaned
