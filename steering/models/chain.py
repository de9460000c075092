"""The procurements that led here."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programmes.models import Decision, Programme
from programmes.models.kin import Under
from programmes.querysets import InProgrammeQuerySet

from .. import choices
from ..querysets import OfUndertakingQuerySet
from .fields import money


class Undertaking(Under):
    """A procurement in the chain that led here: begun, awarded or cancelled, and begun anew."""

    above = "restart_of"
    ring_message = _(
        "Upphandlingarna skulle vara omtag av varandra i en ring: %(ring)s. Välj en som kom före "
        "den här."
    )

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="undertakings")
    title = models.CharField(_("upphandling"), max_length=300)
    form = models.CharField(_("form"), max_length=20, choices=choices.UndertakingForm)
    started_on = models.DateField(_("påbörjad"))
    ended_on = models.DateField(_("avslutad"), null=True, blank=True)
    outcome = models.CharField(
        _("utfall"),
        max_length=10,
        choices=choices.UndertakingOutcome,
        default=choices.UndertakingOutcome.ONGOING,
    )
    estimated_value = money(_("uppskattat värde i kronor"), null=True, blank=True)
    reason_code = models.CharField(
        _("skäl"), max_length=20, choices=choices.CancellationReason, blank=True
    )
    reason = models.TextField(_("vad som hände"), blank=True)
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("beslut"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="undertakings",
    )
    restart_of = models.ForeignKey(
        "self",
        verbose_name=_("omtag av"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="restarts",
    )
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("upphandling i kedjan")
        verbose_name_plural = _("upphandlingskedja")
        ordering = ["started_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=choices.UndertakingOutcome.CANCELLED)
                | ~Q(reason_code="") & Q(ended_on__isnull=False),
                name="undertaking_cancelled_for_a_reason",
                violation_error_message=_("Ange skäl och dag för avbrytandet."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="undertaking_ends_after_it_began",
                violation_error_message=_(
                    "Upphandlingen kan inte ha avslutats innan den påbörjades."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(restart_of=F("pk")),
                name="undertaking_restarts_another",
                violation_error_message=_("En upphandling kan inte vara ett omtag av sig själv."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CarriedOver(models.Model):
    """What a restart took over from the procurement before it."""

    undertaking = models.ForeignKey(
        Undertaking,
        verbose_name=_("till"),
        on_delete=models.CASCADE,
        related_name="carried_over",
    )
    what = models.CharField(_("vad som togs över"), max_length=300)
    changed = models.TextField(_("vad som ändrades"), blank=True)
    history = HistoricalRecords()

    objects = OfUndertakingQuerySet.as_manager()

    class Meta:
        verbose_name = _("övertaget underlag")
        verbose_name_plural = _("övertagna underlag")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what


class TenderPeriodExtension(models.Model):
    """That tenderers were given longer time: until when before, until when after, and why."""

    undertaking = models.ForeignKey(
        Undertaking,
        verbose_name=_("upphandling"),
        on_delete=models.CASCADE,
        related_name="extensions",
    )
    until_before = models.DateField(_("tidigare sista anbudsdag"))
    until_after = models.DateField(_("ny sista anbudsdag"))
    decided_on = models.DateField(_("beslutsdatum"), null=True, blank=True)
    reason = models.TextField(_("skäl"))
    history = HistoricalRecords()

    objects = OfUndertakingQuerySet.as_manager()

    class Meta:
        verbose_name = _("förlängd anbudstid")
        verbose_name_plural = _("förlängda anbudstider")
        ordering = ["until_before", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_after__gt=F("until_before")),
                name="extension_to_a_later_day",
                violation_error_message=_("Den nya dagen kommer efter den tidigare."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.until_before} → {self.until_after}"

    @property
    def days(self) -> int:
        """How much longer the time became."""
        return (self.until_after - self.until_before).days


class UnmetRequirement(models.Model):
    """A mandatory requirement that no tender, or too few, met; and what became of it."""

    undertaking = models.ForeignKey(
        Undertaking,
        verbose_name=_("upphandling"),
        on_delete=models.CASCADE,
        related_name="unmet_requirements",
    )
    code = models.CharField(_("beteckning"), max_length=40, blank=True)
    text = models.TextField(_("krav"))
    met_by = models.PositiveSmallIntegerField(_("anbud som uppfyllde"), default=0)
    tenders = models.PositiveSmallIntegerField(_("anbud i allt"), null=True, blank=True)
    afterwards = models.TextField(_("vad som gjordes med kravet"), blank=True)
    history = HistoricalRecords()

    objects = OfUndertakingQuerySet.as_manager()

    class Meta:
        verbose_name = _("ska-krav som anbuden föll på")
        verbose_name_plural = _("ska-krav som anbuden föll på")
        ordering = ["met_by", "code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tenders=None) | Q(met_by__lte=F("tenders")),
                name="unmet_requirement_by_tenders_there_were",
                violation_error_message=_("Fler anbud kan inte ha uppfyllt kravet än de som kom."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()
