"""What may go wrong, who is concerned, and who works with it."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programmes.models import Body, Organisation, Programme
from programmes.querysets import InProgrammeQuerySet
from requirements_catalog.models import Module, Requirement

from .. import choices
from ..querysets import RiskQuerySet, StaffingNeedQuerySet
from .fields import level


class Risk(models.Model):
    """What may go wrong, how likely and how grave that is, and what is done about it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="risks")
    code = models.CharField(_("beteckning"), max_length=20)
    title = models.CharField(_("risk"), max_length=300)
    category = models.CharField(_("slag"), max_length=20, choices=choices.RiskCategory)
    description = models.TextField(_("beskrivning"), blank=True)
    probability = level(_("sannolikhet"))
    consequence = level(_("konsekvens"))
    measure = models.TextField(_("åtgärd"), blank=True)
    owner = models.CharField(_("ansvarig"), max_length=200, blank=True)
    trend = models.CharField(
        _("utveckling"), max_length=10, choices=choices.Trend, default=choices.Trend.STEADY
    )
    state = models.CharField(
        _("läge"), max_length=10, choices=choices.RiskState, default=choices.RiskState.OPEN
    )
    modules = models.ManyToManyField(
        Module, verbose_name=_("moduler"), blank=True, related_name="risks"
    )
    requirements = models.ManyToManyField(
        Requirement, verbose_name=_("krav"), blank=True, related_name="risks"
    )
    history = HistoricalRecords(m2m_fields=[modules, requirements])

    objects = RiskQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risker")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="risk_code_once",
                violation_error_message=_("Beteckningen används redan i programmet."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def value(self) -> int:
        """Probability × consequence, from 1 to 16."""
        return self.probability * self.consequence


class Stakeholder(models.Model):
    """Who is concerned by a programme, how much they can decide, and how they are taken along."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="stakeholders")
    name = models.CharField(_("namn"), max_length=200)
    kind = models.CharField(_("slag"), max_length=20, choices=choices.StakeholderKind)
    interest = level(_("intresse"))
    influence = level(_("inflytande"))
    expectations = models.TextField(_("förväntningar"), blank=True)
    engagement = models.TextField(_("hur de är delaktiga"), blank=True)
    contact = models.CharField(_("kontakt"), max_length=200, blank=True)
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("intressent")
        verbose_name_plural = _("intressenter")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="stakeholder_name_once",
                violation_error_message=_("Programmet har redan en intressent med det namnet."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class StaffingNeed(models.Model):
    """How many people of a kind an organisation is to lend the programme, and has lent."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="staffing",
    )
    body = models.ForeignKey(
        Body, verbose_name=_("enhet"), on_delete=models.CASCADE, related_name="staffing"
    )
    role = models.CharField(_("roll"), max_length=200)
    needed = models.DecimalField(
        _("heltidstjänster som behövs"),
        max_digits=6,
        decimal_places=2,
        validators=[MinValueValidator(0)],
    )
    filled = models.DecimalField(
        _("heltidstjänster som är tillsatta"),
        max_digits=6,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
    )
    history = HistoricalRecords()

    objects = StaffingNeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("bemanning")
        verbose_name_plural = _("bemanning")
        ordering = ["body", "role", "pk"]

    def __str__(self) -> str:
        return f"{self.role}, {self.organisation}"
