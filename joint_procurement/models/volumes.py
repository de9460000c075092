"""How much of what is bought each organisation takes, and what of a value no volume changes."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from procurements.models import PriceItem
from procurements.validators import validate_not_negative

from ..querysets import OfProcurementQuerySet, VolumeQuerySet
from . import fields


class VolumeShare(models.Model):
    """How much of a price item an organisation takes; 0 is said, nothing is not known."""

    organisation = fields.organisation(_("organisation"), "volumes")
    price_item = models.ForeignKey(
        PriceItem, verbose_name=_("prispost"), on_delete=models.CASCADE, related_name="volumes"
    )
    quantity = models.DecimalField(
        _("mängd"), max_digits=12, decimal_places=2, validators=[validate_not_negative]
    )
    history = HistoricalRecords()

    objects = VolumeQuerySet.as_manager()

    class Meta:
        verbose_name = _("volym")
        verbose_name_plural = _("volymer")
        ordering = ["price_item", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "price_item"], name="volume_once_per_item"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="volume_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.quantity}"


_ALREADY = _(
    "Det finns redan en fast del från den dagen för samma delkontrakt eller upphandling. "
    "Ändra den, eller välj en annan dag."
)


class FixedPart(models.Model):
    """How much of a lot's value stays whatever the volume, from a day on; the newest holds.

    One from each day: of two nobody could tell which holds. Such as setting up a platform: it
    costs the same for two regions as for three. What is said of a lot goes before what is said of
    the whole procurement, and where nothing is said it is 0.
    """

    procurement = fields.procurement("fixed_parts")
    lot = fields.lot("fixed_parts")
    percent = models.DecimalField(
        _("fast del i procent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    applies_from = models.DateField(_("gäller från"))
    reason = models.TextField(_("skäl"))
    history = HistoricalRecords()

    objects = OfProcurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("fast del av värdet")
        verbose_name_plural = _("fasta delar av värdet")
        ordering = ["procurement", "lot", "applies_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100), name="fixed_part_is_a_part"
            ),
            # Two, for nothing is the same as nothing only in the newest of databases.
            models.UniqueConstraint(
                fields=["lot", "applies_from"],
                condition=Q(lot__isnull=False),
                name="fixed_part_of_lot_once_a_day",
                violation_error_message=_ALREADY,
            ),
            models.UniqueConstraint(
                fields=["procurement", "applies_from"],
                condition=Q(lot__isnull=True),
                name="fixed_part_of_procurement_once_a_day",
                violation_error_message=_ALREADY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot or self.procurement}, {self.applies_from}"

    def clean(self) -> None:
        """The lot is one of the procurement's."""
        fields.check_lot(self)
