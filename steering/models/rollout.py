"""What begins to be used when, and what the parties of a contract demand."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programmes.models import Decision, Organisation, Programme, ReplannedDay
from programmes.querysets import InProgrammeQuerySet
from requirements_catalog.models import Module

from .. import choices
from .fields import money


class RolloutWave(models.Model):
    """An area that begins to use some of what is bought, on a day."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="waves")
    name = models.CharField(_("etapp"), max_length=200)
    area = models.CharField(_("område"), max_length=200)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="waves",
    )
    planned_on = models.DateField(_("planerad driftstart"))
    is_preliminary = models.BooleanField(_("preliminär"), default=True)
    done_on = models.DateField(_("i drift"), null=True, blank=True)
    status = models.CharField(
        _("läge"),
        max_length=20,
        choices=choices.WaveStatus,
        default=choices.WaveStatus.PLANNED,
    )
    functions = models.TextField(_("vad som tas i bruk"), blank=True)
    status_reason = models.TextField(_("skäl till läget"), blank=True)
    modules = models.ManyToManyField(
        Module, verbose_name=_("moduler"), blank=True, related_name="waves"
    )
    history = HistoricalRecords(m2m_fields=[modules])

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("införandeetapp")
        verbose_name_plural = _("införandeetapper")
        ordering = ["planned_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(
                    status__in=[choices.WaveStatus.POSTPONED, choices.WaveStatus.SUSPENDED],
                    status_reason="",
                ),
                name="wave_stopped_for_a_reason",
                violation_error_message=_("Ange varför etappen är uppskjuten eller stoppad."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class WaveReplanning(ReplannedDay):
    """That a roll-out wave was moved to another day."""

    planned_field = "wave"

    wave = models.ForeignKey(RolloutWave, on_delete=models.CASCADE, related_name="replannings")
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("beslut"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wave_replannings",
    )


class Claim(models.Model):
    """What one party of a contract demands of the other, and how far that has come."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="claims")
    title = models.CharField(_("anspråk"), max_length=300)
    kind = models.CharField(_("slag"), max_length=10, choices=choices.ClaimKind)
    counterparty = models.CharField(_("motpart"), max_length=200)
    raised_on = models.DateField(_("framställt"))
    status = models.CharField(
        _("läge"), max_length=12, choices=choices.ClaimStatus, default=choices.ClaimStatus.RAISED
    )
    position = models.TextField(_("vår ståndpunkt"), blank=True)
    outcome = models.TextField(_("vad parterna kommit fram till"), blank=True)
    amount = money(_("belopp i kronor"), null=True, blank=True)
    is_secret = models.BooleanField(
        _("beloppet är sekretessbelagt"),
        default=False,
        help_text=_("Beloppet skrivs då inte ut i listor och filer, bara på anspråkets egen sida."),
    )
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("beslut"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
    )
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("tvist eller anspråk")
        verbose_name_plural = _("tvister och anspråk")
        ordering = ["-raised_on", "-pk"]

    def __str__(self) -> str:
        return self.title
