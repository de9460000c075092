"""When things are to happen, and every time that was changed."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.append_only import AppendOnly

from .. import choices
from ..querysets import InProgrammeQuerySet, MilestoneQuerySet
from .governance import Decision
from .programme import Programme


class Stream(models.Model):
    """A main line of the programme's work, with where it stands."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="streams")
    code = models.CharField(_("beteckning"), max_length=20)
    name = models.CharField(_("namn"), max_length=200)
    lead = models.CharField(_("leds av"), max_length=200, blank=True)
    status = models.CharField(
        _("läge"),
        max_length=20,
        choices=choices.StreamStatus,
        default=choices.StreamStatus.NOT_STARTED,
    )
    status_text = models.TextField(_("lägesbild"), blank=True)
    description = models.TextField(_("vad det omfattar"), blank=True)
    planned_from = models.DateField(_("planerad början"), null=True, blank=True)
    planned_until = models.DateField(_("planerat slut"), null=True, blank=True)
    position = models.PositiveIntegerField(_("ordning"), default=0)
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("delprojekt")
        verbose_name_plural = _("delprojekt")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="stream_code_once",
                violation_error_message=_("Beteckningen används redan i programmet."),
            ),
            models.CheckConstraint(
                condition=models.Q(planned_from__isnull=True, planned_until__isnull=True)
                | models.Q(
                    planned_from__isnull=False,
                    planned_until__isnull=False,
                    planned_from__lte=models.F("planned_until"),
                ),
                name="stream_has_both_days_in_order",
                violation_error_message=_(
                    "Ange både början och slut, slutet inte före början, eller inget av dem."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def is_under_way_on(self, day: date) -> bool:
        """Whether a day is within its days; every day is where it has none."""
        if self.planned_from is None or self.planned_until is None:
            return True
        return self.planned_from <= day <= self.planned_until


class Milestone(models.Model):
    """A dated event of the programme, in the political or the programme lane."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("rubrik"), max_length=200)
    stream = models.ForeignKey(
        Stream,
        verbose_name=_("delprojekt"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="milestones",
    )
    lane = models.CharField(_("spår"), max_length=20, choices=choices.MilestoneLane)
    planned_on = models.DateField(_("planerad dag"))
    is_preliminary = models.BooleanField(_("preliminär"), default=False)
    decided_by = models.CharField(_("beslutas av"), max_length=200, blank=True)
    done_on = models.DateField(_("genomförd"), null=True, blank=True)
    history = HistoricalRecords()

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milstolpe")
        verbose_name_plural = _("milstolpar")
        ordering = ["planned_on", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_decision(self) -> bool:
        """Whether it is a decision: of politics, or of whom it says is to take it; the same rows as
        ``objects.decisions()``."""
        return self.lane == choices.MilestoneLane.POLITICAL or bool(self.decided_by)

    @property
    def is_outside_stream(self) -> bool:
        """Whether its planned day is before its stream begins or after it ends."""
        return self.stream is not None and not self.stream.is_under_way_on(self.planned_on)


class ReplannedDay(AppendOnly):
    """Base of what tells that something planned was moved to another day: who decided, and why.

    A model of it has a foreign key to what was moved, named by ``planned_field``, with the related
    name ``replannings``, and one named ``decision``. One that undoes another moves back what it
    moved: both stay, and no plan reads either (``plans.standing``).
    """

    planned_field = ""

    planned_before = models.DateField(_("tidigare dag"))
    planned_after = models.DateField(_("ny dag"))
    decided_by_body = models.CharField(_("beslutat av"), max_length=200)
    decided_on = models.DateField(_("beslutsdatum"))
    # A decision that an app to the right keeps, by its key (registered_citations.py).
    cited = models.CharField(max_length=60, blank=True, editable=False)
    reason = models.TextField(_("skäl"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, editable=False, related_name="undone_by"
    )

    class Meta:
        abstract = True
        verbose_name = _("omplanering")
        verbose_name_plural = _("omplaneringar")
        ordering = ["decided_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(planned_before=models.F("planned_after")),
                name="%(class)s_to_another_day",
                violation_error_message=_("Välj en annan dag än den som gäller."),
            ),
            models.CheckConstraint(
                condition=models.Q(decision__isnull=True) | models.Q(cited=""),
                name="%(class)s_by_one_decision",
                violation_error_message=_("Välj ett beslut, inte två."),
            ),
        ]

    def __str__(self) -> str:
        planned = getattr(self, self.planned_field)
        return f"{planned}: {self.planned_before} → {self.planned_after}"


class Replanning(ReplannedDay):
    """That a milestone was moved to another day."""

    planned_field = "milestone"

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="replannings")
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("beslut"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replannings",
    )
