"""Who takes part in a procurement, by which decision, and who buys for whom."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.append_only import AppendOnly
from procurements.models import Procurement
from programmes.choices import ParticipationOutcome
from programmes.models import Body, documents
from programmes.models.kin import JudgedTogether, hold

from .. import choices
from ..querysets import JoiningDecisionQuerySet, MandateQuerySet
from . import fields


class JoiningDecision(AppendOnly):
    """A decision of an organisation about taking part in a procurement; a later one supersedes it.

    The organisation's place is what the newest says: by day, then by when it was written down. One
    that was written down by mistake is annulled (``DecisionAnnulment``) and says nothing. A
    procurement that somebody has decided on is not removed.
    """

    procurement = fields.procurement("joining_decisions", models.PROTECT)
    organisation = fields.organisation(_("organisation"), "joining_decisions")
    outcome = models.CharField(_("beslut"), max_length=20, choices=ParticipationOutcome)
    decided_on = models.DateField(_("beslutsdatum"))
    body = models.ForeignKey(
        Body,
        verbose_name=_("beslutande organ"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="joining_decisions",
    )
    body_name = models.CharField(_("annat beslutande organ"), max_length=200, blank=True)
    reason = models.TextField(_("skäl"))
    document_reference = documents.document_reference()
    document_url = documents.document_url()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = JoiningDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("beslut om medverkan i upphandling")
        verbose_name_plural = _("beslut om medverkan i upphandling")
        ordering = ["decided_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(body__isnull=False) & Q(body_name="")
                | Q(body__isnull=True) & ~Q(body_name=""),
                name="joining_decided_by_one_body",
                violation_error_message=_("Ange vilket organ som beslutade: ett, inte två."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_outcome_display()} {self.decided_on}"

    @property
    def decided_by(self) -> str:
        """The name of the body."""
        return self.body.name if self.body else self.body_name

    @property
    def annulled(self):
        """Its DecisionAnnulment, or None; a query, unless it was read by ``for_record``."""
        return getattr(self, "annulment", None)

    def counts_at(self, moment: datetime) -> bool:
        """Whether it was written down at a moment, and not yet annulled then."""
        is_written = self.recorded_at <= moment
        return is_written and (self.annulled is None or self.annulled.annulled_at > moment)


class Mandate(JudgedTogether):
    """A power of attorney (*fullmakt*): one organisation buys for another in a procurement.

    Who takes part by a decision of its own does not buy through another as well.
    """

    procurement = fields.procurement("mandates")
    principal = fields.organisation(_("fullmaktsgivare"), "mandates_given")
    agent = fields.organisation(_("köper för dess räkning"), "mandates_held")
    state = models.CharField(
        _("läge"),
        max_length=10,
        choices=choices.MandateState,
        default=choices.MandateState.ASKED,
    )
    valid_from = models.DateField(_("gäller från"), null=True, blank=True)
    valid_until = models.DateField(_("gäller till och med"), null=True, blank=True)
    covers = models.TextField(_("vad den omfattar"), blank=True)
    document_reference = documents.document_reference()
    document_url = documents.document_url()
    history = HistoricalRecords()

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("fullmakt")
        verbose_name_plural = _("fullmakter")
        ordering = ["procurement", "agent", "principal"]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "principal", "agent"],
                name="mandate_once",
                violation_error_message=_("Fullmakten finns redan. Ändra dess läge i stället."),
            ),
            models.CheckConstraint(
                condition=~Q(principal=F("agent")),
                name="mandate_to_another",
                violation_error_message=_("En organisation ger ingen fullmakt till sig själv."),
            ),
            fields.days_in_order("valid_from", "valid_until", "mandate_days_in_order"),
            models.CheckConstraint(
                condition=~Q(state=choices.MandateState.GIVEN, valid_from__isnull=True),
                name="mandate_given_from_a_day",
                violation_error_message=_("Ange från vilken dag den lämnade fullmakten gäller."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principal} → {self.agent}"

    def lock_kin(self) -> None:
        """Hold the procurement: its giver may be writing down a decision of its own."""
        hold(Procurement.objects.filter(pk=self.procurement_id))

    def clean(self) -> None:
        """Its giver does not take part itself; one that is withdrawn, or ended before, may have."""
        if not self.procurement_id or not self.principal_id:
            return
        own = JoiningDecision.objects.standing(self.procurement_id, self.principal_id)
        if own is None or own.outcome not in choices.JOINED:
            return
        is_over = self.valid_until is not None and self.valid_until < own.decided_on
        if self.state != choices.MandateState.WITHDRAWN and not is_over:
            text = _(
                "%(name)s deltar själv i upphandlingen, enligt beslutet %(day)s, och kan inte "
                "också köpa genom en annan. Välj en annan fullmaktsgivare, eller anteckna först "
                "beslutet att %(name)s inte längre deltar själv."
            )
            told = {"name": self.principal, "day": own.decided_on}
            raise ValidationError({"principal": text % told})
