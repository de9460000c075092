"""Fields that the models of joint procurement share."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurements.models import Lot, Procurement
from programmes.models import Organisation


def procurement(related_name: str, on_delete=models.CASCADE) -> models.ForeignKey:
    """The procurement that a row belongs to."""
    return models.ForeignKey(
        Procurement,
        verbose_name=_("upphandling"),
        on_delete=on_delete,
        related_name=related_name,
    )


def lot(related_name: str) -> models.ForeignKey:
    """One lot, or all of the procurement where none is named."""
    return models.ForeignKey(
        Lot,
        verbose_name=_("delkontrakt"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name=related_name,
        help_text=_("Utan val gäller det hela upphandlingen."),
    )


def organisation(label, related_name: str, **options) -> models.ForeignKey:
    """An organisation, which stays while something is said of it."""
    return models.ForeignKey(
        Organisation,
        verbose_name=label,
        on_delete=models.PROTECT,
        related_name=related_name,
        **options,
    )
