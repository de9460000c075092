"""What an organisation buys or upgrades by itself meanwhile."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programmes.models import Decision, Programme, documents
from programmes.querysets import InProgrammeQuerySet
from requirements_catalog.models import Module

from .. import choices
from . import fields


class OwnUpgrade(models.Model):
    """An upgrade outside the joint procurement, and the ground in law that it stands on."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="own_upgrades")
    title = models.CharField(_("uppgradering"), max_length=200)
    organisation = fields.organisation(_("organisation"), "own_upgrades")
    system = models.CharField(_("system"), max_length=200)
    module = models.ForeignKey(
        Module,
        verbose_name=_("modul"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="own_upgrades",
        help_text=_("Den modul i målarkitekturen som systemet är, eller ersätts av."),
    )
    why = models.TextField(_("varför utanför upphandlingen"))
    ground = models.CharField(_("grund i LOU"), max_length=20, choices=choices.LegalGround)
    legal_ground = models.TextField(_("rättslig bedömning"))
    is_reviewed = models.BooleanField(
        _("prövad av jurist"),
        default=False,
        help_text=_("En jurist har granskat att grunden håller i det här fallet."),
    )
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("beslut"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="own_upgrades",
    )
    decided_by = models.CharField(
        _("beslutat av och när"),
        max_length=200,
        blank=True,
        help_text=_("Om beslutet inte finns i listan."),
    )
    document_reference = documents.document_reference()
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("egen uppgradering")
        verbose_name_plural = _("egna uppgraderingar")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title
