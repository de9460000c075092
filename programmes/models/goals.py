"""What a programme is to achieve, and how far it has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .. import choices
from ..querysets import GoalMeasurementQuerySet, InProgrammeQuerySet
from .programme import Programme


def _measure(label) -> models.DecimalField:
    """A value of an indicator in its unit; empty when it is not known."""
    return models.DecimalField(label, max_digits=14, decimal_places=3, null=True, blank=True)


class Goal(models.Model):
    """What the programme is to achieve: a benefit in the operation or a result it delivers."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="goals")
    code = models.CharField(_("beteckning"), max_length=20)
    kind = models.CharField(_("slag"), max_length=20, choices=choices.GoalKind)
    title = models.CharField(_("rubrik"), max_length=200)
    description = models.TextField(_("beskrivning"), blank=True)
    perspective = models.CharField(
        _("perspektiv"), max_length=20, choices=choices.Perspective, blank=True
    )
    indicator = models.CharField(_("indikator"), max_length=300, blank=True)
    unit = models.CharField(_("enhet"), max_length=40, blank=True)
    baseline_value = _measure(_("utgångsvärde"))
    baseline_on = models.DateField(_("mätt"), null=True, blank=True)
    target_value = _measure(_("målvärde"))
    target_on = models.DateField(_("nås senast"), null=True, blank=True)
    position = models.PositiveIntegerField(_("ordning"), default=0)
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("mål")
        verbose_name_plural = _("mål")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="goal_code_once_per_programme",
                violation_error_message=_("Beteckningen används redan i programmet."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class GoalMeasurement(models.Model):
    """What a goal's indicator was on a day."""

    goal = models.ForeignKey(
        Goal, verbose_name=_("mål"), on_delete=models.CASCADE, related_name="measurements"
    )
    measured_on = models.DateField(_("mätt"))
    value = models.DecimalField(_("värde"), max_digits=14, decimal_places=3)
    source = models.CharField(_("källa"), max_length=300, blank=True)
    note = models.TextField(_("anteckning"), blank=True)
    history = HistoricalRecords()

    objects = GoalMeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("mätning")
        verbose_name_plural = _("mätningar")
        ordering = ["measured_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "measured_on"],
                name="goal_measured_once_a_day",
                violation_error_message=_("Målet har redan en mätning den dagen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.goal.code} {self.measured_on}"
