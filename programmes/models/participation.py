"""Who takes part in a programme, and what they have decided about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.append_only import AppendOnly

from .. import choices
from ..querysets import InProgrammeQuerySet
from . import documents
from .organisations import Organisation
from .programme import Programme


class Participation(models.Model):
    """An organisation's place in a programme."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="participations"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="participations",
    )
    role = models.CharField(_("roll"), max_length=20, choices=choices.ParticipationRole)
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("deltagande")
        verbose_name_plural = _("deltaganden")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation"], name="participation_once_per_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.get_role_display()}"

    @property
    def name(self) -> str:
        """As its page is headed; the role stands in a tag beside it."""
        return self.organisation.name


class ParticipationDecision(AppendOnly):
    """A decision about taking part; a later one supersedes it, none is changed."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="decisions"
    )
    outcome = models.CharField(_("beslut"), max_length=20, choices=choices.ParticipationOutcome)
    decided_on = models.DateField(_("beslutsdatum"))
    decided_by_body = models.CharField(_("beslutande organ"), max_length=200)
    reason = models.TextField(_("skäl"))
    document_reference = documents.document_reference()
    document_url = documents.document_url()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("beslut om deltagande")
        verbose_name_plural = _("beslut om deltagande")
        ordering = ["decided_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.decided_on}"
