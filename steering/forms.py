"""Forms of what steers a programme."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programmes.forms import DayInput
from programmes.forms_registers import PlannedForm, RegisterForm, ReplanningForm, markdown, past
from requirements_catalog.forms.codes import RequirementCodesField

from . import models
from .choices import AnalysisStatus


class BudgetFrameForm(RegisterForm):
    """How much the programme may cost, for what."""

    class Meta:
        model = models.BudgetFrame
        fields = [
            "name",
            "amount",
            "first_year",
            "last_year",
            "decision",
            "includes",
            "excludes",
        ]
        widgets = {"includes": markdown(), "excludes": markdown()}
        help_texts = {
            "includes": _("Vad beloppet ska räcka till."),
            "excludes": _("Vad som betalas på annat sätt, till exempel licenser och utbildning."),
        }


class FrameShareForm(RegisterForm):
    """What an organisation answers for."""

    class Meta:
        model = models.FrameShare
        fields = ["frame", "organisation", "percent", "decision"]


class BudgetLineForm(RegisterForm):
    """A planned cost in one year."""

    class Meta:
        model = models.BudgetLine
        fields = ["frame", "title", "year", "stream", "organisation", "planned", "spent", "note"]
        widgets = {"note": markdown(3)}
        help_texts = {
            "organisation": _("Lämna tomt för det som är gemensamt."),
        }


class ReferenceCostForm(RegisterForm):
    """What something alike has cost elsewhere."""

    class Meta:
        model = models.ReferenceCost
        fields = ["title", "organisation", "amount", "period", "source", "note"]
        widgets = {"note": markdown(3)}


class RiskForm(RegisterForm):
    """What may go wrong."""

    class Meta:
        model = models.Risk
        fields = [
            "code",
            "title",
            "category",
            "probability",
            "consequence",
            "trend",
            "state",
            "owner",
            "description",
            "measure",
            "modules",
            "requirements",
        ]
        field_classes = {"requirements": RequirementCodesField}
        widgets = {
            "description": markdown(),
            "measure": markdown(),
            "modules": forms.CheckboxSelectMultiple,
        }
        help_texts = {"code": _("Kort beteckning, till exempel R-4.")}


class StakeholderForm(RegisterForm):
    """Who is concerned."""

    class Meta:
        model = models.Stakeholder
        fields = [
            "name",
            "kind",
            "interest",
            "influence",
            "contact",
            "expectations",
            "engagement",
        ]
        widgets = {"expectations": markdown(3), "engagement": markdown(3)}


class StaffingNeedForm(RegisterForm):
    """People whom an organisation is to lend."""

    class Meta:
        model = models.StaffingNeed
        fields = ["body", "role", "organisation", "needed", "filled"]


class AnalysisForm(RegisterForm):
    """A work product, and what it led to."""

    class Meta:
        model = models.Analysis
        fields = [
            "title",
            "kind",
            "status",
            "done_on",
            "author",
            "document_reference",
            "conclusions",
            "goals",
            "decisions",
            "requirements",
        ]
        field_classes = {"requirements": RequirementCodesField}
        widgets = {
            "done_on": DayInput(),
            "conclusions": markdown(6),
            "goals": forms.CheckboxSelectMultiple,
            "decisions": forms.CheckboxSelectMultiple,
        }
        help_texts = {"done_on": _("Behövs när läget är klar.")}

    def clean(self) -> dict:
        """What is done was done on a day; one that was without when it was opened may stay so."""
        super().clean()
        data = self.cleaned_data
        is_done = data.get("status") == AnalysisStatus.DONE
        if is_done and data.get("done_on") and data["done_on"] > timezone.localdate():
            self.add_error("done_on", _("Dagen har inte varit än."))
        if is_done and not data.get("done_on") and "done_on" not in self.errors:
            before = self.initial if self.instance.pk else {}
            if before.get("status") != AnalysisStatus.DONE or before.get("done_on"):
                self.add_error("done_on", _("Ange vilken dag analysen blev klar."))
        return data


class LessonForm(RegisterForm):
    """What was learnt elsewhere, and what follows."""

    class Meta:
        model = models.Lesson
        fields = ["title", "learnt_from", "source", "text", "consequence", "risks"]
        widgets = {
            "text": markdown(),
            "consequence": markdown(),
            "risks": forms.CheckboxSelectMultiple,
        }


class RolloutWaveForm(PlannedForm):
    """An area that begins to use what is bought."""

    class Meta:
        model = models.RolloutWave
        fields = [
            "name",
            "area",
            "organisation",
            "planned_on",
            "is_preliminary",
            "done_on",
            "status",
            "status_reason",
            "functions",
            "modules",
        ]
        widgets = {
            "planned_on": DayInput(),
            "done_on": DayInput(),
            "functions": markdown(),
            "status_reason": markdown(3),
            "modules": forms.CheckboxSelectMultiple,
        }


class WaveReplanningForm(ReplanningForm):
    """A new day for a roll-out wave."""

    class Meta(ReplanningForm.Meta):
        model = models.WaveReplanning


class ClaimForm(RegisterForm):
    """What one party of a contract demands of the other."""

    class Meta:
        model = models.Claim
        fields = [
            "title",
            "kind",
            "counterparty",
            "raised_on",
            "status",
            "amount",
            "is_secret",
            "decision",
            "position",
            "outcome",
        ]
        widgets = {"raised_on": DayInput(), "position": markdown(), "outcome": markdown()}


class UndertakingForm(RegisterForm):
    """A procurement in the chain that led here."""

    class Meta:
        model = models.Undertaking
        fields = [
            "title",
            "form",
            "started_on",
            "ended_on",
            "outcome",
            "estimated_value",
            "reason_code",
            "decision",
            "restart_of",
            "reason",
        ]
        widgets = {"started_on": DayInput(), "ended_on": DayInput(), "reason": markdown(5)}
        help_texts = {"restart_of": _("Den upphandling som den här tog vid efter.")}


class CarriedOverForm(RegisterForm):
    """What a restart took over."""

    class Meta:
        model = models.CarriedOver
        fields = ["undertaking", "what", "changed"]
        widgets = {"changed": markdown(3)}


class TenderPeriodExtensionForm(RegisterForm):
    """That tenderers were given longer time."""

    class Meta:
        model = models.TenderPeriodExtension
        fields = ["undertaking", "until_before", "until_after", "decided_on", "reason"]
        widgets = {
            "until_before": DayInput(),
            "until_after": DayInput(),
            "decided_on": DayInput(),
            "reason": forms.Textarea({"rows": 3}),
        }

    def clean_decided_on(self):
        """A day that has been."""
        return past(self.cleaned_data["decided_on"])


class UnmetRequirementForm(RegisterForm):
    """A mandatory requirement that tenders fell on."""

    class Meta:
        model = models.UnmetRequirement
        fields = ["undertaking", "code", "text", "met_by", "tenders", "afterwards"]
        widgets = {"text": forms.Textarea({"rows": 3}), "afterwards": markdown(3)}
        help_texts = {"afterwards": _("Till exempel struket, omskrivet eller gjort till bör-krav.")}
