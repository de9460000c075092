"""What each organisation needs of what is asked together."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.canonical import digest
from requirements_catalog.models import Requirement

from .. import choices
from ..querysets import StanceQuerySet
from . import fields


class RequirementStance(models.Model):
    """That an organisation needs a requirement, does not, or needs it in another way."""

    organisation = fields.organisation(_("organisation"), "stances")
    requirement = models.ForeignKey(
        Requirement, verbose_name=_("krav"), on_delete=models.CASCADE, related_name="stances"
    )
    stance = models.CharField(_("behov"), max_length=10, choices=choices.Stance)
    text = models.TextField(_("på vilket sätt"), blank=True)
    history = HistoricalRecords()

    objects = StanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisationens behov av kravet")
        verbose_name_plural = _("organisationernas behov av kraven")
        ordering = ["requirement", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "requirement"], name="stance_once_per_requirement"
            ),
            models.CheckConstraint(
                condition=~Q(stance=choices.Stance.DIFFERS, text=""),
                name="stance_differs_in_words",
                violation_error_message=_("Skriv på vilket sätt behovet är ett annat."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_stance_display()}"

    @property
    def mark(self) -> str:
        """Is another one when something else is said; pages carry it."""
        return digest([self.stance, self.text])[:12]
