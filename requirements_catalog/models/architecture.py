"""The target architecture: modules, and the standards that they speak."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programmes.models import Programme
from programmes.querysets import InProgrammeQuerySet

from .. import choices


def year_field(label) -> models.PositiveSmallIntegerField:
    """A year between 1990 and 2100; empty is open."""
    return models.PositiveSmallIntegerField(
        label,
        null=True,
        blank=True,
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
    )


class Module(models.Model):
    """A part of the target architecture: something to procure, to keep or to connect to."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="modules")
    code = models.CharField(_("beteckning"), max_length=20)
    name = models.CharField(_("namn"), max_length=200)
    kind = models.CharField(
        _("slag"), max_length=20, choices=choices.ModuleKind, default=choices.ModuleKind.TO_PROCURE
    )
    layer = models.CharField(_("lager"), max_length=100, blank=True)
    description = models.TextField(_("beskrivning"), blank=True)
    position = models.PositiveIntegerField(_("ordning"), default=0)
    in_use_from = year_field(_("i bruk från år"))
    in_use_until = year_field(_("i bruk till och med år"))
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("modul")
        verbose_name_plural = _("moduler")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="module_code_once_per_programme",
                violation_error_message=_("Beteckningen används redan i programmet."),
            ),
            models.CheckConstraint(
                condition=Q(in_use_from=None)
                | Q(in_use_until=None)
                | Q(in_use_from__lte=F("in_use_until")),
                name="module_years_in_order",
                violation_error_message=_("Det sista året kan inte komma före det första."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Standard(models.Model):
    """A standard or profile that requirements and interfaces refer to, with its version."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="standards")
    code = models.CharField(_("beteckning"), max_length=60)
    name = models.CharField(_("namn"), max_length=200)
    version = models.CharField(_("version"), max_length=60, blank=True)
    publisher = models.CharField(_("utgivare"), max_length=120, blank=True)
    url = models.URLField(_("webbadress"), max_length=300, blank=True)
    is_open = models.BooleanField(_("öppen standard"), default=True)
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard")
        verbose_name_plural = _("standarder")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="standard_code_once_per_programme",
                violation_error_message=_("Beteckningen används redan i programmet."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()
