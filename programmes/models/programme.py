"""The programme and who works in it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .. import choices
from ..querysets import InProgrammeQuerySet, ProgrammeQuerySet


class Programme(models.Model):
    """An undertaking that buys a care information environment, from need to contract."""

    slug = models.SlugField(_("kortnamn"), max_length=60, unique=True)
    name = models.CharField(_("namn"), max_length=200)
    description = models.TextField(_("beskrivning"), blank=True)
    vision = models.TextField(_("vision"), blank=True)
    guiding_strategy = models.CharField(_("styrande strategi"), max_length=300, blank=True)
    predecessor = models.ForeignKey(
        "self",
        verbose_name=_("föregångare"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
    )
    predecessor_reason = models.TextField(_("vad som hände med föregångaren"), blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    created_at = models.DateTimeField(_("skapat"), auto_now_add=True)
    history = HistoricalRecords()

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("program")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role that one person holds in one programme."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    role = models.CharField(_("roll"), max_length=30, choices=choices.Role)
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("medlem")
        verbose_name_plural = _("medlemmar")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user", "role"],
                name="membership_once_per_role",
                violation_error_message=_("Personen har redan den rollen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
