"""What suppliers answer: tenders, their answers to requirements and their prices."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.append_only import AppendOnly
from procurements.models import Lot, PriceItem, Procurement, ProcurementRequirement
from programmes.models import Programme

from . import choices
from .countries import is_third_country
from .querysets import (
    OperatorQuerySet,
    OwnerChangeQuerySet,
    PriceLineQuerySet,
    ResponseQuerySet,
    TenderQuerySet,
)


class EconomicOperator(models.Model):
    """A supplier that a programme deals with."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="operators")
    name = models.CharField(_("namn"), max_length=200)
    organisation_number = models.CharField(_("organisationsnummer"), max_length=20, blank=True)
    country = models.CharField(_("land"), max_length=2, default="SE")
    contact_email = models.EmailField(_("e-post"), blank=True)
    history = HistoricalRecords()

    objects = OperatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("leverantör")
        verbose_name_plural = _("leverantörer")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="operator_name_once_per_programme",
                violation_error_message=_("Leverantören finns redan."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class OwnerChange(models.Model):
    """That a supplier got another owner, and whether what that means has been assessed."""

    operator = models.ForeignKey(
        EconomicOperator,
        verbose_name=_("leverantör"),
        on_delete=models.PROTECT,
        related_name="owner_changes",
    )
    from_owner = models.CharField(_("tidigare ägare"), max_length=200, blank=True)
    to_owner = models.CharField(_("ny ägare"), max_length=200)
    country = models.CharField(
        _("den nya ägarens land"),
        max_length=2,
        validators=[
            RegexValidator(
                r"^[A-Z]{2}\Z", _("Skriv landet med två stora bokstäver, till exempel SE.")
            )
        ],
    )
    changed_on = models.DateField(_("ägare sedan"))
    note = models.TextField(_("vad det betyder"), blank=True)
    assessed_on = models.DateField(_("följden bedömd"), null=True, blank=True)
    history = HistoricalRecords()

    objects = OwnerChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("ägarbyte")
        verbose_name_plural = _("ägarbyten")
        ordering = ["-changed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "changed_on", "to_owner"],
                name="owner_change_once",
                violation_error_message=_("Ägarbytet är redan antecknat."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.operator}: {self.to_owner}"

    @property
    def is_to_third_country(self) -> bool:
        """Whether the new owner is outside of the European Economic Area."""
        return is_third_country(self.country)


class Tender(models.Model):
    """One supplier's tender in one procurement, for one or more lots."""

    procurement = models.ForeignKey(Procurement, on_delete=models.CASCADE, related_name="tenders")
    operator = models.ForeignKey(
        EconomicOperator,
        verbose_name=_("leverantör"),
        on_delete=models.RESTRICT,
        related_name="tenders",
    )
    lots = models.ManyToManyField(
        Lot, verbose_name=_("delkontrakt"), blank=True, related_name="tenders"
    )
    received_at = models.DateTimeField(_("mottaget"))
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=choices.TenderStatus,
        default=choices.TenderStatus.RECEIVED,
    )
    frozen_at = models.DateTimeField(_("låst"), null=True, blank=True, editable=False)
    history = HistoricalRecords(m2m_fields=[lots])

    objects = TenderQuerySet.as_manager()

    class Meta:
        verbose_name = _("anbud")
        verbose_name_plural = _("anbud")
        ordering = ["operator__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "operator"],
                name="tender_once_per_supplier",
                violation_error_message=_("Leverantören har redan ett anbud i upphandlingen."),
            )
        ]

    def __str__(self) -> str:
        return str(self.operator)


class ReceivedForm(AppendOnly):
    """A form as the supplier returned it: the file, its digest, when it was read and by whom."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="forms")
    kind = models.CharField(max_length=20, choices=choices.FormKind)
    file = models.FileField(upload_to="tenders/%Y/%m/", max_length=300)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("inlämnat formulär")
        verbose_name_plural = _("inlämnade formulär")
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class RequirementResponse(models.Model):
    """A tender's answer to one requirement; an empty answer is no answer, not a no."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="responses")
    item = models.ForeignKey(
        ProcurementRequirement, on_delete=models.RESTRICT, related_name="responses"
    )
    answer = models.TextField(_("svar"), blank=True)
    comment = models.TextField(_("kommentar"), blank=True)
    evidence = models.CharField(_("hänvisning till bilaga"), max_length=500, blank=True)
    history = HistoricalRecords()

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("svar på krav")
        verbose_name_plural = _("svar på krav")
        constraints = [
            models.UniqueConstraint(fields=["tender", "item"], name="response_once_per_item")
        ]

    def __str__(self) -> str:
        return f"{self.tender} – {self.item_id}"


class PriceLine(models.Model):
    """A tender's unit price for one price item; none is not zero."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="price_lines")
    price_item = models.ForeignKey(PriceItem, on_delete=models.RESTRICT, related_name="price_lines")
    unit_price = models.DecimalField(_("à-pris"), max_digits=16, decimal_places=2)
    history = HistoricalRecords()

    objects = PriceLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("pris")
        verbose_name_plural = _("priser")
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "price_item"], name="price_line_once_per_item"
            ),
            models.CheckConstraint(
                condition=models.Q(unit_price__gte=0), name="price_line_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender} – {self.price_item_id}"
