"""Who decides what in a programme, and what has been decided."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .. import choices
from ..querysets import InProgrammeQuerySet
from . import documents
from .kin import Under
from .organisations import Organisation
from .programme import Programme


class Body(Under):
    """A group that decides, prepares or carries out: a board, a steering group, a unit."""

    above = "reports_to"
    ring_message = _(
        "Organen skulle lyda under varandra i en ring: %(ring)s. Välj ett organ som inte lyder "
        "under det här."
    )

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="bodies")
    name = models.CharField(_("namn"), max_length=200)
    kind = models.CharField(_("uppgift"), max_length=20, choices=choices.BodyKind)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bodies",
    )
    reports_to = models.ForeignKey(
        "self",
        verbose_name=_("lyder under"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
    )
    chair = models.CharField(_("ordförande eller chef"), max_length=200, blank=True)
    members = models.TextField(_("ledamöter eller bemanning"), blank=True)
    decides_on = models.TextField(_("beslutar om eller svarar för"), blank=True)
    position = models.PositiveIntegerField(_("ordning"), default=0)
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("organ")
        verbose_name_plural = _("organ")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="body_name_once",
                violation_error_message=_("Programmet har redan ett organ med det namnet."),
            ),
            models.CheckConstraint(
                condition=~models.Q(reports_to=models.F("pk")),
                name="body_reports_to_another",
                violation_error_message=_("Ett organ kan inte lyda under sig självt."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Decision(models.Model):
    """What a body has decided, on which day, on which conditions."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="decisions")
    title = models.CharField(_("beslut"), max_length=300)
    body = models.ForeignKey(
        Body, verbose_name=_("beslutat av"), on_delete=models.PROTECT, related_name="decisions"
    )
    decided_on = models.DateField(_("beslutsdatum"))
    content = models.TextField(_("innehåll"), blank=True)
    conditions = models.TextField(_("villkor"), blank=True)
    grounds = models.TextField(_("motivering"), blank=True)
    recommended_by = models.CharField(_("på förslag av"), max_length=300, blank=True)
    document_reference = documents.document_reference()
    document_url = documents.document_url()
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("beslut")
        verbose_name_plural = _("beslut")
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.decided_on} {self.title}"
