"""What a programme may cost, is to cost and has cost."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.numbers import format_number
from programmes.models import Decision, Organisation, Programme, Stream
from programmes.models.kin import JudgedTogether, hold
from programmes.querysets import InProgrammeQuerySet

from ..querysets import BudgetFrameQuerySet, BudgetLineQuerySet, FrameShareQuerySet
from .fields import money, year


class BudgetFrame(models.Model):
    """How much a programme may cost in all, for what and until when."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="budget_frames")
    name = models.CharField(_("namn"), max_length=200)
    amount = money(_("belopp i kronor"), validators=[MinValueValidator(0)])
    first_year = year(_("från år"))
    last_year = year(_("till och med år"))
    includes = models.TextField(_("ingår"), blank=True)
    excludes = models.TextField(_("ingår inte"), blank=True)
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("beslut"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="budget_frames",
    )
    history = HistoricalRecords()

    objects = BudgetFrameQuerySet.as_manager()

    class Meta:
        verbose_name = _("kostnadsram")
        verbose_name_plural = _("kostnadsramar")
        ordering = ["first_year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_year__lte=F("last_year")),
                name="budget_frame_years_in_order",
                violation_error_message=_("Det sista året kan inte komma före det första."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class FrameShare(JudgedTogether):
    """How much of a frame an organisation answers for, by a decision of its own or of all."""

    frame = models.ForeignKey(
        BudgetFrame, verbose_name=_("ram"), on_delete=models.CASCADE, related_name="shares"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="frame_shares",
    )
    percent = models.DecimalField(
        _("andel i procent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
    )
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("beslut"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="frame_shares",
    )
    history = HistoricalRecords()

    objects = FrameShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("andel av kostnadsram")
        verbose_name_plural = _("andelar av kostnadsramar")
        ordering = ["frame", "-percent", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["frame", "organisation"],
                name="frame_share_once_per_organisation",
                violation_error_message=_("Organisationen har redan en andel av ramen. Ändra den."),
            ),
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100), name="frame_share_is_a_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {format_number(self.percent)} %"

    def lock_kin(self) -> None:
        """Hold the frame: two shares saved at once could together be more than the whole of it."""
        hold(BudgetFrame.objects.filter(pk=self.frame_id))

    def clean(self) -> None:
        """All shares of a frame are at most the whole of it."""
        if not self.frame_id or self.percent is None:
            return
        others = FrameShare.objects.filter(frame=self.frame_id).exclude(pk=self.pk)
        taken = others.aggregate(sum=models.Sum("percent"))["sum"] or Decimal(0)
        if taken + self.percent > 100:
            text = _("De andra har %(taken)s %% av ramen, så högst %(left)s %% är kvar.")
            told = {"taken": format_number(taken), "left": format_number(100 - taken)}
            raise ValidationError({"percent": text % told})


class BudgetLine(models.Model):
    """A planned cost of a frame in one year, and what it has come to."""

    frame = models.ForeignKey(
        BudgetFrame, verbose_name=_("ram"), on_delete=models.CASCADE, related_name="lines"
    )
    stream = models.ForeignKey(
        Stream,
        verbose_name=_("delprojekt"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="budget_lines",
    )
    # Whose cost it is; one without is shared by all who take part.
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="budget_lines",
    )
    year = year(_("år"))
    title = models.CharField(_("post"), max_length=200)
    planned = money(_("budget i kronor"))
    spent = money(_("utfall i kronor"), null=True, blank=True)
    note = models.TextField(_("anteckning"), blank=True)
    history = HistoricalRecords()

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("budgetpost")
        verbose_name_plural = _("budgetposter")
        ordering = ["year", "pk"]

    def __str__(self) -> str:
        return f"{self.title} {self.year}"


class ReferenceCost(models.Model):
    """What something alike has cost elsewhere, to compare with."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="reference_costs"
    )
    title = models.CharField(_("vad"), max_length=200)
    organisation = models.CharField(_("vem"), max_length=200)
    amount = money(_("belopp i kronor"))
    period = models.CharField(_("period"), max_length=100, blank=True)
    source = models.CharField(_("källa"), max_length=300)
    note = models.TextField(_("vad som ingår"), blank=True)
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("jämförelse")
        verbose_name_plural = _("jämförelser")
        ordering = ["title"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.title}"
