"""The evaluation: who scores, what they gave and why."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from procurements.models import Procurement, ProcurementRequirement
from tenders.models import Tender

from . import choices
from .querysets import EvaluationQuerySet, ScoreQuerySet


class Evaluation(models.Model):
    """The evaluation of one procurement, from individual scores to a locked result."""

    procurement = models.OneToOneField(
        Procurement, on_delete=models.CASCADE, related_name="evaluation"
    )
    stage = models.CharField(
        _("läge"), max_length=20, choices=choices.Stage, default=choices.Stage.SCORING
    )
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("utvärdering")
        verbose_name_plural = _("utvärderingar")
        constraints = [
            models.CheckConstraint(
                condition=Q(stage="locked", locked_at__isnull=False)
                | ~Q(stage="locked") & Q(locked_at__isnull=True, locked_by__isnull=True),
                name="evaluation_locked_at_a_moment",
            )
        ]

    def __str__(self) -> str:
        return str(self.procurement)


class EvaluatorAssignment(models.Model):
    """That a person scores the tenders of an evaluation."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("utvärderare"),
        on_delete=models.PROTECT,
        related_name="evaluation_assignments",
    )
    submitted_at = models.DateTimeField(_("lämnade in"), null=True, blank=True, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("uppdrag som utvärderare")
        verbose_name_plural = _("uppdrag som utvärderare")
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "user"],
                name="assignment_once_per_person",
                violation_error_message=_("Personen är redan utvärderare."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class Score(models.Model):
    """One evaluator's points for one tender's answer to one bör-requirement, with the reason."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="scores")
    item = models.ForeignKey(
        ProcurementRequirement, on_delete=models.RESTRICT, related_name="scores"
    )
    evaluator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="scores"
    )
    points = models.DecimalField(
        _("poäng"), max_digits=9, decimal_places=3, validators=[MinValueValidator(0)]
    )
    reason = models.TextField(_("motivering"))
    scored_at = models.DateTimeField(auto_now=True)
    history = HistoricalRecords(excluded_fields=["scored_at"])

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("poäng")
        verbose_name_plural = _("poäng")
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "item", "evaluator"], name="score_once_per_evaluator"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="score_has_reason"),
            models.CheckConstraint(condition=Q(points__gte=0), name="score_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.tender} – {self.item_id}: {self.points}"
