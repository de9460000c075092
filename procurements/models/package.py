"""What is asked for in a procurement: frozen requirements and price items."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from requirements_catalog.models import RequirementVersion

from .. import choices
from ..querysets import ItemQuerySet
from ..validators import validate_not_negative, validate_positive
from .conditions import not_negative
from .procurement import AwardCriterion, Lot, Procurement


class ProcurementRequirement(models.Model):
    """A heading or requirement of the package: frozen text, role, lots and points.

    ``lots`` empty means all lots. A bör-requirement has one criterion and stands in its lot.
    """

    procurement = models.ForeignKey(Procurement, on_delete=models.CASCADE, related_name="items")
    version = models.ForeignKey(
        RequirementVersion, on_delete=models.RESTRICT, related_name="package_items"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children"
    )
    position = models.BigIntegerField()
    role = models.CharField(_("roll"), max_length=20, choices=choices.ItemRole)
    lots = models.ManyToManyField(Lot, verbose_name=_("delkontrakt"), blank=True)
    criterion = models.ForeignKey(
        AwardCriterion,
        verbose_name=_("tilldelningskriterium"),
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="items",
    )
    max_points = models.DecimalField(
        _("högsta poäng"),
        max_digits=9,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[validate_positive],
    )
    history = HistoricalRecords(m2m_fields=[lots])

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("krav i upphandlingen")
        verbose_name_plural = _("krav i upphandlingen")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "version"],
                condition=Q(criterion__isnull=True),
                name="item_once_per_procurement",
            ),
            models.UniqueConstraint(
                fields=["procurement", "version", "criterion"],
                condition=Q(criterion__isnull=False),
                name="item_once_per_criterion",
            ),
            models.CheckConstraint(
                condition=Q(role="desirable", criterion__isnull=False, max_points__gt=0)
                | ~Q(role="desirable") & Q(criterion__isnull=True, max_points__isnull=True),
                name="item_points_only_for_desirable",
                violation_error_message=_(
                    "Ett bör-krav behöver tilldelningskriterium och poäng; andra krav har inga."
                ),
            ),
        ]
        indexes = [models.Index(fields=["procurement", "position"], name="item_order")]

    def __str__(self) -> str:
        return str(self.version)

    def applies_to(self, lots: Iterable[Lot]) -> bool:
        """Whether it is asked in some of the lots: named for it, or for none and thereby for all.

        One query unless the item's lots are prefetched; ``ItemQuerySet.for_lot`` is the same rule
        for many rows.
        """
        own = {lot.pk for lot in self.lots.all()}
        return not own or any(lot.pk in own for lot in lots)


class PriceItem(models.Model):
    """A price that the tenderer states for a lot: quantity times unit price is summed."""

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="price_items")
    number = models.PositiveSmallIntegerField(_("nummer"))
    title = models.CharField(_("benämning"), max_length=300)
    unit = models.CharField(_("enhet"), max_length=40)
    quantity = models.DecimalField(
        _("mängd"), max_digits=12, decimal_places=2, validators=[validate_not_negative]
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("prispost")
        verbose_name_plural = _("prisposter")
        ordering = ["lot", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "number"],
                name="price_item_number_once_per_lot",
                violation_error_message=_("Det finns redan en prispost med det numret."),
            ),
            models.CheckConstraint(
                condition=not_negative("quantity"), name="price_item_quantity_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
