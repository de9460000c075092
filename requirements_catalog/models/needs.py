"""Who needs what, and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programmes.choices import Perspective
from programmes.models import Goal, Programme

from .. import choices
from ..querysets import NeedQuerySet
from .architecture import Module


class Need(models.Model):
    """Who needs what and why, from where things stand to where they should be."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="needs")
    code = models.CharField(_("beteckning"), max_length=40)
    title = models.CharField(_("rubrik"), max_length=300)
    perspective = models.CharField(_("perspektiv"), max_length=20, choices=Perspective)
    dimension = models.CharField(_("dimension"), max_length=20, choices=choices.Dimension)
    current_state = models.TextField(_("nuläge"), blank=True)
    target_state = models.TextField(_("målbild"), blank=True)
    source = models.CharField(_("källa"), max_length=300, blank=True)
    priority = models.CharField(
        _("prioritet"), max_length=10, choices=choices.Priority, default=choices.Priority.MEDIUM
    )
    goals = models.ManyToManyField(Goal, verbose_name=_("mål"), blank=True, related_name="needs")
    modules = models.ManyToManyField(
        Module, verbose_name=_("moduler"), blank=True, related_name="needs"
    )
    history = HistoricalRecords(m2m_fields=[goals, modules])

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("behov")
        verbose_name_plural = _("behov")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="need_code_once_per_programme",
                violation_error_message=_("Beteckningen används redan i programmet."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
