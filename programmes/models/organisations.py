"""Bodies that buy, take part or are affected."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .. import choices
from ..querysets import OrganisationQuerySet


class Organisation(models.Model):
    """A body that buys, takes part or is affected."""

    name = models.CharField(_("namn"), max_length=200, unique=True)
    kind = models.CharField(
        _("slag"),
        max_length=20,
        choices=choices.OrganisationKind,
        default=choices.OrganisationKind.REGION,
    )
    organisation_number = models.CharField(_("organisationsnummer"), max_length=20, blank=True)
    population = models.PositiveIntegerField(_("befolkning"), null=True, blank=True)
    population_on = models.DateField(
        _("befolkning den"),
        null=True,
        blank=True,
        help_text=_("Dagen som siffran gäller, till exempel ett årsskifte enligt SCB."),
    )
    history = HistoricalRecords()

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisationer")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
